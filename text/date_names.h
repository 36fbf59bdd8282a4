#pragma once

#include <chrono>
#include <optional>
#include <string_view>

/// The words of dates, lower-case, in the languages feeds are written in.
namespace ainews::text {

/// 1 to 12.
[[nodiscard]] std::optional<int> month_from_name(std::string_view word);

enum class HalfDay { Morning, Afternoon };
[[nodiscard]] std::optional<HalfDay> half_day_from_word(std::string_view word);

/// Offset from UTC of a zone's abbreviation ("est" is -5 h). Ambiguous ones as RFC 822 and habit
/// say.
[[nodiscard]] std::optional<std::chrono::minutes> zone_offset(std::string_view abbreviation);

}  // namespace ainews::text
