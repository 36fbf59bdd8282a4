#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/editions.h"

namespace ainews::daemon {

/// One edition as `ainewsd edition --json` prints it (docs/editions.md).
[[nodiscard]] nlohmann::json edition_json(const Edition& edition);

}  // namespace ainews::daemon
