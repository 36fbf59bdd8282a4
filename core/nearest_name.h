#pragma once

#include <string_view>
#include <vector>

namespace ainews {

/// The candidate that a slip of the keys may have turned into `name`: the one with the fewest
/// single-character edits, where these are at most a third of the name; empty where none is near.
/// The result points into `candidates`.
[[nodiscard]] std::string_view nearest_name(std::string_view name,
                                            const std::vector<std::string_view>& candidates);

}  // namespace ainews
