#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ainews::daemon {

/// A run of two texts' comparison.
struct DiffPart {
    enum class Kind { Same, Removed, Added };
    Kind kind = Kind::Same;
    std::string text;
    bool operator==(const DiffPart&) const = default;
};

/// What turns `before` into `after`, by code points: the parts without Added make up the one, those
/// without Removed the other. Texts that are long and have little in common come out as one removal
/// and one addition, so that time and memory stay bounded.
[[nodiscard]] std::vector<DiffPart> text_diff(std::string_view before, std::string_view after);

}  // namespace ainews::daemon
