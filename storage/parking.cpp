#include <fmt/format.h>

#include <set>

#include "storage/item_rows.h"
#include "storage/jobs.h"

namespace ainews::storage {
namespace {

bool has_row(Query&& query) { return query.step(); }

/// Keeps what the item shows beyond its bare text and lets go of the rest; an item that shows
/// nothing is skipped. Returns false for an item that is being worked on.
bool give_up_waiting(Connection& connection, ItemId item, TimePoint now) {
    if (has_row({connection, "SELECT 1 FROM jobs WHERE item_id = ? AND state = 'running'", item}))
        return false;
    if (!has_row({connection, "SELECT 1 FROM results WHERE item_id = ? AND stage <> ?", item,
                  stage_names::kExtract})) {
        skip_item(connection, item, "old");
        note_event(connection, item, now, "skipped", "its work had waited too long");
        return true;
    }
    // A provisional result becomes the lasting one.
    Query{connection,
          "UPDATE jobs SET state = 'done', not_before = NULL, reason = '', finished = ?1 WHERE "
          "item_id = ?2 "
          "AND state IN ('pending', 'waiting') AND EXISTS (SELECT 1 FROM results WHERE "
          "results.item_id = jobs.item_id AND results.stage = jobs.stage)",
          now, item}
        .run();
    Query{connection, "DELETE FROM jobs WHERE item_id = ? AND state IN ('pending', 'waiting')",
          item}
        .run();
    // So does what was to be done again after something that will not be done now.
    Query{connection,
          "INSERT INTO jobs (item_id, stage, state, source_id, priority, opened, finished) "
          "SELECT items.id, results.stage, 'done', source_id, priority, results.finished, ?1 "
          "FROM results JOIN items ON items.id = results.item_id WHERE results.item_id = ?2 AND "
          "NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.item_id = ?2 AND jobs.stage = results.stage)",
          now, item}
        .run();
    refresh_state(connection, item);
    touch(connection, item);
    note_event(connection, item, now, "kept as it is", "the rest of its work had waited too long");
    return true;
}

}  // namespace

void write_attempts(Connection& connection, const Claim& claim,
                    std::span<const AttemptNote> attempts) {
    for (const AttemptNote& note : attempts)
        Query{connection,
              "INSERT INTO attempts (item_id, stage, at, engine, model, accepted, findings, "
              "tokens_in, "
              "tokens_out, cost) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              claim.item,
              claim.stage,
              note.at,
              note.engine,
              note.model,
              note.accepted,
              to_json_array(note.findings),
              note.tokens_in,
              note.tokens_out,
              note.cost}
            .run();
}

Expected<void> put_back(Connection& connection, const Claim& claim, std::optional<TimePoint> until,
                        std::string_view reason, bool rejected,
                        std::span<const AttemptNote> attempts) {
    if (auto held = check_claim(connection, claim); !held) return held;
    write_attempts(connection, claim, attempts);
    Query{connection,
          "UPDATE jobs SET state = ?, not_before = ?, reason = ?, attempts = attempts + ?, lost = "
          "0, again = 0, "
          "token = NULL, owner_id = NULL, lease_until = NULL WHERE item_id = ? AND stage = ?",
          until ? "waiting" : "pending",
          until,
          until ? reason : std::string_view{},
          rejected,
          claim.item,
          claim.stage}
        .run();
    refresh_state(connection, claim.item);
    return {};
}

std::int64_t park_jobs(Connection& connection, std::span<const std::string> stages, TimePoint until,
                       std::string_view reason) {
    std::int64_t parked = 0;
    std::set<ItemId> items;
    for (const std::string& stage : stages) {
        Query query{connection,
                    "UPDATE jobs SET state = 'waiting', not_before = ?, reason = ? "
                    "WHERE state = 'pending' AND stage = ? RETURNING item_id",
                    until, reason, stage};
        while (query.step()) {
            items.insert(query.integer(0));
            ++parked;
        }
    }
    for (const ItemId item : items) refresh_state(connection, item);
    return parked;
}

std::int64_t wake_jobs(Connection& connection, std::span<const std::string> stages) {
    std::int64_t woken = 0;
    std::set<ItemId> items;
    for (const std::string& stage : stages) {
        Query query{connection,
                    "UPDATE jobs SET state = 'pending', not_before = NULL, reason = '' "
                    "WHERE state = 'waiting' AND stage = ? RETURNING item_id",
                    stage};
        while (query.step()) {
            items.insert(query.integer(0));
            ++woken;
        }
    }
    for (const ItemId item : items) refresh_state(connection, item);
    return woken;
}

std::int64_t skip_older_than(Connection& connection, Millis age, TimePoint now) {
    std::set<ItemId> items;
    {
        Query waiting{connection, "SELECT item_id FROM jobs WHERE state = 'waiting' AND opened < ?",
                      now - age};
        while (waiting.step()) items.insert(waiting.integer(0));
        Query pending{connection, "SELECT item_id FROM jobs WHERE state = 'pending' AND opened < ?",
                      now - age};
        while (pending.step()) items.insert(pending.integer(0));
    }
    std::int64_t given_up = 0;
    for (const ItemId item : items) given_up += give_up_waiting(connection, item, now) ? 1 : 0;
    return given_up;
}

QueueCounts queue_counts(Connection& connection) {
    QueueCounts counts;
    Query query{connection, "SELECT stage, state, n FROM job_totals WHERE n > 0"};
    while (query.step())
        if (const auto state = job_state_from(query.text(1)))
            counts[query.text(0)][*state] = query.integer(2);
    return counts;
}

std::vector<std::pair<std::string, std::int64_t>> waiting_reasons(Connection& connection) {
    std::vector<std::pair<std::string, std::int64_t>> reasons;
    Query query{connection,
                "SELECT reason, count(*) FROM jobs WHERE state = 'waiting' GROUP BY reason "
                "ORDER BY count(*) DESC, reason"};
    while (query.step()) reasons.emplace_back(query.text(0), query.integer(1));
    return reasons;
}

}  // namespace ainews::storage
