#include "storage/stories.h"

#include <fmt/format.h>

#include <bit>

#include "storage/editions.h"
#include "storage/identity.h"
#include "storage/item_rows.h"
#include "storage/lost_items.h"
#include "storage/story_rows.h"
#include "text/url.h"

namespace ainews::storage {
namespace {

/// Two hashes that differ in at most three bits agree in at least one of four parts.
constexpr int kBands = 4;
constexpr int kBandBits = 16;
constexpr std::string_view kDuplicate = "duplicate";
constexpr std::string_view kDeleted = "deleted";
/// A time far beyond the window, after which a text is nobody's neighbour any more.
constexpr Millis kBandsKept = kDuplicateWindow * 4;
constexpr int kBandsDroppedAtOnce = 64;

struct ItemRow {
    TimePoint first_seen;
    std::optional<StoryId> story;
    std::string skip_reason;
    std::string state;
    std::optional<std::int64_t> simhash;
};

std::optional<ItemRow> item_row(Connection& connection, ItemId item) {
    Query query{connection,
                "SELECT first_seen, story_id, skip_reason, state, simhash FROM items WHERE id = ?",
                item};
    if (!query.step()) return std::nullopt;
    return ItemRow{query.time(0), query.maybe_integer(1), query.text(2), query.text(3),
                   query.maybe_integer(4)};
}

int band_of(std::uint64_t hash, int band) {
    return static_cast<int>((hash >> (band * kBandBits)) & ((1U << kBandBits) - 1));
}

void forget_bands(Connection& connection, ItemId item, const ItemRow& row) {
    if (!row.simhash) return;
    for (int band = 0; band < kBands; ++band)
        Query{connection,
              "DELETE FROM simhash_bands WHERE band = ? AND bits = ? AND first_seen = ? AND "
              "item_id = ?",
              band,
              band_of(static_cast<std::uint64_t>(*row.simhash), band),
              row.first_seen,
              item}
            .run();
}

void remember_bands(Connection& connection, ItemId item, std::uint64_t hash, TimePoint first_seen) {
    for (int band = 0; band < kBands; ++band)
        Query{connection, "INSERT OR IGNORE INTO simhash_bands VALUES (?, ?, ?, ?)",
              band,       band_of(hash, band),
              first_seen, item}
            .run();
    Query{connection, "UPDATE items SET simhash = ? WHERE id = ?", static_cast<std::int64_t>(hash),
          item}
        .run();
    Query{
        connection,
        "DELETE FROM simhash_bands WHERE (band, bits, first_seen, item_id) IN (SELECT band, bits, "
        "first_seen, item_id FROM simhash_bands INDEXED BY simhash_age WHERE first_seen < ? LIMIT "
        "?)",
        first_seen - kBandsKept, kBandsDroppedAtOnce}
        .run();
}

struct Neighbour {
    ItemId item;
    int distance;
};

/// The nearest text within the window; the older one where two are as near.
std::optional<Neighbour> nearest(Connection& connection, ItemId item, std::uint64_t hash,
                                 TimePoint first_seen) {
    std::optional<Neighbour> best;
    for (int band = 0; band < kBands; ++band) {
        Query query{connection,
                    "SELECT simhash_bands.item_id, items.simhash FROM simhash_bands "
                    "JOIN items ON items.id = simhash_bands.item_id WHERE band = ? AND bits = ? "
                    "AND simhash_bands.first_seen BETWEEN ? AND ? AND simhash_bands.item_id <> ?",
                    band,
                    band_of(hash, band),
                    first_seen - kDuplicateWindow,
                    first_seen + kDuplicateWindow,
                    item};
        while (query.step()) {
            const Neighbour found{
                query.integer(0),
                std::popcount(hash ^ static_cast<std::uint64_t>(query.integer(1)))};
            if (found.distance > kDuplicateBitsMax) continue;
            if (!best || found.distance < best->distance ||
                (found.distance == best->distance && found.item < best->item))
                best = found;
        }
    }
    return best;
}

/// The item that a duplicate of `item` is to follow: itself, or the lead of its story where it is a
/// follower; nullopt where that is work that was given up.
std::optional<ItemId> followed(Connection& connection, ItemId item) {
    auto row = item_row(connection, item);
    if (row && row->skip_reason == kDuplicate && row->story) {
        item = lead_of_story(connection, *row->story);
        row = item_row(connection, item);
    }
    if (!row || !row->skip_reason.empty() || row->state == "failed") return std::nullopt;
    return item;
}

/// An item that others follow, or that shows more than its text already, stays what it is.
bool stands_on_its_own(Connection& connection, ItemId item) {
    Query query{connection,
                "SELECT EXISTS (SELECT 1 FROM results WHERE item_id = ?1 AND stage <> ?2) "
                "OR EXISTS (SELECT 1 FROM items JOIN stories ON stories.id = items.story_id "
                "WHERE items.id = ?1 AND stories.lead = ?1)",
                item, stage_names::kExtract};
    query.step();
    return query.flag(0);
}

/// Nothing but its text is known and nothing is being made of it, nor has the editor touched it:
/// whatever it leads are copies as well.
bool is_only_read(Connection& connection, ItemId item) {
    Query query{connection,
                "SELECT NOT EXISTS (SELECT 1 FROM results WHERE item_id = ?1 AND stage <> ?2) "
                "AND NOT EXISTS (SELECT 1 FROM calls WHERE item_id = ?1) "
                "AND NOT EXISTS (SELECT 1 FROM hand_texts WHERE item_id = ?1) "
                "AND NOT EXISTS (SELECT 1 FROM jobs WHERE item_id = ?1 AND state = 'running') "
                "AND EXISTS (SELECT 1 FROM items WHERE id = ?1 AND publish = 'public' "
                "AND pinned = 0)",
                item, stage_names::kExtract};
    query.step();
    return query.flag(0);
}

/// Which of two copies readers are to see hangs on what the copies are, never on whose page was
/// read first: the more valued source, then the earlier report, then the address.
bool leads_rather(Connection& connection, ItemId item, ItemId other) {
    Query query{connection,
                "SELECT a.publish = 'public' AND "
                "(-sa.weight, coalesce(a.published, a.first_seen), a.url) < "
                "(-sb.weight, coalesce(b.published, b.first_seen), b.url) "
                "FROM items a JOIN sources sa ON sa.id = a.source_id, "
                "items b JOIN sources sb ON sb.id = b.source_id WHERE a.id = ? AND b.id = ?",
                item, other};
    return query.step() && query.flag(0);
}

/// `item` takes over the story of `former`, which may go on to follow it.
void take_over(Connection& connection, ItemId item, ItemId former, TimePoint now) {
    const auto story = story_of(connection, former);
    if (!story) return;
    put_into_story(connection, item, *story);
    set_lead(connection, *story, item,
             fmt::format("leads its story in the place of item {}", former), now);
    Query{connection,
          "UPDATE items SET priority = (priority & ~255) | (SELECT priority & 255 FROM items WHERE "
          "id = ?) WHERE id = ?",
          former, item}
        .run();
}

void follow(Connection& connection, ItemId item, ItemId lead, std::string_view why, TimePoint now) {
    put_into_story(connection, item, story_led_by(connection, lead));
    skip_item(connection, item, kDuplicate);
    note_event(connection, item, now, kDuplicate, fmt::format("follows item {}: {}", lead, why));
    // The size of the story is the last part of the priority: one outlet more makes the lead
    // dearer.
    Query{connection,
          "UPDATE items SET priority = priority + ((priority & 255) < 255) WHERE id = ?", lead}
        .run();
    Query{
        connection,
        "UPDATE jobs SET priority = (SELECT priority FROM items WHERE id = ?1) WHERE item_id = ?1 "
        "AND state IN ('pending', 'waiting', 'running')",
        lead}
        .run();
    touch(connection, lead);
}

/// `younger` becomes another name of `older`, which takes over its sightings.
void make_alias(Connection& connection, const StageGraph& graph, ItemId younger, ItemId older,
                TimePoint now) {
    Query{connection,
          "INSERT OR IGNORE INTO sightings SELECT ?, source_id, guid, url, seen, points, comments, "
          "comments_url, change_hash, renames FROM sightings WHERE item_id = ?",
          older, younger}
        .run();
    Query{connection, "UPDATE aliases SET target = ? WHERE target = ?", older, younger}.run();
    rename_in_editions(connection, younger, older);
    // What reports the same event as the younger does so with the older.
    if (const auto story = story_of(connection, younger); story && !story_of(connection, older))
        put_into_story(connection, older, *story);
    remove_item(connection, graph, younger, now);
    Query{connection, "INSERT INTO aliases VALUES (?, ?, ?)", younger, older,
          next_number(connection, "revision")}
        .run();
    note_event(connection, older, now, "alias",
               fmt::format("item {} has the same address and is now this one", younger));
    touch(connection, older);
}

/// Whose the key is: `item` where nobody had it. What a restore has lost comes again as `item`;
/// nullopt where it was deleted.
std::optional<ItemId> owner_of_key(Connection& connection, const std::string& key, ItemId item) {
    const auto known = find_key(connection, key);
    if (!known) {
        store_key(connection, key, item);
        return item;
    }
    if (const auto live = live_item(connection, *known)) return live;
    if (!is_lost(connection, *known)) return std::nullopt;
    take_place_of(connection, *known, item);
    return item;
}

/// Nothing is paid for what the editor has taken away.
DuplicateFound let_go_of_deleted(Connection& connection, ItemId item, std::string_view why,
                                 TimePoint now) {
    skip_item(connection, item, kDeleted);
    note_event(connection, item, now, kDeleted, fmt::format("an item with {} was deleted", why));
    return {DuplicateFound::Kind::Deleted, item};
}

std::optional<DuplicateFound> settle_address(Connection& connection, const StageGraph& graph,
                                             ItemId item, std::string_view url, TimePoint now) {
    const std::string canonical = text::canonical_url(url);
    if (canonical.empty() || is_front_page(canonical)) return std::nullopt;
    const auto owner = owner_of_key(connection, url_key(canonical), item);
    if (!owner) {
        if (stands_on_its_own(connection, item)) return std::nullopt;
        return let_go_of_deleted(connection, item, "the same address", now);
    }
    if (*owner == item) return std::nullopt;
    if (*owner < item) {
        make_alias(connection, graph, item, *owner, now);
        return DuplicateFound{DuplicateFound::Kind::Alias, *owner};
    }
    make_alias(connection, graph, *owner, item, now);
    return std::nullopt;
}

void learn(Connection& connection, ItemId item, const ExtractFacts& facts) {
    Query{connection,
          "UPDATE items SET language = CASE ?1 WHEN '' THEN language ELSE ?1 END, "
          "title = CASE title WHEN '' THEN ?2 ELSE title END WHERE id = ?3",
          facts.language, facts.title, item}
        .run();
}

}  // namespace

std::optional<DuplicateFound> apply_facts(Connection& connection, const StageGraph& graph,
                                          ItemId item, const ExtractFacts& facts, TimePoint now) {
    learn(connection, item, facts);
    if (const auto found = settle_address(connection, graph, item, facts.canonical_url, now))
        return found;
    // The same text to the letter, whenever it was first seen.
    std::optional<ItemId> twin;
    if (!facts.content_hash.empty()) {
        twin = owner_of_key(connection, content_key(facts.content_hash), item);
        if (!twin && !stands_on_its_own(connection, item))
            return let_go_of_deleted(connection, item, "the same text", now);
        if (twin == item) twin.reset();
    }
    const auto row = item_row(connection, item);
    std::string why = "the same text";
    forget_bands(connection, item, *row);
    if (facts.simhash) {
        if (!twin) {
            if (const auto near = nearest(connection, item, *facts.simhash, row->first_seen)) {
                twin = near->item;
                why = fmt::format("texts differ in {} of 64 bits", near->distance);
            }
        }
        remember_bands(connection, item, *facts.simhash, row->first_seen);
    }
    const auto lead = twin ? followed(connection, *twin) : std::nullopt;
    if (!lead || *lead == item || stands_on_its_own(connection, item)) return std::nullopt;
    if (is_only_read(connection, *lead) && leads_rather(connection, item, *lead)) {
        take_over(connection, item, *lead, now);
        follow(connection, *lead, item, why, now);
        return std::nullopt;
    }
    follow(connection, item, *lead, why, now);
    return DuplicateFound{DuplicateFound::Kind::Follower, *lead};
}

void remove_item(Connection& connection, const StageGraph& graph, ItemId item, TimePoint now) {
    leave_story(connection, graph, item, now);
    if (const auto row = item_row(connection, item)) forget_bands(connection, item, *row);
    Query{connection,
          "DELETE FROM replies WHERE call_id IN (SELECT id FROM calls WHERE item_id = ?)", item}
        .run();
    Query{connection, "DELETE FROM jobs WHERE item_id = ?", item}.run();
    Query{connection, "DELETE FROM items WHERE id = ?", item}.run();
    Query{connection, "INSERT OR IGNORE INTO search_dirty VALUES (?)", item}.run();
}

}  // namespace ainews::storage
