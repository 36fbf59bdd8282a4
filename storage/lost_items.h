#pragma once

#include "core/item.h"
#include "storage/connection.h"

/// Items that were published and that a restored backup does not know. They leave a tombstone of
/// their own: unlike a deleted one, such an item may come again from its feed, under a new id, and
/// its old address then leads to it.
namespace ainews::storage {

/// The reason of such a tombstone.
inline constexpr const char* kLostReason = "lost in a restore";

[[nodiscard]] bool is_lost(Connection& connection, ItemId id);
/// `item` is what `lost` was: addresses, papers and older aliases of it now lead there.
void take_place_of(Connection& connection, ItemId lost, ItemId item);

/// In a restored database with the replaced one attached as `old`, both of the newest schema: notes
/// every item of `old` that is neither here nor deleted as lost, and returns how many.
[[nodiscard]] std::int64_t note_lost_items(Connection& restored);

}  // namespace ainews::storage
