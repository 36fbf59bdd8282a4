#pragma once

#include <optional>

#include "core/clock.h"
#include "core/http.h"

namespace ainews::net {

/// When the server says to come back: its Retry-After header, clamped to 7 days from `now`;
/// nullopt where it has none or junk.
[[nodiscard]] std::optional<TimePoint> retry_after(const HttpResponse& response, TimePoint now);

}  // namespace ainews::net
