#pragma once

#include <optional>

#include "core/item_store.h"
#include "storage/connection.h"

namespace ainews::storage {

/// Cycles are known by when they started; the newest few hundred are kept.
void record_cycle(Connection& connection, const CycleRecord& cycle);
[[nodiscard]] std::optional<CycleRecord> last_cycle(Connection& connection);

}  // namespace ainews::storage
