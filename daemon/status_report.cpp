#include "daemon/status_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"
#include "daemon/text_table.h"

namespace ainews::daemon {
namespace {

using nlohmann::json;

/// The share of a limit from which on it is worth a word.
constexpr double kNearly = 0.8;
constexpr std::size_t kErrorColumns = 70;
constexpr std::size_t kReasonsShown = 5;

json limit_json(const std::optional<MicroUsd>& limit) {
    return limit ? json(usd(*limit)) : json(nullptr);
}

json time_json(const std::optional<TimePoint>& when) {
    return when ? json(to_rfc3339(*when)) : json(nullptr);
}

json cycle_json(const std::optional<CycleRecord>& cycle) {
    if (!cycle) return nullptr;
    return {{"started", to_rfc3339(cycle->started)},
            {"finished", time_json(cycle->finished)},
            {"polled", cycle->polled},
            {"unchanged", cycle->unchanged},
            {"failed", cycle->failed},
            {"new", cycle->new_items}};
}

std::string spend_line(const char* name, MicroUsd spent, const std::optional<MicroUsd>& limit) {
    return limit ? fmt::format("{} ${:.4f} of ${:.2f}", name, usd(spent), usd(*limit))
                 : fmt::format("{} ${:.4f}", name, usd(spent));
}

std::int64_t count_of(const std::map<ItemState, std::int64_t>& items, ItemState state) {
    const auto found = items.find(state);
    return found == items.end() ? 0 : found->second;
}

void print_headline(std::ostream& out, const StatusReport& report, const TimeZone& zone) {
    const auto failing = std::ranges::count_if(report.sources, [](const SourceRow& row) {
        return row.state.state == SourceState::Failing;
    });
    out << fmt::format("ainewsd {}: {} sources", report.version, report.sources.size());
    if (failing > 0) out << fmt::format(", {} failing", failing);
    if (report.cycle)
        out << fmt::format("; last cycle {}", zone.format(report.cycle->started, "%Y-%m-%d %H:%M"));
    else
        out << "; no cycle yet";
    if (report.next_cycle)
        out << fmt::format(", next {}", zone.format(*report.next_cycle, "%H:%M"));
    out << '\n';
}

bool is_nearly_gone(MicroUsd spent, const std::optional<MicroUsd>& limit) {
    return limit && static_cast<double>(spent) >= kNearly * static_cast<double>(*limit);
}

std::string count_words(std::int64_t count, const char* one, const char* many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// What a person should look at, the worst first; empty: nothing.
std::vector<std::string> worries(const StatusReport& report) {
    std::vector<std::string> found;
    for (const LlmRow& row : report.llms)
        if (row.state != "ok") found.push_back(fmt::format("model {} is {}", row.name, row.state));
    const auto money = [&](const char* period, MicroUsd spent,
                           const std::optional<MicroUsd>& limit) {
        if (is_nearly_gone(spent, limit))
            found.push_back(
                fmt::format("{} of {}'s money is spent", spent >= *limit ? "all" : "most", period));
    };
    money("today", report.budget.day_spent, report.budget.day);
    money("this month", report.budget.month_spent, report.budget.month);
    if (!report.waiting.empty()) {
        std::int64_t jobs = 0;
        for (const auto& [reason, count] : report.waiting) jobs += count;
        found.push_back(fmt::format("{}: {}{}", count_words(jobs, "job waits", "jobs wait"),
                                    report.waiting.front().first,
                                    report.waiting.size() > 1 ? " and other reasons" : ""));
    }
    std::int64_t failing = 0;
    std::int64_t gone = 0;
    for (const SourceRow& row : report.sources) {
        failing += row.state.state == SourceState::Failing;
        gone += row.state.state == SourceState::Gone;
    }
    if (failing > 0) found.push_back(count_words(failing, "source fails", "sources fail"));
    if (gone > 0) found.push_back(count_words(gone, "source is gone", "sources are gone"));
    if (const auto failed = count_of(report.items, ItemState::Failed); failed > 0)
        found.push_back(count_words(failed, "item failed", "items failed"));
    if (report.held > 0)
        found.push_back(count_words(report.held, "item waits", "items wait") + " for the editor");
    return found;
}

void print_verdict(std::ostream& out, const StatusReport& report) {
    if (!report.cycle) return;
    const auto found = worries(report);
    if (found.empty())
        out << "all is well\n";
    else
        out << fmt::format("look at: {}\n", fmt::join(found, "; "));
}

void print_queue(std::ostream& out, const StatusReport& report) {
    out << fmt::format(
        "items: {} done, {} pending, {} running, {} waiting, {} failed, {} skipped\n",
        count_of(report.items, ItemState::Done), count_of(report.items, ItemState::Pending),
        count_of(report.items, ItemState::Running), count_of(report.items, ItemState::Waiting),
        count_of(report.items, ItemState::Failed), count_of(report.items, ItemState::Skipped));
    for (std::size_t i = 0; i < std::min(report.waiting.size(), kReasonsShown); ++i)
        out << fmt::format("waiting: {} jobs: {}\n", report.waiting[i].second,
                           report.waiting[i].first);
}

void print_sources(std::ostream& out, const StatusReport& report, const TimeZone& zone) {
    TextTable table{{"SOURCE", "STATE", "FAILURES", "LAST OK", "NEXT", "ERROR"}};
    bool any = false;
    for (const SourceRow& row : report.sources) {
        if (row.state.state == SourceState::Ok) continue;
        any = true;
        table.add({row.source.slug, std::string{to_string(row.state.state)},
                   std::to_string(row.state.failures),
                   row.state.last_ok ? zone.format(*row.state.last_ok, "%m-%d %H:%M") : "never",
                   zone.format(row.state.next_poll, "%m-%d %H:%M"),
                   fit(row.state.error, kErrorColumns)});
    }
    if (any) table.print(out);
}

/// Only what is not as it should be.
void print_webhooks(std::ostream& out, const StatusReport& report, const TimeZone& zone) {
    for (const WebhookTally& tally : report.webhooks) {
        if (tally.waiting > 0)
            out << fmt::format(
                "webhook {}: {} notices wait, the oldest since {}{}{}\n", tally.webhook,
                tally.waiting,
                tally.oldest_waiting ? zone.format(*tally.oldest_waiting, "%m-%d %H:%M") : "?",
                tally.error.empty() ? "" : ": ", fit(tally.error, kErrorColumns));
    }
}

json webhooks_json(const std::vector<WebhookTally>& webhooks) {
    json rows = json::array();
    for (const WebhookTally& tally : webhooks)
        rows.push_back({{"name", tally.webhook},
                        {"waiting", tally.waiting},
                        {"oldest_waiting", time_json(tally.oldest_waiting)},
                        {"delivered", tally.delivered},
                        {"last_delivered", time_json(tally.last_delivered)},
                        {"refused", tally.refused},
                        {"uncertain", tally.uncertain},
                        {"expired", tally.expired},
                        {"error", tally.error.empty() ? json(nullptr) : json(tally.error)}});
    return rows;
}

json papers_json(const std::vector<Edition>& papers) {
    json all = json::array();
    for (const Edition& paper : papers)
        all.push_back({{"kind", to_string(paper.kind)},
                       {"name", paper.name},
                       {"items", paper.items.size()},
                       {"sections", paper.sections.size()},
                       {"deterministic", paper.deterministic},
                       {"made", to_rfc3339(paper.made)},
                       {"frozen_at", to_rfc3339(paper.frozen_at)},
                       {"corrections", paper.corrections.size()}});
    return all;
}

json ratings_json(const std::vector<AxisWatch>& ratings) {
    json out = json::object();
    for (const AxisWatch& watch : ratings)
        out[std::string{to_string(watch.axis)}] = {{"recent", watch.recent},
                                                   {"before", watch.before},
                                                   {"mean", watch.mean},
                                                   {"shift", watch.shift},
                                                   {"psi", watch.psi},
                                                   {"commonest", watch.commonest},
                                                   {"commonest_share", watch.commonest_share},
                                                   {"drifts", watch.drifts},
                                                   {"bunches", watch.bunches}};
    return out;
}

std::string counts_line(const std::map<std::string, std::int64_t>& counts) {
    std::string line;
    for (const auto& [stage, count] : counts)
        line += fmt::format("{}{} {}", line.empty() ? "" : ", ", count, stage);
    return line;
}

void print_desk(std::ostream& out, const StatusReport& report) {
    if (report.held > 0)
        out << fmt::format("held: {} items wait for the editor; items list --held\n", report.held);
    if (!report.stale.empty())
        out << fmt::format("stale: {} made with another prompt or model; items list --stale\n",
                           counts_line(report.stale));
    if (!report.outdated.empty())
        out << fmt::format("stale: {} whose article changed since\n", counts_line(report.outdated));
    for (const AxisWatch& watch : report.ratings) {
        if (watch.commonest == 0) continue;
        out << fmt::format("ratings, 7 days: {:<13}{:>5}{:>5}{:>5}{:>5}{:>5}  mean {:.2f}",
                           to_string(watch.axis), watch.recent[0], watch.recent[1], watch.recent[2],
                           watch.recent[3], watch.recent[4], watch.mean);
        out << fmt::format(" ({:+.2f}, PSI {:.2f}), {:.0f} % have {}{}{}\n", watch.shift, watch.psi,
                           watch.commonest_share * 100, watch.commonest,
                           watch.drifts ? "; drifts: rate the anchors again" : "",
                           watch.bunches ? "; bunches" : "");
    }
}

}  // namespace

std::string status_json(const StatusReport& report) {
    json items = json::object();
    for (const ItemState state : {ItemState::Pending, ItemState::Running, ItemState::Waiting,
                                  ItemState::Done, ItemState::Skipped, ItemState::Failed})
        items[std::string{to_string(state)}] = count_of(report.items, state);
    json queue = json::object();
    for (const auto& [stage, states] : report.queue)
        for (const auto& [state, count] : states)
            queue[stage][std::string{to_string(state)}] = count;
    json waiting = json::array();
    for (const auto& [reason, count] : report.waiting)
        waiting.push_back({{"reason", reason}, {"jobs", count}});
    json llms = json::array();
    for (const LlmRow& row : report.llms)
        llms.push_back({{"name", row.name},
                        {"state", row.state},
                        {"message", row.message.empty() ? json(nullptr) : json(row.message)},
                        {"calls", row.totals.calls},
                        {"tokens_in", row.totals.tokens_in},
                        {"tokens_out", row.totals.tokens_out},
                        {"cost_usd", usd(row.totals.cost)}});
    return dump({{"version", report.version},
                 {"cycle", cycle_json(report.cycle)},
                 {"next_cycle", time_json(report.next_cycle)},
                 {"items", items},
                 {"queue", queue},
                 {"waiting", waiting},
                 {"sources", source_rows_json(report.sources)},
                 {"llm", llms},
                 {"editions", papers_json(report.papers)},
                 {"held", report.held},
                 {"webhooks", webhooks_json(report.webhooks)},
                 {"stale", report.stale},
                 {"outdated", report.outdated},
                 {"ratings", ratings_json(report.ratings)},
                 {"budget",
                  {{"day_usd", limit_json(report.budget.day)},
                   {"day_spent_usd", usd(report.budget.day_spent)},
                   {"month_usd", limit_json(report.budget.month)},
                   {"month_spent_usd", usd(report.budget.month_spent)}}}});
}

void print_status(std::ostream& out, const StatusReport& report, const TimeZone& zone) {
    print_headline(out, report, zone);
    print_verdict(out, report);
    print_queue(out, report);
    out << "spent: " << spend_line("today", report.budget.day_spent, report.budget.day) << ", "
        << spend_line("this month", report.budget.month_spent, report.budget.month) << '\n';
    for (const LlmRow& row : report.llms)
        out << fmt::format("model {}: {}, {} calls, {}+{} tokens, ${:.4f}{}{}\n", row.name,
                           row.state, row.totals.calls, row.totals.tokens_in, row.totals.tokens_out,
                           usd(row.totals.cost), row.message.empty() ? "" : ": ", row.message);
    for (const Edition& paper : report.papers)
        out << fmt::format(
            "{} {}: {} items, {}{}\n", to_string(paper.kind), paper.name, paper.items.size(),
            paper.deterministic ? "a list" : "written by " + paper.provenance.model,
            paper.corrections.empty() ? ""
                                      : fmt::format(", {} corrections", paper.corrections.size()));
    print_desk(out, report);
    print_webhooks(out, report, zone);
    print_sources(out, report, zone);
}

}  // namespace ainews::daemon
