#include "storage/schema.h"

namespace ainews::storage {

// What items are about, and what is made of many items. `shown` and the topics' counts are kept by
// triggers, so that no way of holding, hiding, skipping or deleting an item forgets them.
const char* const kSchemaEditions = R"sql(
CREATE TABLE topics(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('tag', 'company', 'model', 'person', 'product', 'org')),
    name TEXT NOT NULL,
    slug TEXT NOT NULL,
    n INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, slug)
);
CREATE INDEX topics_by_size ON topics(kind, n DESC, slug);
CREATE INDEX topics_revision ON topics(revision);
CREATE TABLE topic_names(
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    topic_id INTEGER NOT NULL REFERENCES topics(id),
    PRIMARY KEY (kind, name)
) WITHOUT ROWID;
CREATE TABLE item_topics(
    topic_id INTEGER NOT NULL REFERENCES topics(id),
    first_seen INTEGER NOT NULL,
    item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    main INTEGER NOT NULL,
    shown INTEGER NOT NULL,
    PRIMARY KEY (topic_id, first_seen, item_id)
) WITHOUT ROWID;
CREATE INDEX item_topics_item ON item_topics(item_id);
CREATE INDEX item_topics_listed ON item_topics(topic_id, first_seen, item_id) WHERE shown = 1;
CREATE INDEX item_topics_age ON item_topics(first_seen) WHERE shown = 1;

CREATE TRIGGER item_topics_counted AFTER INSERT ON item_topics WHEN new.shown = 1 BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'revision';
    UPDATE topics SET n = n + 1,
        revision = (SELECT value FROM counters WHERE name = 'revision') WHERE id = new.topic_id;
END;
CREATE TRIGGER item_topics_recounted AFTER UPDATE OF shown ON item_topics
WHEN old.shown <> new.shown BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'revision';
    UPDATE topics SET n = n + new.shown - old.shown,
        revision = (SELECT value FROM counters WHERE name = 'revision') WHERE id = new.topic_id;
END;
CREATE TRIGGER item_topics_uncounted AFTER DELETE ON item_topics WHEN old.shown = 1 BEGIN
    UPDATE counters SET value = value + 1 WHERE name = 'revision';
    UPDATE topics SET n = n - 1,
        revision = (SELECT value FROM counters WHERE name = 'revision') WHERE id = old.topic_id;
END;
CREATE TRIGGER items_topics_shown AFTER UPDATE OF publish, skip_reason ON items
WHEN (old.publish = 'public' AND old.skip_reason = '') <>
     (new.publish = 'public' AND new.skip_reason = '') BEGIN
    UPDATE item_topics SET shown = (new.publish = 'public' AND new.skip_reason = '')
        WHERE item_id = new.id;
END;

-- Items that were summarized before there were topics; worked off in small batches.
CREATE TABLE topic_backlog(item_id INTEGER PRIMARY KEY);
INSERT INTO topic_backlog SELECT item_id FROM results WHERE stage = 'summarize';

CREATE TABLE topic_hours(
    hour INTEGER NOT NULL,
    topic_id INTEGER NOT NULL,
    stories INTEGER NOT NULL,
    PRIMARY KEY (hour, topic_id)
) WITHOUT ROWID;
CREATE INDEX topic_hours_topic ON topic_hours(topic_id, hour, stories);
CREATE TABLE trend_reports(
    id INTEGER PRIMARY KEY CHECK (id = 1),
    until INTEGER NOT NULL,
    days INTEGER NOT NULL,
    trends TEXT NOT NULL,
    revision INTEGER NOT NULL
);

CREATE TABLE editions(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('daily', 'hacker', 'weekly')),
    name TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    headline TEXT NOT NULL,
    content TEXT NOT NULL,
    deterministic INTEGER NOT NULL,
    replaced INTEGER NOT NULL DEFAULT 0,
    made INTEGER NOT NULL,
    frozen_at INTEGER NOT NULL,
    engine TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt_version TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    tokens_in INTEGER NOT NULL,
    tokens_out INTEGER NOT NULL,
    cost INTEGER,
    findings TEXT NOT NULL,
    revision INTEGER NOT NULL,
    UNIQUE (kind, name)
);
CREATE INDEX editions_revision ON editions(revision);
CREATE TABLE edition_items(
    item_id INTEGER NOT NULL,
    edition_id INTEGER NOT NULL REFERENCES editions(id) ON DELETE CASCADE,
    PRIMARY KEY (item_id, edition_id)
) WITHOUT ROWID;
CREATE INDEX edition_items_edition ON edition_items(edition_id);
CREATE TABLE edition_corrections(
    id INTEGER PRIMARY KEY,
    edition_id INTEGER NOT NULL REFERENCES editions(id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX edition_corrections_edition ON edition_corrections(edition_id);
CREATE TABLE edition_holds(
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    owner_id INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
) WITHOUT ROWID;
)sql";

}  // namespace ainews::storage
