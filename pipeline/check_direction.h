#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ainews::pipeline {

/// Numbers that the source says went up and the Japanese says went down, or the reverse; one line
/// each. Only sentences that speak of one direction count, and only numbers that occur once.
[[nodiscard]] std::vector<std::string> turned_directions(std::string_view japanese,
                                                         std::string_view source);

}  // namespace ainews::pipeline
