#pragma once

#include <optional>

#include "core/calendar.h"
#include "core/ledger.h"
#include "pipeline/prices.h"

namespace ainews::pipeline {

/// The operator's money limits; nullopt: none. Days and months are those of `zone`.
struct BudgetPolicy {
    std::optional<MicroUsd> call = std::nullopt;
    std::optional<MicroUsd> item = std::nullopt;
    std::optional<MicroUsd> day = std::nullopt;
    std::optional<MicroUsd> month = std::nullopt;
    TimeZone zone{"Asia/Tokyo"};
    double editions_share = 0;  ///< of day and month, 0 to 1: kept for editions
};

/// The limits in force at `now`, with the starts of its day and month.
[[nodiscard]] BudgetLimits limits_at(const BudgetPolicy& policy, TimePoint now);

/// How much of the tighter of day and month is gone, of what items may use.
enum class BudgetLevel {
    Normal,
    Saving,  ///< from 80 %: what readers miss least is left out first
    Spent,   ///< 100 %: paid work waits
};

[[nodiscard]] BudgetLevel budget_level(const BudgetPolicy& policy, const Ledger& ledger,
                                       TimePoint now);

}  // namespace ainews::pipeline
