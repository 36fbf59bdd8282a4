#include "pipeline/budget.h"

#include <algorithm>
#include <cmath>

namespace ainews::pipeline {
namespace {

constexpr std::int64_t kMillion = 1'000'000;
constexpr std::int64_t kSavingPercent = 80;

BudgetLevel level_of(std::optional<MicroUsd> limit, MicroUsd spent) {
    if (!limit) return BudgetLevel::Normal;
    if (spent >= *limit) return BudgetLevel::Spent;
    return spent * 100 >= *limit * kSavingPercent ? BudgetLevel::Saving : BudgetLevel::Normal;
}

}  // namespace

BudgetLimits limits_at(const BudgetPolicy& policy, TimePoint now) {
    return BudgetLimits{
        .call = policy.call,
        .item = policy.item,
        .day = policy.day,
        .month = policy.month,
        .day_start = policy.zone.start_of(policy.zone.day_of(now)).value_or(now),
        .month_start = policy.zone.start_of(policy.zone.month_of(now) + "-01").value_or(now),
    };
}

BudgetLevel budget_level(const BudgetPolicy& policy, const Ledger& ledger, TimePoint now) {
    if (!policy.day && !policy.month) return BudgetLevel::Normal;
    const BudgetLimits limits = limits_at(policy, now);
    return std::max(level_of(limits.day, ledger.spent_since(limits.day_start)),
                    level_of(limits.month, ledger.spent_since(limits.month_start)));
}

std::optional<MicroUsd> cost_of(const LlmPrices& prices, std::int64_t tokens_in,
                                std::int64_t tokens_out) {
    if (!prices.in && !prices.out) return std::nullopt;
    const std::int64_t scaled =
        prices.in.value_or(0) * tokens_in + prices.out.value_or(0) * tokens_out;
    return (scaled + kMillion - 1) / kMillion;
}

MicroUsd micro_usd(double usd) noexcept {
    return static_cast<MicroUsd>(std::llround(usd * static_cast<double>(kMillion)));
}

}  // namespace ainews::pipeline
