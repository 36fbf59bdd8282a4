#include "storage/site_search.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "text/segment.h"

namespace ainews::storage {
namespace {

constexpr const char* kAll = "all";
/// After this long, what an item's newness adds to its match is halved.
constexpr double kFreshMillis = 30.0 * 24 * 3600 * 1000;

/// Of the lists asked for, the shortest: the others are checked item by item.
std::string shortest_list(Connection& connection, const std::string& lists) {
    Query query{connection,
                "SELECT value FROM json_each(?) LEFT JOIN site_totals ON list = value "
                "ORDER BY coalesce(items, 0) LIMIT 1",
                lists};
    return query.step() ? query.text(0) : kAll;
}

SiteFound newest(Connection& connection, const SiteQuery& asked, const std::string& lists) {
    SiteFound found;
    const SiteFind after = asked.after.value_or(
        SiteFind{std::numeric_limits<ItemId>::max(), TimePoint{Millis::max()}});
    Query query{connection,
                "SELECT item_id, at FROM site_lists AS shown JOIN items ON items.id = item_id "
                "WHERE shown.list = ?1 AND (shown.at, item_id) < (?2, ?3) "
                "AND shown.at >= ?4 AND shown.at < ?5 "
                "AND items.publish = 'public' AND items.state <> 'skipped' "
                "AND NOT EXISTS (SELECT 1 FROM json_each(?6) AS wanted WHERE NOT EXISTS "
                "(SELECT 1 FROM site_lists AS place WHERE place.item_id = shown.item_id "
                "AND place.list = wanted.value)) "
                "ORDER BY shown.at DESC, item_id DESC LIMIT ?7 OFFSET ?8",
                shortest_list(connection, lists),
                after.at,
                after.item,
                asked.since.value_or(TimePoint{Millis::min()}),
                asked.until.value_or(TimePoint{Millis::max()}),
                lists,
                asked.limit,
                asked.skip};
    while (query.step()) found.items.push_back({query.integer(0), query.time(1)});
    return found;
}

SiteFound best(Connection& connection, const SiteQuery& asked, const std::string& lists,
               TimePoint now) {
    SiteFound found;
    const std::string match = text::search_query(asked.text);
    if (match.empty()) return found;
    // FTS5 ranks only while it stands on the row, so the matches are written down first.
    Query query{
        connection,
        "WITH hits AS MATERIALIZED (SELECT rowid AS id, bm25(search_index, 4.0, 1.0) AS match "
        "FROM search_index WHERE search_index MATCH ?1) "
        "SELECT hits.id, shown.at, count(*) OVER () FROM hits "
        "JOIN site_lists AS shown ON shown.item_id = hits.id AND shown.list = 'all' "
        "JOIN items ON items.id = hits.id "
        "WHERE shown.at >= ?2 AND shown.at < ?3 "
        "AND items.publish = 'public' AND items.state <> 'skipped' "
        "AND NOT EXISTS (SELECT 1 FROM json_each(?4) AS wanted WHERE NOT EXISTS "
        "(SELECT 1 FROM site_lists AS place WHERE place.item_id = hits.id "
        "AND place.list = wanted.value)) "
        "ORDER BY hits.match * (1.0 + 1.0 / (1.0 + max(0, ?5 - shown.at) / ?6)), "
        "shown.at DESC, hits.id DESC LIMIT ?7 OFFSET ?8",
        match,
        asked.since.value_or(TimePoint{Millis::min()}),
        asked.until.value_or(TimePoint{Millis::max()}),
        lists,
        now,
        kFreshMillis,
        asked.limit,
        asked.skip};
    while (query.step()) {
        found.items.push_back({query.integer(0), query.time(1)});
        found.total = query.integer(2);
    }
    return found;
}

}  // namespace

SiteFound find_on_site(Connection& connection, const SiteQuery& query, TimePoint now) {
    std::vector<std::string> wanted = query.lists;
    if (wanted.empty()) wanted.emplace_back(kAll);
    const std::string lists = dump(nlohmann::json(wanted));
    return query.text.empty() ? newest(connection, query, lists)
                              : best(connection, query, lists, now);
}

}  // namespace ainews::storage
