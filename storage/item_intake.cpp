#include "storage/item_intake.h"

#include <algorithm>

#include "core/rights.h"
#include "storage/entry_rows.h"
#include "storage/item_rows.h"
#include "storage/ready_jobs.h"

namespace ainews::storage {
namespace {

using std::chrono::days;

constexpr const char* kHeldByWords = "hold_if: a word of the source's list";
constexpr TimePoint kEarliestDate{days{7305}};  // 1990-01-01

/// Whether a source carries the content itself.
bool is_at_home(const std::string& source_url, const std::string& content_url) {
    const std::string host = rights_host(content_url);
    return !host.empty() && host == rights_host(source_url);
}

/// Rights, name and address follow the source on whose host the article lives.
void adopt_from_mention(Connection& connection, ItemId item, const IntakeSource& source,
                        const Entry& entry, TimePoint now) {
    if (!is_at_home(source.configured_url, entry.url)) return;
    {
        Query query{connection,
                    "SELECT sources.configured_url, items.url FROM items JOIN sources "
                    "ON sources.id = items.source_id WHERE items.id = ?",
                    item};
        if (!query.step() || is_at_home(query.text(0), query.text(1))) return;
    }
    Query{connection,
          "UPDATE items SET source_id = ?, url = ?, title = coalesce(nullif(?, ''), title), "
          "authors = ?, language = coalesce(nullif(?, ''), language), "
          "published = coalesce(?, published) WHERE id = ?",
          source.id,
          entry.url,
          entry.title,
          to_json_array(entry.authors),
          entry.language,
          date_of(entry, now),
          item}
        .run();
    Query{connection, "UPDATE jobs SET source_id = ? WHERE item_id = ?", source.id, item}.run();
    note_event(connection, item, now, "adopted",
               "first seen as a mention; now the article's own source " + source.slug);
}

}  // namespace

std::optional<TimePoint> date_of(const Entry& entry, TimePoint now) {
    const auto date = entry.published ? entry.published : entry.updated;
    if (!date || *date < kEarliestDate || *date > now + days{1}) return std::nullopt;
    return date;
}

ItemId insert_item(Connection& connection, const StageGraph& graph, const IntakeSource& source,
                   const NewEntry& entry, const Ladder& ladder, std::string_view skip,
                   TimePoint now) {
    const auto date = date_of(entry.entry, now);
    const bool works = skip.empty() && !graph.nodes().empty();
    Query{connection,
          "INSERT INTO items (source_id, url, title, authors, language, published, first_seen, "
          "priority, state, skip_reason, publish, publish_reason, publish_changed, revision) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          source.id,
          entry.entry.url,
          entry.entry.title,
          to_json_array(entry.entry.authors),
          entry.entry.language,
          date,
          now,
          priority_of(source.weight, std::min(date.value_or(now), now), 1),
          works ? "pending" : (skip.empty() ? "done" : "skipped"),
          skip,
          to_string(entry.hold ? PublishState::Held : PublishState::Public),
          entry.hold ? kHeldByWords : "",
          entry.hold ? std::optional{now} : std::nullopt,
          next_number(connection, "revision")}
        .run();
    const ItemId item = connection.last_insert_id();
    ladder.store(connection, item);
    add_sighting(connection, item, source.id, entry, now);
    write_entry(connection, item, entry.entry);
    if (works) open_ready_jobs(connection, graph, item, now);
    return item;
}

void add_sighting(Connection& connection, ItemId item, std::int64_t source, const NewEntry& entry,
                  TimePoint now) {
    Query{connection,
          "INSERT INTO sightings (item_id, source_id, guid, url, seen, points, comments, "
          "comments_url, change_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
          item,
          source,
          entry.keys.guid,
          entry.entry.url,
          now,
          entry.entry.points,
          entry.entry.comments,
          entry.entry.comments_url.value_or(""),
          entry.change_hash}
        .run();
}

bool has_sighting(Connection& connection, ItemId item, std::int64_t source) {
    Query query{connection, "SELECT 1 FROM sightings WHERE item_id = ? AND source_id = ?", item,
                source};
    return query.step();
}

void add_source(Connection& connection, ItemId item, const IntakeSource& source,
                const NewEntry& entry, const Ladder& ladder, TimePoint now) {
    add_sighting(connection, item, source.id, entry, now);
    keep_richer_entry(connection, item, entry.entry);
    adopt_from_mention(connection, item, source, entry.entry, now);
    ladder.store(connection, item);
    touch(connection, item);
}

}  // namespace ainews::storage
