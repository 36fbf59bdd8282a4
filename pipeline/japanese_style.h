#pragma once

#include <string>
#include <string_view>

namespace ainews::pipeline {

/// Spelling that no model needs to be asked for (JTF style guide 2.1, 3.1): half-width letters and
/// digits, full-width katakana and brackets, no space between full-width and half-width characters,
/// 、。 after Japanese. Line breaks and tabs stay; editing marks ⟦1⟧ are stepped over, ⟦c1⟧ counts
/// as half-width.
[[nodiscard]] std::string tidy_japanese(std::string_view text);

/// The same for a title or heading, one line: a blank of any width between Japanese words stays, as
/// the wide blank that headlines use ("値下げを発表　反発も", 姓　名).
[[nodiscard]] std::string tidy_headline(std::string_view text);

}  // namespace ainews::pipeline
