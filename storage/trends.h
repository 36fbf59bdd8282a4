#pragma once

#include <optional>

#include "core/trends.h"
#include "storage/connection.h"

/// Counting what is heard of (core/trends.h).
namespace ainews::storage {

void count_trends(Connection& connection, TimePoint now, int limit);
[[nodiscard]] std::optional<TrendReport> read_trends(Connection& connection);

}  // namespace ainews::storage
