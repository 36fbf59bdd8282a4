#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "core/clock.h"

namespace ainews {

/// No server keeps us away for longer than this, whatever it says.
inline constexpr Millis kRetryAfterMax = std::chrono::days{7};
/// A longer max-age is read as this (RFC 9111 §1.2.2 asks for 2^31 at least; a year means "for
/// good").
inline constexpr Millis kMaxAgeMax = std::chrono::days{365};

/// An HTTP-date in any of its three shapes (RFC 9110 §5.6.7). The weekday's name is not checked
/// against the date; two-digit years are 1970 to 2069. Anything else: nullopt.
[[nodiscard]] std::optional<TimePoint> parse_http_date(std::string_view value);

/// How long to stay away by a Retry-After value (RFC 9110 §10.2.3): seconds or an HTTP-date, from 0
/// to kRetryAfterMax; a date in the past is 0. Junk: nullopt.
[[nodiscard]] std::optional<Millis> parse_retry_after(std::string_view value, TimePoint now);

/// How long an answer is fresh by its Cache-Control value (RFC 9111 §5.2.2): the first max-age,
/// token or quoted, up to kMaxAgeMax; no-store and no-cache make it 0. Nothing usable: nullopt.
[[nodiscard]] std::optional<Millis> parse_max_age(std::string_view cache_control);

}  // namespace ainews
