#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/item.h"

namespace ainews {

/// What one day's calls of a stage to a model about one source came to. The calls of a day are
/// those sent on it, whenever they were answered.
struct SpendRow {
    TimePoint day;         ///< when the operator's day began
    std::string stage;     ///< as the caller named it; also of calls that belong to no item
    std::string endpoint;  ///< the `[llm.NAME]`
    std::string model;     ///< as configured: what was priced
    std::string source;    ///< slug; empty for calls about no single item
    std::int64_t calls = 0;
    std::int64_t tokens_in = 0;
    std::int64_t tokens_out = 0;
    std::int64_t tokens_cached = 0;
    MicroUsd cost = 0;  ///< reservations of open calls included
};

/// What the answered calls of one stage of one item took together, re-asks included.
struct UsageSample {
    ItemId item = 0;
    std::string stage;
    std::string endpoint;
    std::int64_t calls = 0;
    std::int64_t tokens_in = 0;
    std::int64_t tokens_out = 0;
};

/// Port: where the money went. Read from sums that are kept call by call, never from the archive.
class SpendReader {
public:
    virtual ~SpendReader() = default;
    /// Rows of the days that began at `from` or later, oldest first.
    [[nodiscard]] virtual std::vector<SpendRow> spend_by_day(TimePoint from) const = 0;
    /// Of the newest `calls_max` answered calls; the newest item last. An item whose first calls
    /// lie further back is in it with the rest only.
    [[nodiscard]] virtual std::vector<UsageSample> recent_usage(int calls_max) const = 0;
};

}  // namespace ainews
