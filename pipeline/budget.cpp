#include "pipeline/budget.h"

#include <algorithm>
#include <cmath>

namespace ainews::pipeline {
namespace {

constexpr std::int64_t kSavingPercent = 80;

MicroUsd part_of(const std::optional<MicroUsd>& limit, double share) {
    return limit ? static_cast<MicroUsd>(std::llround(static_cast<double>(*limit) * share)) : 0;
}

BudgetLevel level_of(std::optional<MicroUsd> limit, MicroUsd for_editions, MicroUsd spent) {
    if (!limit) return BudgetLevel::Normal;
    const MicroUsd usable = *limit - for_editions;
    if (spent >= usable) return BudgetLevel::Spent;
    return spent * 100 >= usable * kSavingPercent ? BudgetLevel::Saving : BudgetLevel::Normal;
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
        .day_editions = part_of(policy.day, policy.editions_share),
        .month_editions = part_of(policy.month, policy.editions_share),
    };
}

BudgetLevel budget_level(const BudgetPolicy& policy, const Ledger& ledger, TimePoint now) {
    if (!policy.day && !policy.month) return BudgetLevel::Normal;
    const BudgetLimits limits = limits_at(policy, now);
    return std::max(
        level_of(limits.day, limits.day_editions, ledger.spent_since(limits.day_start)),
        level_of(limits.month, limits.month_editions, ledger.spent_since(limits.month_start)));
}

}  // namespace ainews::pipeline
