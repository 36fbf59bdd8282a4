#include "daemon/savings.h"

#include <spdlog/spdlog.h>

#include "core/results.h"

namespace ainews::daemon {

std::string Savings::leave_out(std::string_view stage) {
    if (stage != stage_names::kAnalyze) return {};
    const TimePoint now = clock_.now();
    if (pipeline::budget_level(policy_, ledger_, now) == pipeline::BudgetLevel::Normal) return {};
    tell_once(now);
    return "予算の80%を使ったため、影響分析を省いた";
}

void Savings::tell_once(TimePoint now) {
    const Day today = policy_.zone.day_of(now);
    {
        const std::lock_guard lock{mutex_};
        if (told_ == today) return;
        told_ = today;
    }
    spdlog::warn("80 % of the budget is spent: analyze is left out until there is money again");
}

}  // namespace ainews::daemon
