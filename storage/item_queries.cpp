#include "storage/item_queries.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "storage/desk.h"
#include "storage/item_rows.h"

namespace ainews::storage {
namespace {

/// The item's own row; false where there is none of that id.
bool read_row(Connection& connection, ItemId id, Item& item) {
    Query query{connection,
                "SELECT items.url, sources.slug, title, authors, language, published, first_seen, "
                "items.state, items.error, skip_reason, publish, story_id, "
                "coalesce((SELECT lead FROM stories WHERE stories.id = story_id), 0) = items.id, "
                "pinned, publish_reason, publish_note, publish_changed, first_published "
                "FROM items JOIN sources ON sources.id = items.source_id WHERE items.id = ?",
                id};
    if (!query.step()) return false;
    item.id = id;
    item.url = query.text(0);
    item.source = query.text(1);
    item.title = query.text(2);
    item.authors = from_json_array(query.text(3));
    item.language = query.text(4);
    item.published = query.maybe_time(5);
    item.first_seen = query.time(6);
    item.state = item_state_from(query.text(7)).value_or(ItemState::Pending);
    item.error = query.text(8);
    item.skip_reason = query.text(9);
    item.publish = publish_state_from(query.text(10)).value_or(PublishState::Held);
    item.story = query.maybe_integer(11);
    item.story_lead = query.flag(12);
    item.pinned = query.flag(13);
    item.publish_reason = query.text(14);
    item.publish_note = query.text(15);
    item.publish_changed = query.maybe_time(16);
    item.first_published = query.maybe_time(17);
    return true;
}

void read_sightings(Connection& connection, Item& item) {
    Query query{
        connection,
        "SELECT slug, guid, sightings.url, seen, points, comments, comments_url FROM sightings "
        "JOIN sources ON sources.id = sightings.source_id WHERE item_id = ? "
        "ORDER BY seen, source_id",
        item.id};
    while (query.step()) {
        Sighting sighting;
        sighting.source = query.text(0);
        sighting.guid = query.text(1);
        sighting.url = query.text(2);
        sighting.seen = query.time(3);
        sighting.points = query.maybe_integer(4);
        sighting.comments = query.maybe_integer(5);
        sighting.comments_url = query.text(6);
        item.sightings.push_back(std::move(sighting));
    }
}

void read_jobs(Connection& connection, Item& item) {
    Query query{connection,
                "SELECT stage, state, attempts, not_before, reason, error, finished FROM jobs "
                "WHERE item_id = ?",
                item.id};
    while (query.step()) {
        StageRecord& stage = item.stages[query.text(0)];
        stage.state = job_state_from(query.text(1)).value_or(JobState::Pending);
        stage.attempts = query.small(2);
        stage.not_before = query.maybe_time(3);
        stage.error = query.text(5);
        // A waiting job's reason tells an operator what a failed one's error tells.
        if (stage.error.empty()) stage.error = query.text(4);
        stage.finished = query.maybe_time(6);
    }
}

void read_results(Connection& connection, Item& item) {
    Query query{
        connection,
        "SELECT stage, json, provisional, engine, model, prompt_version, input_hash, tokens_in, "
        "tokens_out, cost, findings, finished FROM results WHERE item_id = ?",
        item.id};
    while (query.step()) {
        StageRecord& stage = item.stages[query.text(0)];
        if (std::string result = query.text(1); !result.empty())
            stage.result_json = std::move(result);
        stage.provisional = query.flag(2);
        stage.provenance.engine = query.text(3);
        stage.provenance.model = query.text(4);
        stage.provenance.prompt_version = query.text(5);
        stage.provenance.input_hash = query.text(6);
        stage.provenance.tokens_in = query.integer(7);
        stage.provenance.tokens_out = query.integer(8);
        stage.provenance.cost = query.maybe_integer(9);
        stage.findings = from_json_array(query.text(10));
        stage.finished = query.time(11);
    }
}

/// What a stage that has no result was answered and cost so far: the sums and the last words of its
/// attempts.
void read_vain_attempts(Connection& connection, Item& item) {
    const auto is_vain = [](const StageRecord& stage) {
        return stage.attempts > 0 && stage.provenance.engine.empty();
    };
    std::set<std::string> vain;
    for (const auto& [name, stage] : item.stages)
        if (is_vain(stage)) vain.insert(name);
    if (vain.empty()) return;
    Query query{connection,
                "SELECT stage, engine, model, tokens_in, tokens_out, cost, findings FROM attempts "
                "WHERE item_id = ? ORDER BY id",
                item.id};
    while (query.step()) {
        const std::string name = query.text(0);
        if (!vain.contains(name)) continue;
        StageRecord& stage = item.stages[name];
        Provenance& made = stage.provenance;
        made.engine = query.text(1);
        if (std::string model = query.text(2); !model.empty()) made.model = std::move(model);
        made.tokens_in += query.integer(3);
        made.tokens_out += query.integer(4);
        if (const auto cost = query.maybe_integer(5)) made.cost = made.cost.value_or(0) + *cost;
        stage.findings = from_json_array(query.text(6));
    }
}

/// All but the row.
void read_rest(Connection& connection, Item& item) {
    read_sightings(connection, item);
    read_jobs(connection, item);
    read_results(connection, item);
    read_vain_attempts(connection, item);
    read_desk(connection, item);
    apply_hand_texts(item);
}

bool read_whole(Connection& connection, ItemId id, Item& item) {
    if (!read_row(connection, id, item)) return false;
    read_rest(connection, item);
    return true;
}

template <typename T>
bool is_any(const std::vector<T>& wanted, const T& value) {
    return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

/// What a filter may ask for beyond the order; the item's row is enough to tell.
bool passes(const ItemFilter& filter, const Item& item) {
    return is_any(filter.sources, item.source) && is_any(filter.states, item.state) &&
           is_any(filter.publish, item.publish) && (!filter.pinned || item.pinned) &&
           (!filter.since || item.first_seen >= *filter.since) &&
           (!filter.until || item.first_seen < *filter.until);
}

/// Hands out the items of `ids`, a query that yields one id a row, until enough were visited.
void visit_all(Connection& connection, Query&& ids, const ItemFilter& filter,
               const std::function<bool(const Item&)>& visit) {
    int left = filter.limit.value_or(-1);
    while (left != 0 && ids.step()) {
        Item item;
        if (!read_row(connection, ids.integer(0), item) || !passes(filter, item)) continue;
        read_rest(connection, item);
        if (!visit(item)) return;
        if (left > 0) --left;
    }
}

bool only_unfinished(const std::vector<ItemState>& states) {
    return !states.empty() && std::ranges::none_of(states, [](ItemState state) {
        return state == ItemState::Done || state == ItemState::Skipped;
    });
}

void history_of_calls(Connection& connection, ItemId id, std::vector<HistoryLine>& lines) {
    Query query{connection,
                "SELECT sent, stage, chunk, attempt, endpoint, model, status, tokens_in, "
                "tokens_out, charge, "
                "latency_ms, finding FROM calls WHERE item_id = ?",
                id};
    while (query.step())
        lines.push_back(
            {query.time(0), "call",
             fmt::format("{} chunk {} try {}: {} {} {}, {} in, {} out, ${:.6f}, {} ms{}{}",
                         query.text(1), query.integer(2), query.integer(3) + 1, query.text(4),
                         query.text(5), query.text(6), query.integer(7), query.integer(8),
                         static_cast<double>(query.integer(9)) / 1e6, query.integer(10),
                         query.text(11).empty() ? "" : ": ", query.text(11))});
}

void history_of_attempts(Connection& connection, ItemId id, std::vector<HistoryLine>& lines) {
    Query query{
        connection,
        "SELECT at, stage, engine, model, accepted, findings FROM attempts WHERE item_id = ?", id};
    while (query.step()) {
        std::string text = fmt::format("{}: {} {} {}", query.text(1), query.text(2), query.text(3),
                                       query.flag(4) ? "accepted" : "rejected");
        for (const std::string& finding : from_json_array(query.text(5))) text += "; " + finding;
        lines.push_back({query.time(0), "attempt", std::move(text)});
    }
}

}  // namespace

Expected<Item> read_item(Connection& connection, ItemId id) {
    Item item;
    if (read_whole(connection, id, item)) return item;
    if (const auto target = live_item(connection, id);
        target && read_whole(connection, *target, item))
        return item;
    Query gone{
        connection,
        "SELECT 1 FROM tombstones WHERE id = ?1 OR id = (SELECT target FROM aliases WHERE id = ?1)",
        id};
    if (gone.step()) return fail(ErrorKind::Gone, fmt::format("item {} was deleted", id));
    return fail(ErrorKind::NotFound, fmt::format("there is no item {}", id));
}

void for_each_item(Connection& connection, const ItemFilter& filter,
                   const std::function<bool(const Item&)>& visit) {
    if (filter.changed_after)
        return visit_all(connection,
                         {connection, "SELECT id FROM items WHERE revision > ? ORDER BY revision",
                          *filter.changed_after},
                         filter, visit);
    if (!filter.ids.empty()) {
        std::vector<ItemId> ids = filter.ids;
        if (filter.newest_first) std::ranges::sort(ids, std::greater{});
        ItemFilter one = filter;
        int left = filter.limit.value_or(-1);
        bool go_on = true;
        for (auto id = ids.begin(); id != ids.end() && go_on && left != 0; ++id)
            visit_all(connection, {connection, "SELECT ?", *id}, one, [&](const Item& item) {
                if (left > 0) --left;
                return go_on = visit(item);
            });
        return;
    }
    const TimePoint since = filter.since.value_or(TimePoint::min());
    const TimePoint until = filter.until.value_or(TimePoint::max());
    if (filter.pinned)
        return visit_all(connection,
                         {connection,
                          "SELECT id FROM items INDEXED BY items_pinned WHERE pinned = 1 ORDER BY "
                          "CASE ?1 WHEN 1 THEN -id ELSE id END",
                          filter.newest_first},
                         filter, visit);
    if (filter.publish == std::vector{PublishState::Held})
        return visit_all(connection,
                         {connection,
                          "SELECT id FROM items INDEXED BY items_held WHERE publish = 'held' ORDER "
                          "BY CASE ?1 WHEN 1 THEN -id ELSE id END",
                          filter.newest_first},
                         filter, visit);
    if (filter.newest_first)
        return visit_all(connection,
                         {connection,
                          "SELECT id FROM items WHERE first_seen >= ? AND first_seen < ? "
                          "ORDER BY first_seen DESC, id DESC",
                          since, until},
                         filter, visit);
    if (only_unfinished(filter.states))
        return visit_all(connection,
                         {connection,
                          "SELECT id FROM items INDEXED BY items_unfinished WHERE state NOT IN "
                          "('done', 'skipped') ORDER BY id"},
                         filter, visit);
    if (filter.since || filter.until)
        return visit_all(
            connection,
            {connection,
             "SELECT id FROM items WHERE first_seen >= ? AND first_seen < ? ORDER BY +id", since,
             until},
            filter, visit);
    visit_all(connection, {connection, "SELECT id FROM items ORDER BY id"}, filter, visit);
}

std::vector<HistoryLine> item_history(Connection& connection, ItemId id) {
    std::vector<HistoryLine> lines;
    const ItemId item = live_item(connection, id).value_or(id);
    {
        Query seen{connection,
                   "SELECT seen, slug, guid, sightings.url FROM sightings "
                   "JOIN sources ON sources.id = sightings.source_id WHERE item_id = ?",
                   item};
        while (seen.step())
            lines.push_back({seen.time(0), "sighting",
                             fmt::format("{} {} {}", seen.text(1), seen.text(2), seen.text(3))});
    }
    history_of_attempts(connection, item, lines);
    history_of_calls(connection, item, lines);
    Query events{connection, "SELECT at, what, text FROM events WHERE item_id = ? ORDER BY id",
                 item};
    while (events.step()) lines.push_back({events.time(0), events.text(1), events.text(2)});
    std::ranges::stable_sort(lines, {}, &HistoryLine::at);
    return lines;
}

std::map<ItemState, std::int64_t> item_counts(Connection& connection) {
    std::map<ItemState, std::int64_t> counts;
    Query query{connection, "SELECT state, n FROM item_totals WHERE n > 0"};
    while (query.step())
        if (const auto state = item_state_from(query.text(0))) counts[*state] = query.integer(1);
    return counts;
}

std::int64_t newest_revision(Connection& connection) {
    Query query{connection, "SELECT value FROM counters WHERE name = 'revision'"};
    return query.step() ? query.integer(0) : 0;
}

std::vector<Removal> removed_after(Connection& connection, std::int64_t revision) {
    std::vector<Removal> removals;
    Query query{connection,
                "SELECT id, NULL, revision FROM tombstones WHERE revision > ?1 UNION ALL "
                "SELECT id, target, revision FROM aliases WHERE revision > ?1 ORDER BY 3",
                revision};
    while (query.step()) removals.push_back({query.integer(0), query.maybe_integer(1)});
    return removals;
}

}  // namespace ainews::storage
