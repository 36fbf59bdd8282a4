#include "storage/schema.h"

namespace ainews::storage {

const char* const kSchemaBase = R"sql(
CREATE TABLE counters(
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO counters VALUES ('revision', 0), ('claim', 0);

CREATE TABLE sources(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    configured INTEGER NOT NULL,
    configured_url TEXT NOT NULL,
    configured_paused INTEGER NOT NULL,
    configured_at INTEGER NOT NULL,
    weight REAL NOT NULL,
    url TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ok', 'failing', 'gone', 'paused')),
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    body_hash TEXT NOT NULL DEFAULT '',
    last_ok INTEGER,
    last_poll INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    next_poll INTEGER NOT NULL,
    retry_after INTEGER,
    error TEXT NOT NULL DEFAULT '',
    first_poll_done INTEGER NOT NULL DEFAULT 0,
    first_poll_taken INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE items(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES sources(id),
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    authors TEXT NOT NULL,
    language TEXT NOT NULL,
    published INTEGER,
    first_seen INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'running', 'waiting', 'done', 'skipped', 'failed')),
    error TEXT NOT NULL DEFAULT '',
    skip_reason TEXT NOT NULL DEFAULT '',
    publish TEXT NOT NULL CHECK (publish IN ('public', 'held', 'hidden', 'withdrawn')),
    story_id INTEGER,
    simhash INTEGER,
    revision INTEGER NOT NULL
);
CREATE UNIQUE INDEX items_revision ON items(revision);
CREATE INDEX items_first_seen ON items(first_seen);
CREATE INDEX items_source ON items(source_id);
CREATE INDEX items_story ON items(story_id) WHERE story_id IS NOT NULL;
CREATE INDEX items_unfinished ON items(state) WHERE state NOT IN ('done', 'skipped');

CREATE TABLE identity(
    key BLOB PRIMARY KEY,
    item_id INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE aliases(
    id INTEGER PRIMARY KEY,
    target INTEGER NOT NULL,
    revision INTEGER NOT NULL
);
CREATE INDEX aliases_target ON aliases(target);
CREATE INDEX aliases_revision ON aliases(revision);

CREATE TABLE tombstones(
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    reason TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    revision INTEGER NOT NULL
);
CREATE INDEX tombstones_revision ON tombstones(revision);

CREATE TABLE sightings(
    item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE,
    source_id INTEGER NOT NULL REFERENCES sources(id),
    guid TEXT NOT NULL,
    url TEXT NOT NULL,
    seen INTEGER NOT NULL,
    points INTEGER,
    comments INTEGER,
    comments_url TEXT NOT NULL,
    change_hash TEXT NOT NULL,
    renames INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (item_id, source_id)
) WITHOUT ROWID;

CREATE TABLE entries(
    item_id INTEGER PRIMARY KEY REFERENCES items(id) ON DELETE CASCADE,
    meta TEXT NOT NULL,
    summary_html TEXT,
    content_html TEXT,
    drop_after INTEGER
);
CREATE INDEX entries_drop ON entries(drop_after) WHERE drop_after IS NOT NULL;

CREATE TABLE stories(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    lead INTEGER NOT NULL
);

CREATE TABLE simhash_bands(
    band INTEGER NOT NULL,
    bits INTEGER NOT NULL,
    first_seen INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    PRIMARY KEY (band, bits, first_seen, item_id)
) WITHOUT ROWID;
CREATE INDEX simhash_age ON simhash_bands(first_seen);

CREATE TABLE owners(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    host TEXT NOT NULL,
    boot_id TEXT NOT NULL,
    pid INTEGER NOT NULL,
    started TEXT NOT NULL
);

CREATE TABLE jobs(
    item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE,
    stage TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'running', 'waiting', 'done', 'failed')),
    source_id INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    token INTEGER,
    owner_id INTEGER,
    lease_until INTEGER,
    not_before INTEGER,
    reason TEXT NOT NULL DEFAULT '',
    attempts INTEGER NOT NULL DEFAULT 0,
    lost INTEGER NOT NULL DEFAULT 0,
    again INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    opened INTEGER NOT NULL,
    finished INTEGER,
    PRIMARY KEY (item_id, stage)
) WITHOUT ROWID;
CREATE INDEX jobs_pending ON jobs(stage, priority) WHERE state = 'pending';
CREATE INDEX jobs_pending_source ON jobs(stage, source_id, priority) WHERE state = 'pending';
CREATE INDEX jobs_pending_age ON jobs(opened) WHERE state = 'pending';
CREATE INDEX jobs_waiting ON jobs(not_before) WHERE state = 'waiting';
CREATE INDEX jobs_waiting_stage ON jobs(stage, reason) WHERE state = 'waiting';
CREATE INDEX jobs_waiting_age ON jobs(opened) WHERE state = 'waiting';
CREATE INDEX jobs_running ON jobs(lease_until) WHERE state = 'running';
CREATE INDEX jobs_owner ON jobs(owner_id) WHERE state = 'running';

CREATE TABLE results(
    id INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE,
    stage TEXT NOT NULL,
    json TEXT NOT NULL,
    provisional INTEGER NOT NULL,
    engine TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt_version TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    tokens_in INTEGER NOT NULL,
    tokens_out INTEGER NOT NULL,
    cost INTEGER,
    findings TEXT NOT NULL,
    finished INTEGER NOT NULL,
    UNIQUE (item_id, stage)
);

CREATE TABLE attempts(
    id INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE,
    stage TEXT NOT NULL,
    at INTEGER NOT NULL,
    engine TEXT NOT NULL,
    model TEXT NOT NULL,
    accepted INTEGER NOT NULL,
    findings TEXT NOT NULL,
    tokens_in INTEGER NOT NULL,
    tokens_out INTEGER NOT NULL,
    cost INTEGER
);
CREATE INDEX attempts_item ON attempts(item_id);

CREATE TABLE events(
    id INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX events_item ON events(item_id);

CREATE TABLE calls(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    item_id INTEGER NOT NULL,
    stage TEXT NOT NULL,
    chunk INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt_version TEXT NOT NULL,
    tokens_in_estimate INTEGER NOT NULL,
    tokens_out_cap INTEGER NOT NULL,
    reserved INTEGER,
    charge INTEGER NOT NULL,
    status TEXT NOT NULL,
    owner_id INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    answered INTEGER,
    finish TEXT NOT NULL DEFAULT '',
    tokens_in INTEGER NOT NULL DEFAULT 0,
    tokens_out INTEGER NOT NULL DEFAULT 0,
    tokens_cached INTEGER NOT NULL DEFAULT 0,
    tokens_reasoning INTEGER NOT NULL DEFAULT 0,
    latency_ms INTEGER NOT NULL DEFAULT 0,
    finding TEXT NOT NULL DEFAULT ''
);
CREATE INDEX calls_item ON calls(item_id, stage);
CREATE INDEX calls_sent ON calls(sent);
CREATE INDEX calls_open ON calls(owner_id) WHERE status = 'open';

CREATE TABLE replies(
    call_id INTEGER PRIMARY KEY REFERENCES calls(id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    text TEXT NOT NULL,
    model TEXT NOT NULL,
    cost INTEGER
);
CREATE INDEX replies_key ON replies(key);

CREATE TABLE facts(
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    until INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE cycles(
    started INTEGER PRIMARY KEY,
    finished INTEGER,
    polled INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    new_items INTEGER NOT NULL
);

-- Totals kept by triggers: reading them never looks at the archive, and no way of writing forgets them.
CREATE TABLE item_totals(state TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE job_totals(
    stage TEXT NOT NULL,
    state TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (stage, state)
) WITHOUT ROWID;
CREATE TABLE hourly_spend(hour INTEGER PRIMARY KEY, charge INTEGER NOT NULL);
CREATE TABLE endpoint_totals(
    endpoint TEXT PRIMARY KEY,
    calls INTEGER NOT NULL,
    tokens_in INTEGER NOT NULL,
    tokens_out INTEGER NOT NULL,
    charge INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TRIGGER items_counted AFTER INSERT ON items BEGIN
    INSERT INTO item_totals VALUES (new.state, 1) ON CONFLICT (state) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER items_recounted AFTER UPDATE OF state ON items WHEN old.state <> new.state BEGIN
    UPDATE item_totals SET n = n - 1 WHERE state = old.state;
    INSERT INTO item_totals VALUES (new.state, 1) ON CONFLICT (state) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER items_uncounted AFTER DELETE ON items BEGIN
    UPDATE item_totals SET n = n - 1 WHERE state = old.state;
END;
CREATE TRIGGER jobs_counted AFTER INSERT ON jobs BEGIN
    INSERT INTO job_totals VALUES (new.stage, new.state, 1)
        ON CONFLICT (stage, state) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER jobs_recounted AFTER UPDATE OF state ON jobs WHEN old.state <> new.state BEGIN
    UPDATE job_totals SET n = n - 1 WHERE stage = old.stage AND state = old.state;
    INSERT INTO job_totals VALUES (new.stage, new.state, 1)
        ON CONFLICT (stage, state) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER jobs_uncounted AFTER DELETE ON jobs BEGIN
    UPDATE job_totals SET n = n - 1 WHERE stage = old.stage AND state = old.state;
END;
CREATE TRIGGER calls_counted AFTER INSERT ON calls BEGIN
    INSERT INTO hourly_spend VALUES (new.sent / 3600000, new.charge)
        ON CONFLICT (hour) DO UPDATE SET charge = charge + excluded.charge;
    INSERT INTO endpoint_totals VALUES (new.endpoint, 1, new.tokens_in, new.tokens_out, new.charge)
        ON CONFLICT (endpoint) DO UPDATE SET calls = calls + 1, tokens_in = tokens_in + excluded.tokens_in,
            tokens_out = tokens_out + excluded.tokens_out, charge = charge + excluded.charge;
END;
CREATE TRIGGER calls_recounted AFTER UPDATE OF charge, tokens_in, tokens_out ON calls BEGIN
    UPDATE hourly_spend SET charge = charge + new.charge - old.charge WHERE hour = old.sent / 3600000;
    UPDATE endpoint_totals SET tokens_in = tokens_in + new.tokens_in - old.tokens_in,
        tokens_out = tokens_out + new.tokens_out - old.tokens_out,
        charge = charge + new.charge - old.charge WHERE endpoint = old.endpoint;
END;
)sql";

// Search came second, so that indexing may lag behind what it indexes: everything there is becomes
// dirty.
const char* const kSchemaSearch = R"sql(
CREATE VIRTUAL TABLE search_index USING fts5(
    title, body, content = '', tokenize = "unicode61 tokenchars '-.+#'"
);
CREATE TABLE search_documents(
    item_id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE TABLE search_dirty(item_id INTEGER PRIMARY KEY);
INSERT INTO search_dirty SELECT id FROM items WHERE state <> 'skipped';
)sql";

const char* const kSchemaPollHints = R"sql(
ALTER TABLE sources ADD COLUMN ttl INTEGER;
ALTER TABLE sources ADD COLUMN skip_hours INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN skip_days INTEGER NOT NULL DEFAULT 0;
)sql";

}  // namespace ainews::storage
