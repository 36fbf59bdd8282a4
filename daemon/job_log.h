#pragma once

#include "pipeline/run_report.h"

namespace ainews::daemon {

/// One job's end as a log line: failures and degraded results at `warn`, calls at `info` where
/// something was paid or written, the rest at `debug`.
void log_job(const pipeline::JobEvent& event);

/// `key="value"` where the value has a space or a quote, else `key=value`; for log lines.
[[nodiscard]] std::string log_value(std::string_view value);

}  // namespace ainews::daemon
