#pragma once

#include <mutex>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/ledger.h"
#include "pipeline/budget.h"

namespace ainews::daemon {

/// What is left out while a budget runs short: from 80 % of what items may spend of a day or month
/// on, `analyze`, which readers miss least. Left out is left out: an item's analysis is not made up
/// for on the next day, where it would take the money of that day's news (`items redo analyze`
/// brings it). Says so in the log once a day. Thread-safe.
class Savings {
public:
    Savings(pipeline::BudgetPolicy policy, const Ledger& ledger, const Clock& clock)
        : policy_{std::move(policy)}, ledger_{ledger}, clock_{clock} {}

    /// Why the stage is left out now, for the result's findings; empty: it runs.
    [[nodiscard]] std::string leave_out(std::string_view stage);

private:
    void tell_once(TimePoint now);

    const pipeline::BudgetPolicy policy_;
    const Ledger& ledger_;
    const Clock& clock_;
    std::mutex mutex_;
    Day told_;  ///< the last day on which it was said
};

}  // namespace ainews::daemon
