#pragma once

#include <string_view>

namespace ainews::text {

/// Whether `word` stands in `text` between word boundaries; both in the same normal form. CJK
/// letters bound words, for Japanese sets Latin words without spaces. With `plural`, a final "s"
/// may follow.
[[nodiscard]] bool word_occurs(std::string_view text, std::string_view word, bool plural = false);

}  // namespace ainews::text
