#pragma once

#include <string>

#include "core/clock.h"

namespace ainews {

/// A duration as a person writes it and parse_duration reads it back: "48h", "1h30m", "90s". Days
/// stay in hours. Never negative.
[[nodiscard]] std::string duration_text(Millis duration);

}  // namespace ainews
