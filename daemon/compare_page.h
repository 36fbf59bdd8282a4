#pragma once

#include <string>

#include "core/calendar.h"
#include "core/results.h"
#include "daemon/compare.h"

namespace ainews::daemon {

/// One HTML page for the editor: sums, score shifts, then each item with the old and the new answer
/// side by side, changes marked, findings and cost beneath. Everything that comes from outside is
/// escaped; the page asks for nothing from elsewhere and runs no script.
[[nodiscard]] std::string compare_page(const Comparison& comparison, const ScoreWeights& weights,
                                       const TimeZone& zone);

/// The same in figures, as one JSON object: {"stage":s,"change":s,"wanted":n,"compared":n,
/// "stopped":s|null,"spent_usd":x,"before":SUM,"after":SUM,"axes":[{"axis":s,"items":n,"moved":n,
/// "before":x,"after":x}],"items":[{"id":n,"before":SIDE,"after":SIDE}]}; SUM {"items","findings",
/// "with_findings","tokens_in","tokens_out","cost_usd"}; SIDE {"findings":[s],"error":s|null,
/// "tokens_in":n,"tokens_out":n,"cost_usd":x|null,"total":n|null}.
[[nodiscard]] std::string compare_json(const Comparison& comparison, const ScoreWeights& weights);

}  // namespace ainews::daemon
