#include "site/ops_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "site/labels.h"
#include "site/ops_charts.h"
#include "text/unicode.h"

namespace ainews::site {
namespace {

constexpr std::size_t kErrorLength = 120;
constexpr std::size_t kReasonsShown = 8;
constexpr Millis kDay = std::chrono::hours{24};

std::string span_words(Millis span) {
    const auto seconds = std::max<std::int64_t>(0, span.count() / 1000);
    if (seconds < 60) return fmt::format("{}秒", seconds);
    if (seconds < 3600) return fmt::format("{}分", seconds / 60);
    if (seconds < 48 * 3600) return fmt::format("{}時間{}分", seconds / 3600, seconds / 60 % 60);
    return fmt::format("{}日", seconds / (24 * 3600));
}

/// The time of day today, the date as well on other days.
std::string clock_words(TimePoint when, TimePoint now, const TimeZone& zone) {
    const bool near = when > now - kDay && when < now + kDay;
    return zone.format(when, near ? "%H:%M" : "%m-%d %H:%M");
}

std::string headline(const OpsReport& report, const TimeZone& zone) {
    if (!report.cycle) return "まだ一度も巡回していません。";
    const CycleRecord& cycle = *report.cycle;
    std::string words = zone.format(cycle.started, "%H時%M分の巡回");
    if (cycle.finished)
        words += fmt::format("は{}で終わりました", span_words(*cycle.finished - cycle.started));
    else
        words += "は途中です";
    words += fmt::format("。{}件を調べ、{}件は変化なし、{}件が失敗、新着は{}件。", cycle.polled,
                         cycle.unchanged, cycle.failed, cycle.new_items);
    if (report.next_cycle) words += zone.format(*report.next_cycle, "次は%H時%M分です。");
    return words;
}

View figure(const char* name, const std::string& value, const std::string& note) {
    View row;
    row.set("name", name);
    row.set("value", value);
    set_text(row, "note", note);
    return row;
}

std::string limit_words(const std::optional<MicroUsd>& limit) {
    return limit ? fmt::format("上限${:.2f}", usd(*limit)) : "上限なし";
}

std::int64_t count_of(const OpsReport& report, ItemState state) {
    const auto found = report.items.find(state);
    return found == report.items.end() ? 0 : found->second;
}

View figures(const OpsReport& report) {
    const auto well = std::ranges::count_if(report.sources, [](const OpsSource& source) {
        return source.state.state == SourceState::Ok;
    });
    const std::int64_t open = count_of(report, ItemState::Pending) +
                              count_of(report, ItemState::Running) +
                              count_of(report, ItemState::Waiting);
    View rows = View::list();
    rows << figure("今日の支出", fmt::format("${:.2f}", usd(report.day_spent)),
                   limit_words(report.day_limit));
    rows << figure("今月の支出", fmt::format("${:.2f}", usd(report.month_spent)),
                   limit_words(report.month_limit));
    rows << figure("処理中の記事", grouped(open),
                   report.oldest_unfinished
                       ? fmt::format("最古{}", span_words(report.at - *report.oldest_unfinished))
                       : std::string{});
    rows << figure("失敗した記事", grouped(count_of(report, ItemState::Failed)), "");
    rows << figure("保留中の記事", grouped(report.held), "");
    rows << figure("情報源", fmt::format("{}/{}", well, report.sources.size()), "正常");
    return rows;
}

View plot(const char* heading, const std::string& svg, const char* caption) {
    View row;
    row.set("heading", heading);
    row.set("svg", svg);
    set_text(row, "caption", svg.empty() ? "" : caption);
    set_flag(row, "none", svg.empty());
    return row;
}

View plots(const OpsReport& report) {
    View rows = View::list();
    rows << plot("支出（ドル）", spend_chart(report.days, report.day_limit),
                 "1日ごと。黒は今日、朱の破線は1日の上限。");
    rows << plot("処理時間（秒）", latency_chart(report.meters.stages),
                 "起動してからの値。黒は中央値、灰は95%値。");
    rows << plot("段階ごとの仕事", queue_chart(report.queue),
                 "灰は完了、黒は待ちと実行中、朱は失敗。数は下の表。");
    return rows;
}

View queue_rows(const OpsReport& report) {
    View rows = View::list();
    for (const auto* entry : in_stage_order(report.queue)) {
        const auto& [stage, states] = *entry;
        const auto count = [&known = states](JobState state) {
            const auto found = known.find(state);
            return found == known.end() ? std::int64_t{0} : found->second;
        };
        View row;
        const auto words = stage_name(stage);
        row.set("name", words.empty() ? stage : std::string{words});
        row.set("pending", grouped(count(JobState::Pending)));
        row.set("running", grouped(count(JobState::Running)));
        row.set("waiting", grouped(count(JobState::Waiting)));
        row.set("done", grouped(count(JobState::Done)));
        row.set("failed", grouped(count(JobState::Failed)));
        set_flag(row, "bad", count(JobState::Failed) > 0);
        rows << std::move(row);
    }
    return rows;
}

std::string source_words(SourceState state) {
    switch (state) {
        case SourceState::Ok:
            return "正常";
        case SourceState::Failing:
            return "失敗中";
        case SourceState::Gone:
            return "終了";
        case SourceState::Paused:
            return "休止";
    }
    return {};
}

/// Troubled ones first.
View source_rows(const OpsReport& report, const TimeZone& zone) {
    std::vector<const OpsSource*> order;
    for (const OpsSource& source : report.sources) order.push_back(&source);
    std::ranges::stable_sort(order, [](const OpsSource* a, const OpsSource* b) {
        return (a->state.state != SourceState::Ok) > (b->state.state != SourceState::Ok);
    });
    View rows = View::list();
    for (const OpsSource* source : order) {
        const FetchState& state = source->state;
        View row;
        row.set("name", source->name);
        row.set("state", source_words(state.state));
        row.set("mark", state.state == SourceState::Ok       ? "ok"
                        : state.state == SourceState::Paused ? "nil"
                                                             : "ng");
        row.set("last", state.last_ok ? clock_words(*state.last_ok, report.at, zone) : "なし");
        row.set("next", state.state == SourceState::Paused
                            ? std::string{"なし"}
                            : clock_words(state.next_poll, report.at, zone));
        set_number(row, "failures", state.failures);
        set_text(row, "error", text::truncate(state.error, kErrorLength));
        rows << std::move(row);
    }
    return rows;
}

std::string model_words(const std::string& state) {
    if (state == "ok") return "正常";
    if (state == "limited") return "制限中";
    if (state == "refused") return "拒否";
    return "応答なし";
}

View model_rows(const OpsReport& report) {
    View rows = View::list();
    for (const OpsModel& model : report.models) {
        View row;
        row.set("name", model.name);
        set_text(row, "model", model.model);
        row.set("state", model_words(model.state));
        row.set("mark", model.state == "ok" ? "ok" : model.state == "limited" ? "wait" : "ng");
        row.set("calls", grouped(model.totals.calls));
        row.set("tokens_in", grouped(model.totals.tokens_in));
        row.set("tokens_out", grouped(model.totals.tokens_out));
        row.set("cost", fmt::format("{:.4f}", usd(model.totals.cost)));
        set_text(row, "message", text::truncate(model.message, kErrorLength));
        rows << std::move(row);
    }
    return rows;
}

View section(View rows) {
    if (rows.is_empty_list()) return View{false};
    View view;
    view.set("rows", std::move(rows));
    return view;
}

View waiting_rows(const OpsReport& report) {
    View rows = View::list();
    for (std::size_t i = 0; i < std::min(report.waiting.size(), kReasonsShown); ++i) {
        View row;
        row.set("reason", report.waiting[i].first);
        row.set("jobs", grouped(report.waiting[i].second));
        rows << std::move(row);
    }
    return rows;
}

}  // namespace

std::string ops_page(const OpsReport& report, const SiteOptions& options,
                     const RenderPage& render) {
    Page page;
    page.path = "ops";
    page.title = "運用";
    page.noindex = true;
    View view;
    view.set("headline", headline(report, options.time_zone));
    view.set("figures", figures(report));
    view.set("plots", plots(report));
    view.set("queue", section(queue_rows(report)));
    view.set("waiting", section(waiting_rows(report)));
    view.set("models", section(model_rows(report)));
    view.set("sources", section(source_rows(report, options.time_zone)));
    view.set("version", report.version);
    view.set("uptime", span_words(report.at - report.started));
    view.set("now", options.time_zone.japanese_minute(report.at));
    return render("ops", page, std::move(view));
}

}  // namespace ainews::site
