#include "storage/restore_told.h"

namespace ainews::storage {
namespace {

/// A slug is given once: who had it keeps it, also when no item is left.
void keep_slugs(Connection& restored) {
    Query{restored,
          "INSERT OR IGNORE INTO topics (id, kind, name, slug, n, revision) "
          "SELECT id, kind, name, slug, 0, 0 FROM old.topics "
          "WHERE id NOT IN (SELECT id FROM topics)"}
        .run();
    Query{restored,
          "INSERT OR IGNORE INTO topic_names SELECT kind, name, topic_id FROM old.topic_names "
          "WHERE topic_id IN (SELECT id FROM topics)"}
        .run();
}

/// A paper is frozen, and its corrections were printed: the newer state holds.
void keep_papers(Connection& restored) {
    Query{restored,
          "DELETE FROM editions WHERE (kind, name) IN (SELECT kind, name FROM old.editions)"}
        .run();
    Query{restored, "INSERT OR IGNORE INTO editions SELECT * FROM old.editions"}.run();
    Query{restored,
          "INSERT OR IGNORE INTO edition_items SELECT * FROM old.edition_items "
          "WHERE edition_id IN (SELECT id FROM editions)"}
        .run();
    Query{restored,
          "INSERT INTO edition_corrections (edition_id, at, text) SELECT edition_id, at, text "
          "FROM old.edition_corrections WHERE edition_id IN (SELECT id FROM editions) ORDER BY id"}
        .run();
}

void keep_story_ends(Connection& restored) {
    Query{restored,
          "INSERT OR IGNORE INTO story_ends SELECT id, target, revision FROM old.story_ends "
          "WHERE id NOT IN (SELECT id FROM stories) AND "
          "(target IS NULL OR target IN (SELECT id FROM stories))"}
        .run();
}

/// What was spent since is spent: the day's limit still knows it.
void keep_the_ledger(Connection& restored) {
    Query{restored,
          "INSERT OR IGNORE INTO owners SELECT * FROM old.owners "
          "WHERE id NOT IN (SELECT id FROM owners)"}
        .run();
    Query{restored,
          "UPDATE calls SET (charge, status, answered, finish, tokens_in, tokens_out, "
          "tokens_cached, tokens_reasoning, latency_ms, finding) = (SELECT charge, status, "
          "answered, finish, tokens_in, tokens_out, tokens_cached, tokens_reasoning, latency_ms, "
          "finding FROM old.calls AS o WHERE o.id = calls.id) "
          "WHERE status = 'open' AND id IN (SELECT id FROM old.calls)"}
        .run();
    Query{restored,
          "INSERT OR IGNORE INTO calls SELECT * FROM old.calls "
          "WHERE id NOT IN (SELECT id FROM calls)"}
        .run();
}

}  // namespace

void keep_taken_away(Connection& restored) {
    Query{restored,
          "INSERT OR IGNORE INTO sources SELECT * FROM old.sources "
          "WHERE id NOT IN (SELECT id FROM sources)"}
        .run();
    if (restored.changes() > 0)
        Query{restored,
              "UPDATE sources SET etag = '', last_modified = '', body_hash = '' WHERE id IN "
              "(SELECT id FROM sources ORDER BY id DESC LIMIT ?)",
              restored.changes()}
            .run();
    Query{restored,
          "INSERT OR IGNORE INTO items SELECT * FROM old.items "
          "WHERE publish IN ('withdrawn', 'hidden') AND id NOT IN (SELECT id FROM items) AND "
          "source_id IN (SELECT id FROM sources)"}
        .run();
    // Their story may not be there, and nobody works on them.
    Query{restored,
          "UPDATE items SET story_id = NULL, simhash = NULL, pinned = 0, state = CASE state WHEN "
          "'skipped' THEN state ELSE 'done' END WHERE publish IN ('withdrawn', 'hidden') AND "
          "NOT EXISTS (SELECT 1 FROM sightings WHERE item_id = items.id)"}
        .run();
    Query{restored,
          "INSERT OR IGNORE INTO sightings SELECT * FROM old.sightings AS o WHERE item_id IN "
          "(SELECT id FROM items WHERE publish IN ('withdrawn', 'hidden')) AND "
          "source_id IN (SELECT id FROM sources)"}
        .run();
    Query{restored,
          "INSERT OR IGNORE INTO identity SELECT key, item_id FROM old.identity WHERE item_id IN "
          "(SELECT id FROM items WHERE publish IN ('withdrawn', 'hidden'))"}
        .run();
}

void keep_what_was_told(Connection& restored) {
    keep_slugs(restored);
    keep_papers(restored);
    keep_story_ends(restored);
    keep_the_ledger(restored);
    Query{restored,
          "INSERT OR IGNORE INTO site_dirty SELECT list FROM old.site_totals "
          "WHERE list NOT IN (SELECT list FROM site_totals)"}
        .run();
}

}  // namespace ainews::storage
