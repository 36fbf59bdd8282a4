#pragma once

#include <vector>

#include "core/source_report.h"
#include "storage/connection.h"

namespace ainews::storage {

/// See SourceReportReader: items and sightings by the index on first_seen, money by its day.
[[nodiscard]] std::vector<SourceReportRow> source_report(Connection& connection,
                                                         const SourceReportAsk& ask);

}  // namespace ainews::storage
