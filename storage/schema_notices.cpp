#include "storage/schema.h"

namespace ainews::storage {

// What the operator was told. `notice_keys` outlives a restored backup on its own, so it refers to
// nothing.
const char* const kSchemaNotices = R"sql(
CREATE TABLE notices(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    event TEXT NOT NULL,
    content TEXT NOT NULL,
    made INTEGER NOT NULL,
    expires INTEGER NOT NULL
);
CREATE INDEX notices_made ON notices(event, made);
CREATE TABLE notice_keys(
    key TEXT PRIMARY KEY,
    made INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE deliveries(
    notice_id INTEGER NOT NULL REFERENCES notices(id) ON DELETE CASCADE,
    webhook TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN
        ('waiting', 'sending', 'delivered', 'refused', 'uncertain', 'expired', 'replaced')),
    next_try INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    ended INTEGER,
    error TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (notice_id, webhook)
) WITHOUT ROWID;
CREATE INDEX deliveries_open ON deliveries(webhook, notice_id)
    WHERE state IN ('waiting', 'sending');
CREATE TABLE troubles(
    name TEXT PRIMARY KEY,
    since INTEGER NOT NULL,
    reported INTEGER NOT NULL,
    over INTEGER
) WITHOUT ROWID;
)sql";

}  // namespace ainews::storage
