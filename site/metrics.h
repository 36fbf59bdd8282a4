#pragma once

#include <string>

#include "site/ops_report.h"

namespace ainews::site {

inline constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

/// /metrics: the report in Prometheus' text format. Names and labels are listed in
/// docs/operations.md.
[[nodiscard]] std::string metrics_text(const OpsReport& report);

}  // namespace ainews::site
