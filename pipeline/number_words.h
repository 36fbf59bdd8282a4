#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace ainews::pipeline {

/// What an English number word may stand for ("half": 0.5, 2 and 50 %; "third": 3); empty: no
/// number.
[[nodiscard]] std::vector<double> number_word(std::string_view lower_case_word);

/// True for the name of a month or its abbreviation ("may" among them).
[[nodiscard]] bool is_month_name(std::string_view lower_case_word);

/// The power of ten of a scale word after digits ("million", "bn", "milliarden"); nullopt: none.
[[nodiscard]] std::optional<double> scale_word(std::string_view lower_case_word);

/// 十 百 千 万 億 兆 and their Chinese and Korean forms; nullopt: no scale.
[[nodiscard]] std::optional<double> scale_character(char32_t c) noexcept;

/// True where the text has an ASCII digit: "two" and 二 are numbers without one.
[[nodiscard]] bool has_digit(std::string_view text) noexcept;

/// 〇 to 九 and 两; nullopt: no digit.
[[nodiscard]] std::optional<int> numeral_character(char32_t c) noexcept;

}  // namespace ainews::pipeline
