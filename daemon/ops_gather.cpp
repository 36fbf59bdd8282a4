#include "daemon/ops_gather.h"

#include <algorithm>

#include "core/calendar.h"
#include "daemon/llm_rows.h"
#include "daemon/schedule.h"
#include "daemon/score_watch.h"
#include "daemon/source_rows.h"
#include "daemon/wiring.h"
#include "pipeline/budget.h"

namespace ainews::daemon {
namespace {

constexpr int kDaysShown = 28;
constexpr std::chrono::hours kMiddleOfDay{12};
constexpr std::chrono::hours kDay{24};

/// The last days of the operator's zone, those without a call included.
std::vector<site::OpsDay> spend_days(const Store& store, const TimeZone& zone, TimePoint today) {
    std::vector<site::OpsDay> days;
    for (int back = kDaysShown - 1; back >= 0; --back)
        days.push_back({zone.day_of(today + kMiddleOfDay - back * kDay)});
    const auto from = zone.start_of(days.front().day).value_or(today);
    for (const SpendRow& row : store.spend_by_day(from)) {
        const auto day = std::ranges::find(days, zone.day_of(row.day), &site::OpsDay::day);
        if (day == days.end()) continue;
        day->cost += row.cost;
        day->calls += row.calls;
    }
    return days;
}

std::optional<TimePoint> oldest_unfinished(const Store& store) {
    ItemFilter filter;
    filter.states = {ItemState::Pending, ItemState::Running, ItemState::Waiting};
    filter.limit = 1;
    std::optional<TimePoint> seen;
    store.for_each(filter, [&](const Item& item) {
        seen = item.first_seen;
        return false;
    });
    return seen;
}

}  // namespace

site::OpsReport gather_ops(const Store& store, const config::Config& config, const Meters& meters,
                           TimePoint now, TimePoint started) {
    const pipeline::BudgetPolicy policy = budget_policy(config);
    const BudgetLimits limits = pipeline::limits_at(policy, now);
    site::OpsReport report;
    report.at = now;
    report.started = started;
    report.version = AINEWS_VERSION;
    report.cycle = store.last_cycle();
    report.next_cycle = cycle_schedule(config).next_after(now);
    report.items = store.item_counts();
    report.queue = store.queue_counts();
    report.waiting = store.waiting_reasons();
    report.oldest_unfinished = oldest_unfinished(store);
    report.held = store.held_items();
    for (const AxisWatch& axis :
         watch_scores(store.score_levels(now - kWatchRecent - kWatchBefore), now))
        report.ratings.push_back({axis.axis, axis.recent, axis.shift, axis.psi});
    for (SourceRow& row : source_rows(config.sources, store.fetch_states()))
        report.sources.push_back({row.source.slug, row.source.name, std::move(row.state)});
    for (LlmRow& row : llm_rows(store, config, now))
        report.models.push_back({std::move(row.name), std::move(row.state), std::move(row.message),
                                 std::move(row.totals), std::move(row.model)});
    report.webhooks = store.webhook_tallies();
    report.days = spend_days(store, TimeZone{config.daemon.timezone}, limits.day_start);
    report.day_spent = store.spent_since(limits.day_start);
    report.month_spent = store.spent_since(limits.month_start);
    report.day_limit = policy.day;
    report.month_limit = policy.month;
    report.meters = meters.read();
    return report;
}

}  // namespace ainews::daemon
