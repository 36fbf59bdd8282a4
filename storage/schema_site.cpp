#include "storage/schema.h"

namespace ainews::storage {

// Totals are kept by triggers: no way of writing forgets them, and no index page counts the
// archive.
const char* const kSchemaSite = R"sql(
CREATE TABLE site_items(
    item_id INTEGER PRIMARY KEY,
    card TEXT NOT NULL,
    completed INTEGER
);
CREATE TABLE site_lists(
    list TEXT NOT NULL,
    at INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    PRIMARY KEY (list, at, item_id)
) WITHOUT ROWID;
CREATE INDEX site_lists_item ON site_lists(item_id);
CREATE TABLE site_links(
    item_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    target INTEGER NOT NULL,
    PRIMARY KEY (item_id, position)
) WITHOUT ROWID;
CREATE INDEX site_links_target ON site_links(target);
CREATE TABLE site_dirty(
    name TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE site_totals(
    list TEXT PRIMARY KEY,
    items INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TRIGGER site_lists_added AFTER INSERT ON site_lists BEGIN
    INSERT INTO site_totals VALUES (new.list, 1) ON CONFLICT(list) DO UPDATE SET items = items + 1;
END;
CREATE TRIGGER site_lists_removed AFTER DELETE ON site_lists BEGIN
    UPDATE site_totals SET items = items - 1 WHERE list = old.list;
    DELETE FROM site_totals WHERE list = old.list AND items <= 0;
END;
)sql";

}  // namespace ainews::storage
