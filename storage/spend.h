#pragma once

#include <vector>

#include "core/spend.h"
#include "storage/connection.h"

/// Where the money went (core/spend.h), from the sums that triggers keep.
namespace ainews::storage {

[[nodiscard]] std::vector<SpendRow> spend_by_day(Connection& connection, TimePoint from);
[[nodiscard]] std::vector<UsageSample> recent_usage(Connection& connection, int calls_max);

}  // namespace ainews::storage
