#pragma once

#include <algorithm>
#include <span>
#include <string_view>

namespace ainews::pipeline {

/// Whether any of `words` stands anywhere in `text`, as part of a longer word too.
[[nodiscard]] inline bool holds_one_of(std::string_view text,
                                       std::span<const std::string_view> words) {
    return std::ranges::any_of(
        words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

}  // namespace ainews::pipeline
