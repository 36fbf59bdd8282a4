#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "core/source.h"
#include "core/source_report.h"

namespace ainews::daemon {

/// A row of `sources report` as it is shown.
struct ReportLine {
    SourceReportRow row;
    bool configured = true;  ///< false: it was removed, its items are still there
};

/// The rows beside the configured sources, the silent ones among them too: the dearest first, then
/// the most fruitful, then by slug. Spend about no single item comes last, with an empty slug.
[[nodiscard]] std::vector<ReportLine> report_lines(const std::vector<Source>& sources,
                                                   std::vector<SourceReportRow> rows);

/// A table with the sums at its foot.
void print_source_report(std::ostream& out, const std::vector<ReportLine>& lines);

/// {"days":n,"from":s,"sources":[{"slug":s,"configured":bool,"new":n,"leads":n,"duplicates":n,
/// "skipped":n,"failed":n,"done":n,"good":n,"spend_usd":x,"spend_per_good_usd":x|null}],
/// "total":{…}}.
[[nodiscard]] std::string source_report_json(const std::vector<ReportLine>& lines, int days,
                                             TimePoint from);

}  // namespace ainews::daemon
