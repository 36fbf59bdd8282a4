#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace ainews::text {

/// A date while it is being read. What is missing stays empty and gets a sensible value at the end.
struct DateParts {
    std::optional<int> year = std::nullopt;  ///< all four digits
    std::optional<int> month = std::nullopt;
    std::optional<int> day = std::nullopt;
    std::optional<int> day_of_year = std::nullopt;  ///< ISO ordinal date, instead of month and day
    int hour = 0;
    int minute = 0;
    int second = 0;
    int millisecond = 0;
    std::optional<std::chrono::minutes> offset = std::nullopt;
    std::string zone;  ///< an IANA name, instead of an offset

    /// nullopt where the parts make no date (no year, February 30, hour 25).
    [[nodiscard]] std::optional<TimePoint> assemble() const;
};

/// Two-digit years: below 70 is this century (RFC 2822 §4.3 says 50; feeds are younger than 1970).
[[nodiscard]] int full_year(int two_digits) noexcept;

/// Only what nearly every RSS feed writes: "Thu, 01 Jan 2004 19:48:21 +0900". Without it, dates
/// were the most expensive part of reading a feed.
[[nodiscard]] std::optional<TimePoint> parse_rfc822_date(std::string_view text);

/// ISO 8601 and RFC 3339, separators optional, any precision, ordinal and week dates.
[[nodiscard]] std::optional<TimePoint> parse_iso_date(std::string_view text);

/// "+0900", "-5:30", "+09" at the front of `text`, which is shortened by it.
[[nodiscard]] std::optional<std::chrono::minutes> take_offset(std::string_view& text);

/// Up to `max_digits` digits at the front, which is shortened by them; nullopt where fewer than
/// `min_digits`.
[[nodiscard]] std::optional<int> take_number(std::string_view& text, std::size_t min_digits,
                                             std::size_t max_digits);

}  // namespace ainews::text
