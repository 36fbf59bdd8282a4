#pragma once

#include <optional>
#include <string_view>

#include "core/clock.h"
#include "text/html_dom.h"

namespace ainews::text {

/// A date written on a page; nullopt where it is none, or not one of the web's years.
[[nodiscard]] std::optional<TimePoint> plausible_date(std::string_view text);

/// The date a reader sees: microdata, the first <time>, an element whose class says date, the URL's
/// /2026/05/01/.
[[nodiscard]] std::optional<TimePoint> visible_date(const Dom& dom, std::string_view base_url);

}  // namespace ainews::text
