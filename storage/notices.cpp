#include "storage/notices.h"

#include <algorithm>

namespace ainews::storage {
namespace {

/// Longer than anything could be told a second time: stories gather for days, papers for a week.
constexpr Millis kKept = std::chrono::hours{90 * 24};

bool is_known(Connection& connection, const std::string& key) {
    return Query{connection, "SELECT 1 FROM notice_keys WHERE key = ?", key}.step();
}

bool day_is_full(Connection& connection, const Notice& notice) {
    if (notice.day_max <= 0) return false;
    Query query{connection, "SELECT count(*) FROM notices WHERE event = ? AND made >= ?",
                notice.event, notice.day_start};
    return query.step() && query.small(0) >= notice.day_max;
}

void insert_keys(Connection& connection, const Notice& notice) {
    const auto insert = [&](const std::string& key) {
        Query{connection, "INSERT OR IGNORE INTO notice_keys VALUES (?, ?)", key, notice.made}
            .run();
    };
    insert(notice.key);
    for (const std::string& key : notice.also) insert(key);
}

void settle_troubles(Connection& connection, const Notice& notice) {
    for (const std::string& name : notice.reports)
        Query{connection, "UPDATE troubles SET reported = 1 WHERE name = ?", name}.run();
    for (const std::string& name : notice.closes)
        Query{connection, "DELETE FROM troubles WHERE name = ?", name}.run();
}

std::string_view state_of(DeliveryEnd end) {
    switch (end) {
        case DeliveryEnd::Delivered:
            return "delivered";
        case DeliveryEnd::Refused:
            return "refused";
        case DeliveryEnd::Uncertain:
            break;
    }
    return "uncertain";
}

WebhookTally& tally_of(std::vector<WebhookTally>& tallies, const std::string& webhook) {
    const auto found = std::ranges::find(tallies, webhook, &WebhookTally::webhook);
    if (found != tallies.end()) return *found;
    tallies.push_back({webhook});
    return tallies.back();
}

std::int64_t& count_in(WebhookTally& tally, std::string_view state) {
    if (state == "delivered") return tally.delivered;
    if (state == "refused") return tally.refused;
    if (state == "uncertain") return tally.uncertain;
    if (state == "expired" || state == "replaced") return tally.expired;
    return tally.waiting;
}

}  // namespace

Expected<bool> post_notice(Connection& connection, const Notice& notice,
                           std::span<const std::string> webhooks) {
    const bool known = is_known(connection, notice.key) ||
                       std::ranges::any_of(notice.also, [&](const std::string& key) {
                           return is_known(connection, key);
                       });
    if (known || day_is_full(connection, notice)) return false;
    Query{connection,
          "INSERT INTO notices (key, event, content, made, expires) VALUES (?, ?, ?, ?, ?)",
          notice.key,
          notice.event,
          notice.content,
          notice.made,
          notice.expires}
        .run();
    const std::int64_t id = connection.last_insert_id();
    insert_keys(connection, notice);
    if (notice.replaces)
        Query{connection,
              "UPDATE deliveries SET state = 'replaced', ended = ? WHERE state = 'waiting' AND "
              "notice_id IN (SELECT id FROM notices WHERE event = ? AND id < ?)",
              notice.made, notice.event, id}
            .run();
    for (const std::string& webhook : webhooks)
        Query{connection,
              "INSERT OR IGNORE INTO deliveries (notice_id, webhook, next_try) VALUES (?, ?, ?)",
              id, webhook, notice.made}
            .run();
    settle_troubles(connection, notice);
    return true;
}

std::optional<Delivery> take_delivery(Connection& connection, std::string_view webhook,
                                      TimePoint now, Millis lease) {
    Delivery delivery;
    {
        Query query{connection,
                    "SELECT d.notice_id, d.attempts, n.key, n.event, n.content FROM deliveries AS "
                    "d INDEXED BY deliveries_open JOIN notices AS n ON n.id = d.notice_id WHERE "
                    "d.webhook = ? AND d.state IN ('waiting', 'sending') AND d.state = 'waiting' "
                    "AND d.next_try <= ? AND n.expires > ? ORDER BY d.notice_id LIMIT 1",
                    webhook, now, now};
        if (!query.step()) return std::nullopt;
        delivery = {query.integer(0), std::string{webhook}, query.text(2),
                    query.text(3),    query.text(4),        query.small(1) + 1};
    }
    Query{connection,
          "UPDATE deliveries SET state = 'sending', next_try = ?, attempts = ? WHERE notice_id = ? "
          "AND webhook = ?",
          now + lease,
          delivery.attempts,
          delivery.notice,
          webhook}
        .run();
    return delivery;
}

void end_delivery(Connection& connection, const Delivery& delivery, DeliveryEnd end,
                  std::string_view error, TimePoint now) {
    Query{connection,
          "UPDATE deliveries SET state = ?, ended = ?, error = ? WHERE notice_id = ? AND webhook = "
          "? AND state IN ('sending', 'uncertain')",
          state_of(end),
          now,
          error,
          delivery.notice,
          delivery.webhook}
        .run();
}

void delay_delivery(Connection& connection, const Delivery& delivery, TimePoint until,
                    std::string_view error) {
    Query{connection,
          "UPDATE deliveries SET state = 'waiting', next_try = ?, ended = NULL, error = ? WHERE "
          "notice_id = ? AND webhook = ? AND state IN ('sending', 'uncertain')",
          until,
          error,
          delivery.notice,
          delivery.webhook}
        .run();
    // What waits for the same webhook would fare no better: one attempt at a time finds out.
    Query{connection,
          "UPDATE deliveries SET next_try = max(next_try, ?) WHERE webhook = ? AND state = "
          "'waiting'",
          until, delivery.webhook}
        .run();
}

NoticeSweep sweep_notices(Connection& connection, TimePoint now) {
    NoticeSweep sweep;
    Query{connection,
          "UPDATE deliveries SET state = 'uncertain', ended = ?1, error = 'its sender was killed' "
          "WHERE state = 'sending' AND next_try <= ?1",
          now}
        .run();
    sweep.uncertain = connection.changes();
    Query{connection,
          "UPDATE deliveries SET state = 'expired', ended = ?1 WHERE state = 'waiting' AND "
          "notice_id IN (SELECT id FROM notices WHERE expires <= ?1)",
          now}
        .run();
    sweep.expired = connection.changes();
    Query{connection, "DELETE FROM notices WHERE made < ?", now - kKept}.run();
    Query{connection, "DELETE FROM notice_keys WHERE made < ?", now - kKept}.run();
    return sweep;
}

std::vector<WebhookTally> webhook_tallies(Connection& connection) {
    std::vector<WebhookTally> tallies;
    Query counts{connection,
                 "SELECT webhook, state, count(*), max(ended) FROM deliveries GROUP BY webhook, "
                 "state ORDER BY webhook, state"};
    while (counts.step()) {
        WebhookTally& tally = tally_of(tallies, counts.text(0));
        const std::string state = counts.text(1);
        count_in(tally, state) += counts.integer(2);
        if (state == "delivered") tally.last_delivered = counts.maybe_time(3);
    }
    Query waiting{connection,
                  "SELECT webhook, made, error FROM deliveries JOIN notices ON id = notice_id "
                  "WHERE state IN ('waiting', 'sending') ORDER BY notice_id DESC"};
    while (waiting.step()) {
        WebhookTally& tally = tally_of(tallies, waiting.text(0));
        tally.oldest_waiting = waiting.time(1);
        tally.error = waiting.text(2);
    }
    return tallies;
}

std::vector<Trouble> troubles(Connection& connection) {
    std::vector<Trouble> found;
    Query query{connection,
                "SELECT name, since, reported, over FROM troubles ORDER BY since, name"};
    while (query.step())
        found.push_back({query.text(0), query.time(1), query.flag(2), query.maybe_time(3)});
    return found;
}

void note_troubles(Connection& connection, std::span<const Trouble> changed,
                   std::span<const std::string> forgotten) {
    for (const Trouble& trouble : changed)
        Query{connection,       "INSERT OR REPLACE INTO troubles VALUES (?, ?, ?, ?)",
              trouble.name,     trouble.since,
              trouble.reported, trouble.over}
            .run();
    for (const std::string& name : forgotten)
        Query{connection, "DELETE FROM troubles WHERE name = ?", name}.run();
}

}  // namespace ainews::storage
