#pragma once

#include <vector>

#include "core/desk.h"
#include "storage/connection.h"

/// The editor's desk (core/desk.h): writes run inside the writer's transaction.
namespace ainews::storage {

[[nodiscard]] Expected<EditReceipt> edit_text(Connection& connection, const HandEdit& edit);
[[nodiscard]] Expected<void> set_pinned(Connection& connection, ItemId id, bool pinned,
                                        std::string_view reason, TimePoint now);
[[nodiscard]] Expected<bool> hold_item(Connection& connection, const HoldRequest& request);
[[nodiscard]] std::vector<CorrectionLine> read_corrections(Connection& connection, int limit);

/// The item's corrections and hand texts; the latter are not applied to the results yet.
void read_desk(Connection& connection, Item& item);
/// To be called once no work of the item is open: from its first completion on, readers count as
/// having seen a public item.
void note_published(Connection& connection, ItemId item, TimePoint now);

}  // namespace ainews::storage
