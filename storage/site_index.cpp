#include "storage/site_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ainews::storage {
namespace {

void mark(Connection& connection, const std::string& name) {
    Query{connection, "INSERT OR IGNORE INTO site_dirty VALUES (?)", name}.run();
}

std::vector<SitePlace> places_of(Connection& connection, ItemId item) {
    std::vector<SitePlace> places;
    Query query{connection, "SELECT list, at FROM site_lists WHERE item_id = ? ORDER BY list",
                item};
    while (query.step()) places.push_back({query.text(0), query.time(1)});
    return places;
}

void replace_links(Connection& connection, const SiteEntry& entry) {
    Query{connection, "DELETE FROM site_links WHERE item_id = ?", entry.item}.run();
    int position = 0;
    for (const ItemId target : entry.links)
        Query{connection, "INSERT INTO site_links VALUES (?, ?, ?)", entry.item, position++, target}
            .run();
}

void replace_places(Connection& connection, const SiteEntry& entry) {
    Query{connection, "DELETE FROM site_lists WHERE item_id = ?", entry.item}.run();
    for (const SitePlace& place : entry.places)
        Query{connection, "INSERT OR IGNORE INTO site_lists VALUES (?, ?, ?)", place.list, place.at,
              entry.item}
            .run();
}

/// Whose page shows this item's card, but for those of `filed`.
void mark_dependents(Connection& connection, ItemId item, const std::set<ItemId>& filed) {
    std::vector<std::string> names;
    {
        Query query{connection, "SELECT item_id FROM site_links WHERE target = ?", item};
        while (query.step())
            if (const ItemId dependent = query.integer(0); !filed.contains(dependent))
                names.push_back(fmt::format("article/{}", dependent));
    }
    for (const std::string& name : names) mark(connection, name);
}

/// The least text that follows every text that begins with `prefix`.
std::string after(std::string_view prefix) {
    std::string end{prefix};
    end.push_back('\x7f');
    return end;
}

void file_entry(Connection& connection, const SiteEntry& entry, const std::set<ItemId>& filed) {
    const auto known = site_card_of(connection, entry.item);
    const auto before = places_of(connection, entry.item);
    const bool shown = !entry.card.empty();
    if (!known && !shown) return;
    // The first completion is kept for good, even while the item is held.
    const std::optional<TimePoint> completed =
        known && known->completed ? known->completed : entry.completed;
    std::vector<SitePlace> places = entry.places;
    std::ranges::sort(places, {}, &SitePlace::list);
    const bool card_changed = !known || known->card != entry.card || known->completed != completed;
    if (site_links_of(connection, entry.item) != entry.links) replace_links(connection, entry);
    if (!card_changed && before == places) return;
    Query{connection, "INSERT OR REPLACE INTO site_items VALUES (?, ?, ?)", entry.item, entry.card,
          completed}
        .run();
    if (before != places) replace_places(connection, entry);
    const auto mark_all = [&](const std::vector<SitePlace>& side,
                              const std::vector<SitePlace>& other) {
        for (const SitePlace& place : side)
            if (card_changed || std::ranges::find(other, place) == other.end())
                mark(connection, place.list);
    };
    mark_all(before, places);
    mark_all(places, before);
    if (card_changed) mark_dependents(connection, entry.item, filed);
}

}  // namespace

void file_site_entries(Connection& connection, std::span<const SiteEntry> entries) {
    std::set<ItemId> filed;
    for (const SiteEntry& entry : entries) filed.insert(entry.item);
    for (const SiteEntry& entry : entries) file_entry(connection, entry, filed);
}

void mark_site_dirty(Connection& connection, std::span<const std::string> names) {
    for (const std::string& name : names) mark(connection, name);
}

void clean_site(Connection& connection, std::span<const std::string> names) {
    for (const std::string& name : names)
        Query{connection, "DELETE FROM site_dirty WHERE name = ?", name}.run();
}

std::vector<std::string> site_dirty_names(Connection& connection) {
    std::vector<std::string> names;
    Query query{connection, "SELECT name FROM site_dirty ORDER BY name"};
    while (query.step()) names.push_back(query.text(0));
    return names;
}

std::vector<SiteCard> site_listed(Connection& connection, std::string_view list, int limit) {
    std::vector<SiteCard> cards;
    Query query{
        connection,
        "SELECT item_id, at, completed, card FROM site_lists JOIN site_items USING (item_id) "
        "WHERE list = ? ORDER BY at DESC, item_id DESC LIMIT ?",
        list, limit};
    while (query.step())
        cards.push_back({query.integer(0), query.time(1), query.maybe_time(2), query.text(3)});
    return cards;
}

std::vector<ItemId> site_newest_of(Connection& connection, std::string_view list, int limit) {
    std::vector<ItemId> items;
    Query query{
        connection,
        "SELECT item_id FROM site_lists WHERE list = ? ORDER BY at DESC, item_id DESC LIMIT ?",
        list, limit};
    while (query.step()) items.push_back(query.integer(0));
    return items;
}

std::optional<SiteCard> site_card_of(Connection& connection, ItemId item) {
    Query query{connection, "SELECT card, completed FROM site_items WHERE item_id = ?", item};
    if (!query.step()) return std::nullopt;
    return SiteCard{item, TimePoint{}, query.maybe_time(1), query.text(0)};
}

std::vector<ItemId> site_links_of(Connection& connection, ItemId item) {
    std::vector<ItemId> targets;
    Query query{connection, "SELECT target FROM site_links WHERE item_id = ? ORDER BY position",
                item};
    while (query.step()) targets.push_back(query.integer(0));
    return targets;
}

std::vector<SiteListTotal> site_lists(Connection& connection, std::string_view prefix) {
    std::vector<SiteListTotal> lists;
    Query query{connection,
                "SELECT list, items, (SELECT max(at) FROM site_lists l WHERE l.list = t.list) "
                "FROM site_totals t WHERE list >= ? AND list < ? ORDER BY list",
                prefix, after(prefix)};
    while (query.step()) lists.push_back({query.text(0), query.integer(1), query.time(2)});
    return lists;
}

}  // namespace ainews::storage
