#include "storage/entry_rows.h"

#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "storage/item_rows.h"
#include "storage/polls.h"

namespace ainews::storage {
namespace {

using nlohmann::json;

constexpr int kDropBatch = 200;

/// What of an entry has no column: everything but its HTML. Keys are left out where there is
/// nothing.
std::string meta_of(const Entry& entry) {
    json meta = {{"id", entry.id}, {"url", entry.url}, {"title", entry.title}};
    if (!entry.authors.empty()) meta["authors"] = entry.authors;
    if (!entry.categories.empty()) meta["categories"] = entry.categories;
    if (!entry.base_url.empty() && entry.base_url != entry.url) meta["base_url"] = entry.base_url;
    if (!entry.language.empty()) meta["language"] = entry.language;
    if (entry.published) meta["published"] = entry.published->time_since_epoch().count();
    if (entry.updated) meta["updated"] = entry.updated->time_since_epoch().count();
    if (entry.image) meta["image"] = *entry.image;
    if (entry.points) meta["points"] = *entry.points;
    if (entry.comments) meta["comments"] = *entry.comments;
    if (entry.comments_url) meta["comments_url"] = *entry.comments_url;
    for (const Enclosure& enclosure : entry.enclosures) {
        json one = {{"url", enclosure.url}};
        if (enclosure.type) one["type"] = *enclosure.type;
        if (enclosure.length) one["length"] = *enclosure.length;
        meta["enclosures"].push_back(std::move(one));
    }
    return dump(meta);
}

template <typename T>
std::optional<T> maybe(const json& object, const char* name) {
    const auto found = object.find(name);
    return found == object.end() ? std::nullopt : std::optional{found->get<T>()};
}

std::optional<TimePoint> maybe_time(const json& object, const char* name) {
    const auto millis = maybe<std::int64_t>(object, name);
    return millis ? std::optional{TimePoint{Millis{*millis}}} : std::nullopt;
}

Entry entry_from(const json& meta) {
    Entry entry;
    entry.id = meta.value("id", "");
    entry.url = meta.value("url", "");
    entry.title = meta.value("title", "");
    entry.authors = meta.value("authors", std::vector<std::string>{});
    entry.categories = meta.value("categories", std::vector<std::string>{});
    entry.base_url = meta.value("base_url", entry.url);
    entry.language = meta.value("language", "");
    entry.published = maybe_time(meta, "published");
    entry.updated = maybe_time(meta, "updated");
    entry.image = maybe<std::string>(meta, "image");
    entry.points = maybe<std::int64_t>(meta, "points");
    entry.comments = maybe<std::int64_t>(meta, "comments");
    entry.comments_url = maybe<std::string>(meta, "comments_url");
    for (const json& one : meta.value("enclosures", json::array()))
        entry.enclosures.push_back({one.value("url", ""), maybe<std::string>(one, "type"),
                                    maybe<std::int64_t>(one, "length")});
    return entry;
}

std::int64_t text_bytes(const Entry& entry) {
    return static_cast<std::int64_t>(entry.summary_html.value_or("").size() +
                                     entry.content_html.value_or("").size());
}

}  // namespace

void write_entry(Connection& connection, ItemId item, const Entry& entry) {
    Query{connection,
          "INSERT OR REPLACE INTO entries (item_id, meta, summary_html, content_html) VALUES (?, "
          "?, ?, ?)",
          item,
          meta_of(entry),
          entry.summary_html,
          entry.content_html}
        .run();
}

void keep_richer_entry(Connection& connection, ItemId item, const Entry& entry) {
    if (entry.url.empty()) return;
    {
        // `drop_after` is set once the text has been extracted: from then on nobody waits for more
        // of it.
        Query have{connection,
                   "SELECT 1 FROM entries WHERE item_id = ? AND (drop_after IS NOT NULL OR "
                   "coalesce(length(CAST(summary_html AS BLOB)), 0) + "
                   "coalesce(length(CAST(content_html AS BLOB)), 0) >= ?)",
                   item, text_bytes(entry)};
        if (have.step()) return;
    }
    write_entry(connection, item, entry);
}

Entry read_entry(Connection& connection, ItemId item) {
    Query query{connection,
                "SELECT meta, summary_html, content_html FROM entries WHERE item_id = ?", item};
    if (!query.step()) return {};
    const auto meta = json::parse(query.text(0), nullptr, false);
    Entry entry = meta.is_object() ? entry_from(meta) : Entry{};
    entry.summary_html = query.maybe_text(1);
    entry.content_html = query.maybe_text(2);
    return entry;
}

void drop_old_bodies(Connection& connection, TimePoint now) {
    Query{connection,
          "UPDATE entries SET summary_html = NULL, content_html = NULL, drop_after = NULL WHERE "
          "item_id IN "
          "(SELECT item_id FROM entries WHERE drop_after <= ? LIMIT ?)",
          now, kDropBatch}
        .run();
}

}  // namespace ainews::storage
