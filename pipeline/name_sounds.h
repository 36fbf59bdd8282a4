#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ainews::pipeline {

/// Whether a name in katakana may be the reading of one in Latin letters. Compared are classes of
/// consonants (k g c q, s z j, t d, p b f v, n m, r l): generous, it only tells マスク (Musk) from
/// アルトマン.
[[nodiscard]] bool sounds_alike(std::string_view katakana, std::string_view latin);

/// Stricter: nearly all consonants agree. Tells whether a text names somebody at all.
[[nodiscard]] bool sounds_the_same(std::string_view katakana, std::string_view latin);

/// Closer: vowels count, and the first sound must agree (ウェイト for "weights").
[[nodiscard]] bool reads_like(std::string_view katakana, std::string_view latin);

/// Runs of three or more katakana.
[[nodiscard]] std::vector<std::string> katakana_words(std::string_view japanese);

}  // namespace ainews::pipeline
