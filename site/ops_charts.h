#pragma once

#include <string>
#include <vector>

#include "site/ops_report.h"

/// The plots of /ops: inline SVG without style of its own, coloured by the sheet's classes, with a
/// title that says the same in words.
namespace ainews::site {

/// A column a day in US dollars, the day's limit as a line.
[[nodiscard]] std::string spend_chart(const std::vector<OpsDay>& days,
                                      const std::optional<MicroUsd>& limit);
/// A row a stage: the median as a bar, the 95 % value as a wider one behind it; seconds.
[[nodiscard]] std::string latency_chart(const std::map<std::string, StageMeter>& stages);
/// A row a stage: done, at work or waiting, failed, as shares of its jobs.
[[nodiscard]] std::string queue_chart(const QueueCounts& queue);

}  // namespace ainews::site
