#pragma once

#include <string>
#include <string_view>

namespace ainews::pipeline {

/// Why `text` is not the Japanese of `source`; empty where it may be. Long texts need kana (0.25 of
/// the letters; Chinese has none), short ones at least one Japanese letter unless the source is
/// only names and numbers; eight foreign words in a row, hangul and a plain copy are never
/// Japanese. Code marks ⟦c1⟧ count for nothing.
[[nodiscard]] std::string not_japanese(std::string_view text, std::string_view source);

/// Why a translation is too short or too long for its source; empty where it may be. Bounds by
/// language, for sources of 80 characters or more.
[[nodiscard]] std::string bad_length_ratio(std::string_view text, std::string_view source,
                                           std::string_view source_language);

}  // namespace ainews::pipeline
