#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/item.h"
#include "core/results.h"

namespace ainews {

/// What a source has brought since some moment, and what it cost.
struct SourceReportRow {
    std::string source;           ///< slug; empty: what was spent on no single item
    std::int64_t items = 0;       ///< new ones that work was opened for, or that a story took in
    std::int64_t leads = 0;       ///< of those: stories they lead
    std::int64_t duplicates = 0;  ///< reprints that follow another item, and entries that were
                                  ///< another source's items
    std::int64_t skipped = 0;     ///< new, but filtered, too old or a newsletter's own entry
    std::int64_t failed = 0;
    std::int64_t done = 0;
    std::int64_t good = 0;  ///< items rated at least as asked for
    MicroUsd cost = 0;      ///< of the calls sent since then, whatever items they were about
};

/// What a report counts.
struct SourceReportAsk {
    TimePoint from;        ///< items first seen, and days begun, at it or later
    ScoreWeights weights;  ///< of a rating's total
    int good_total = 250;  ///< total in hundredths from which an item counts as good: 3 stars
};

/// Port: what sources are worth. Costs the days asked for, never the archive. Beside the Store and
/// no part of it: a store may do without, and only one command asks.
class SourceReportReader {
public:
    virtual ~SourceReportReader() = default;
    /// A row for each source with anything to tell, by slug.
    [[nodiscard]] virtual std::vector<SourceReportRow> source_report(
        const SourceReportAsk& ask) const = 0;
};

}  // namespace ainews
