#include <unistd.h>

#include <iostream>
#include <sstream>

#include "daemon/commands/commands.h"
#include "daemon/llm_rows.h"
#include "daemon/schedule.h"
#include "daemon/spend_report.h"
#include "daemon/stale.h"
#include "daemon/status_report.h"
#include "daemon/terminal_foot.h"
#include "daemon/text_table.h"
#include "daemon/wiring.h"
#include "pipeline/budget.h"

namespace ainews::daemon {
namespace {

constexpr Millis kWatchInterval = std::chrono::seconds{2};

BudgetRow budget_row(const Store& store, const config::Config& config, TimePoint now) {
    const pipeline::BudgetPolicy policy = budget_policy(config);
    const BudgetLimits limits = pipeline::limits_at(policy, now);
    return {policy.day, policy.month, store.spent_since(limits.day_start),
            store.spent_since(limits.month_start)};
}

/// Results by another prompt or model than today's, from sums.
std::map<std::string, std::int64_t> stale_counts(const Store& store, const Context& context) {
    std::map<std::string, std::string> today;
    for (auto& [stage, maker] : StaleCheck{context.config(), context.share_dir()}.makers())
        today.emplace(stage, maker);
    std::map<std::string, std::int64_t> stale;
    for (const MakerCount& count : store.result_makers())
        if (const auto maker = today.find(count.stage);
            maker != today.end() && maker->second != count.maker)
            stale[count.stage] += count.n;
    return stale;
}

StatusReport gather(Context& context) {
    const config::Config& config = context.config();
    const Store& store = context.store();
    const TimePoint now = context.clock().now();
    StatusReport report;
    report.version = AINEWS_VERSION;
    report.cycle = store.last_cycle();
    if (report.cycle) report.next_cycle = cycle_schedule(config).next_after(now);
    report.items = store.item_counts();
    report.queue = store.queue_counts();
    report.waiting = store.waiting_reasons();
    report.sources = source_rows(config.sources, store.fetch_states());
    report.llms = llm_rows(store, config, now);
    for (const EditionKind kind : {EditionKind::Daily, EditionKind::Hacker, EditionKind::Weekly})
        for (const Edition& paper : store.editions(kind, "", 1)) report.papers.push_back(paper);
    report.budget = budget_row(store, config, now);
    report.ratings = watch_scores(store.score_levels(now - kWatchRecent - kWatchBefore), now);
    report.stale = stale_counts(store, context);
    report.outdated = store.outdated_results();
    report.held = store.held_items();
    report.webhooks = store.webhook_tallies();
    return report;
}

void show_spend(const Status& options, Context& context) {
    const TimeZone& zone = context.zone();
    const TimePoint now = context.clock().now();
    // Days begin at midnight there: noon, days back, lies in the right one whatever the clocks do.
    const TimePoint today = zone.start_of(zone.day_of(now)).value_or(now);
    const TimePoint first = today + std::chrono::hours{12} - std::chrono::days{options.days - 1};
    const auto rows =
        context.store().spend_by_day(zone.start_of(zone.day_of(first)).value_or(first));
    if (options.json)
        std::cout << spend_json(rows, zone) << std::endl;
    else
        print_spend(std::cout, rows, zone);
}

std::string status_text(Context& context, bool json) {
    const StatusReport report = gather(context);
    std::ostringstream text;
    if (json)
        text << status_json(report) << '\n';
    else
        print_status(text, report, context.zone());
    return text.str();
}

/// One write that goes over what stands there: nothing is blank for a moment, so nothing flickers.
std::string frame(const std::string& text) {
    const WindowSize window = window_size(STDOUT_FILENO);
    std::istringstream lines{text};
    std::string out = "\x1b[H";
    std::size_t row = 1;
    for (std::string line; row < window.rows && std::getline(lines, line); ++row)
        out += fit(line, usable_columns(window)) + "\x1b[K\r\n";
    return out + "\x1b[J";
}

}  // namespace

ExitCode run_status(const Status& options, Context& context) {
    if (options.spend)
        show_spend(options, context);
    else
        std::cout << status_text(context, options.json) << std::flush;
    return ExitCode::Ok;
}

ExitCode watch_status(const Status& options, Context& context, Signals& signals) {
    const bool redraws = !options.json && is_terminal(STDOUT_FILENO);
    if (redraws) std::cout << "\x1b[2J";
    std::string shown;
    std::optional<Signals::Event> event;
    do {
        std::string text = status_text(context, options.json);
        if (redraws)
            std::cout << frame(text);
        else if (options.json || text != shown)
            std::cout << (shown.empty() || options.json ? "" : "\n") << text;
        shown = std::move(text);
        std::cout.flush();
        event = signals.wait(kWatchInterval);
    } while (!event && std::cout);
    return ExitCode::Ok;
}

}  // namespace ainews::daemon
