#pragma once

#include <string>

#include "site/ops_report.h"
#include "site/page.h"

namespace ainews::site {

/// /ops: one sentence, the figures, plots and tables of an operator's day. Without script.
[[nodiscard]] std::string ops_page(const OpsReport& report, const SiteOptions& options,
                                   const RenderPage& render);

}  // namespace ainews::site
