#include "storage/schema.h"

namespace ainews::storage {

// The editor's desk. What is set by hand lies beside the results, so that redoing a stage cannot
// touch it; corrections are what readers were told, and stay when a text is reverted.
const char* const kSchemaDesk = R"sql(
ALTER TABLE items ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN publish_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE items ADD COLUMN publish_note TEXT NOT NULL DEFAULT '';
ALTER TABLE items ADD COLUMN publish_changed INTEGER;
ALTER TABLE items ADD COLUMN first_published INTEGER;
UPDATE items SET first_published = (SELECT max(finished) FROM results WHERE item_id = items.id)
    WHERE state = 'done' AND publish = 'public';
CREATE INDEX items_held ON items(id) WHERE publish = 'held';
CREATE INDEX items_pinned ON items(id) WHERE pinned = 1;
CREATE INDEX items_withdrawn ON items(publish_changed) WHERE publish = 'withdrawn';

CREATE TABLE hand_texts(
    item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    text TEXT NOT NULL,
    anchor TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (item_id, field)
) WITHOUT ROWID;

CREATE TABLE corrections(
    id INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    field TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX corrections_item ON corrections(item_id);
CREATE INDEX corrections_at ON corrections(at);

-- Reasons an editor has released an item from: the same reason does not hold it twice.
CREATE TABLE released(
    item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE,
    reason TEXT NOT NULL,
    PRIMARY KEY (item_id, reason)
) WITHOUT ROWID;
)sql";

}  // namespace ainews::storage
