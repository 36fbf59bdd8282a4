#pragma once

#include <ostream>
#include <span>
#include <string>

#include "core/calendar.h"
#include "core/spend.h"

namespace ainews::daemon {

/// `status --spend`: one table each by day, stage, model and source, the dearest first (days: the
/// newest first).
void print_spend(std::ostream& out, std::span<const SpendRow> rows, const TimeZone& zone);

/// The same sums as one JSON object: {"days":[{"day":s,"calls":n,"tokens_in":n,"tokens_out":n,
/// "tokens_cached":n,"cost_usd":x}],"stages":[{"name":s,…}],"models":[…],"sources":[…]}.
[[nodiscard]] std::string spend_json(std::span<const SpendRow> rows, const TimeZone& zone);

}  // namespace ainews::daemon
