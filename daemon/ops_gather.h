#pragma once

#include "config/config.h"
#include "core/store.h"
#include "daemon/meters.h"
#include "site/ops_report.h"

namespace ainews::daemon {

/// What /ops and /metrics show, from the store and the meters. Reads sums and the newest rows: its
/// cost does not grow with the archive. Thread-safe.
[[nodiscard]] site::OpsReport gather_ops(const Store& store, const config::Config& config,
                                         const Meters& meters, TimePoint now, TimePoint started);

}  // namespace ainews::daemon
