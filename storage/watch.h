#pragma once

#include "core/watch.h"
#include "storage/connection.h"

/// What the editor watches (core/watch.h).
namespace ainews::storage {

[[nodiscard]] std::vector<ScoreLevelCount> score_levels(Connection& connection, TimePoint since);
[[nodiscard]] std::vector<MakerCount> result_makers(Connection& connection);
[[nodiscard]] std::map<std::string, std::int64_t> outdated_results(Connection& connection);
[[nodiscard]] std::int64_t held_items(Connection& connection);

}  // namespace ainews::storage
