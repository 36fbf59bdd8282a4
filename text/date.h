#pragma once

#include <optional>
#include <string_view>

#include "core/clock.h"

namespace ainews::text {

/// The dates of feeds and pages, however they are spelled: RFC 822/2822, RFC 3339, ISO 8601 and
/// W3CDTF in any precision, asctime, named and numeric zones, two-digit years, missing and swapped
/// pieces, month names of the languages feeds are written in. No zone means UTC, in
/// Japanese, Korean and Chinese spelling that country's time. nullopt where no
/// year can be made out. Whether the date is plausible is the caller's to say.
[[nodiscard]] std::optional<TimePoint> parse_date(std::string_view text);

}  // namespace ainews::text
