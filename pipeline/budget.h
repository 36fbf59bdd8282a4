#pragma once

#include <cstdint>
#include <optional>

#include "core/calendar.h"
#include "core/ledger.h"
#include "pipeline/llm_endpoint.h"

namespace ainews::pipeline {

/// The operator's money limits; nullopt: none. Days and months are those of `zone`.
struct BudgetPolicy {
    std::optional<MicroUsd> call = std::nullopt;
    std::optional<MicroUsd> item = std::nullopt;
    std::optional<MicroUsd> day = std::nullopt;
    std::optional<MicroUsd> month = std::nullopt;
    TimeZone zone{"Asia/Tokyo"};
};

/// The limits in force at `now`, with the starts of its day and month.
[[nodiscard]] BudgetLimits limits_at(const BudgetPolicy& policy, TimePoint now);

/// How much of the tighter of day and month is gone.
enum class BudgetLevel {
    Normal,
    Saving,  ///< from 80 %: what readers miss least is left out first
    Spent,   ///< 100 %: paid work waits
};

[[nodiscard]] BudgetLevel budget_level(const BudgetPolicy& policy, const Ledger& ledger,
                                       TimePoint now);

/// What so many tokens cost, rounded up to a millionth of a dollar; nullopt without prices.
[[nodiscard]] std::optional<MicroUsd> cost_of(const LlmPrices& prices, std::int64_t tokens_in,
                                              std::int64_t tokens_out);

/// 0.20 (USD a million tokens, as configured) → 200000.
[[nodiscard]] MicroUsd micro_usd(double usd) noexcept;

}  // namespace ainews::pipeline
