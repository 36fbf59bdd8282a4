#pragma once

#include <string>
#include <string_view>

namespace ainews::text {

/// Simplified Chinese characters in their traditional form, which most Japanese names share
/// (陆 to 陸); everything else stays. Thread-safe.
[[nodiscard]] std::string to_traditional(std::string_view text);

}  // namespace ainews::text
