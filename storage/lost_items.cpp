#include "storage/lost_items.h"

#include "storage/editions.h"
#include "storage/item_rows.h"

namespace ainews::storage {

bool is_lost(Connection& connection, ItemId id) {
    Query query{connection, "SELECT 1 FROM tombstones WHERE id = ? AND reason = ?", id,
                kLostReason};
    return query.step();
}

void take_place_of(Connection& connection, ItemId lost, ItemId item) {
    Query{connection, "DELETE FROM tombstones WHERE id = ?", lost}.run();
    Query{connection, "UPDATE aliases SET target = ? WHERE target = ?", item, lost}.run();
    Query{connection, "INSERT OR IGNORE INTO aliases VALUES (?, ?, ?)", lost, item,
          next_number(connection, "revision")}
        .run();
    rename_in_editions(connection, lost, item);
}

std::int64_t note_lost_items(Connection& restored) {
    const auto revision = next_number(restored, "revision");
    Query{restored,
          "INSERT OR IGNORE INTO tombstones SELECT id, url, ?, first_seen, ? FROM old.items "
          "WHERE id NOT IN (SELECT id FROM items) AND id NOT IN (SELECT id FROM aliases)",
          kLostReason, revision}
        .run();
    const std::int64_t lost = restored.changes();
    Query{restored,
          "INSERT OR IGNORE INTO identity SELECT key, item_id FROM old.identity WHERE item_id IN "
          "(SELECT id FROM tombstones WHERE reason = ?)",
          kLostReason}
        .run();
    // An address that led to an item of the lost day waits for it as well.
    Query{restored,
          "INSERT OR IGNORE INTO aliases SELECT id, target, ? FROM old.aliases "
          "WHERE id NOT IN (SELECT id FROM items) AND id NOT IN (SELECT id FROM tombstones) AND "
          "(target IN (SELECT id FROM items) OR target IN (SELECT id FROM tombstones))",
          revision}
        .run();
    Query{restored,
          "INSERT OR IGNORE INTO identity SELECT key, item_id FROM old.identity WHERE item_id IN "
          "(SELECT id FROM aliases)"}
        .run();
    return lost;
}

}  // namespace ainews::storage
