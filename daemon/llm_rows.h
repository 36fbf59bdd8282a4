#pragma once

#include <vector>

#include "config/config.h"
#include "core/store.h"
#include "daemon/status_report.h"

namespace ainews::daemon {

/// How each configured endpoint is and what it was asked so far, in the order of the file.
[[nodiscard]] std::vector<LlmRow> llm_rows(const Store& store, const config::Config& config,
                                           TimePoint now);

}  // namespace ainews::daemon
