#pragma once

#include "core/entry.h"
#include "core/item.h"
#include "storage/connection.h"

namespace ainews::storage {

/// Stores the entry as what the item is made from.
void write_entry(Connection& connection, ItemId item, const Entry& entry);

/// Stores it only where it brings more text than the one we have: a link list's mention does not
/// replace the article.
void keep_richer_entry(Connection& connection, ItemId item, const Entry& entry);

/// An empty entry where there is none.
[[nodiscard]] Entry read_entry(Connection& connection, ItemId item);

}  // namespace ainews::storage
