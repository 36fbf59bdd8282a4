#include "storage/schema.h"

namespace ainews::storage {

// What recent items are about, to find reports of the same event; and what became of stories whose
// address is already known outside. The entity '' stands for the item itself: its rows count items.
const char* const kSchemaStories = R"sql(
CREATE TABLE story_entities(
    entity TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    item_id INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE,
    main INTEGER NOT NULL,
    PRIMARY KEY (entity, first_seen, item_id)
) WITHOUT ROWID;
CREATE INDEX story_entities_item ON story_entities(item_id);
CREATE INDEX story_entities_age ON story_entities(first_seen);

CREATE TABLE story_ends(
    id INTEGER PRIMARY KEY,
    target INTEGER,
    revision INTEGER NOT NULL
);
CREATE INDEX story_ends_target ON story_ends(target);
CREATE INDEX story_ends_revision ON story_ends(revision);
)sql";

}  // namespace ainews::storage
