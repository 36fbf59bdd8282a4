#pragma once

#include <string>
#include <string_view>

#include "text/unicode.h"

namespace ainews::pipeline {

/// Valid UTF-8 as code points: what offsets in blocks count, and what character rules look at.
[[nodiscard]] inline std::u32string code_points(std::string_view utf8) {
    std::u32string out;
    out.reserve(utf8.size());
    for (std::size_t pos = 0; pos < utf8.size();) out.push_back(text::next(utf8, pos));
    return out;
}

[[nodiscard]] inline std::string to_utf8(std::u32string_view text) {
    std::string out;
    out.reserve(text.size() * 3);
    for (const char32_t c : text) text::append(out, c);
    return out;
}

}  // namespace ainews::pipeline
