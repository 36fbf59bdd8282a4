#include "site/ops_charts.h"

#include <fmt/format.h>

#include <algorithm>

#include "site/labels.h"
#include "text/html.h"

namespace ainews::site {
namespace {

constexpr double kLeft = 46;
constexpr double kRight = 372;
constexpr double kTop = 12;
constexpr double kBottom = 120;
constexpr double kRowHeight = 27;
constexpr double kRowsLeft = 84;
constexpr double kRowsWidth = 240;
constexpr std::size_t kDayNames = 4;  ///< under the columns

std::string svg(const char* id, const std::string& title, double height, const std::string& body) {
    return fmt::format(
        R"(<svg viewBox="0 0 380 {0:.0f}" width="380" height="{0:.0f}" role="img" aria-labelledby="{1}"><title id="{1}">{2}</title>{3}</svg>)",
        height, id, text::escape_html(title), body);
}

std::string level(double y, const std::string& label) {
    return fmt::format(
        R"(<line class="px" x1="{0}" x2="{1}" y1="{2:.1f}" y2="{2:.1f}"/><text x="{3}" y="{4:.1f}" text-anchor="end">{5}</text>)",
        kLeft, kRight, y, kLeft - 6, y + 4, label);
}

std::string_view stage_words(const std::string& stage) {
    const auto words = stage_name(stage);
    return words.empty() ? std::string_view{stage} : words;
}

std::string stage_label(const std::string& stage) { return text::escape_html(stage_words(stage)); }

std::string bar(const char* kind, double x, double y, double width, double height) {
    return fmt::format(R"(<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.0f}"/>)",
                       kind, x, y, std::max(width, 0.0), height);
}

std::string row_label(double y, const std::string& label) {
    return fmt::format(R"(<text x="0" y="{:.1f}">{}</text>)", y + 12, label);
}

std::string short_day(const std::string& day) {
    return day.size() == 10
               ? fmt::format("{}/{}", std::stoi(day.substr(5, 2)), std::stoi(day.substr(8, 2)))
               : day;
}

}  // namespace

std::string spend_chart(const std::vector<OpsDay>& days, const std::optional<MicroUsd>& limit) {
    if (days.empty()) return {};
    double top = limit ? usd(*limit) : 0;
    double sum = 0;
    for (const OpsDay& day : days) {
        top = std::max(top, usd(day.cost));
        sum += usd(day.cost);
    }
    if (top <= 0) top = 1;
    const double unit = (kBottom - kTop) / top;
    const double step = (kRight - kLeft) / static_cast<double>(days.size());
    std::string body = level(kBottom, "0") +
                       level((kTop + kBottom) / 2, fmt::format("{:.2f}", top / 2)) +
                       level(kTop, fmt::format("{:.2f}", top));
    const std::size_t every = std::max<std::size_t>(1, days.size() / kDayNames);
    for (std::size_t i = 0; i < days.size(); ++i) {
        const double height = usd(days[i].cost) * unit;
        const double x = kLeft + static_cast<double>(i) * step;
        body += bar(i + 1 == days.size() ? "pb" : "pb2", x + 1, kBottom - height, step - 2, height);
        if ((days.size() - 1 - i) % every == 0)
            body += fmt::format(R"(<text x="{:.1f}" y="138" text-anchor="middle">{}</text>)",
                                x + step / 2, text::escape_html(short_day(days[i].day)));
    }
    if (limit) {
        const double y = kBottom - usd(*limit) * unit;
        body += fmt::format(R"(<line class="lim" x1="{0}" x2="{1}" y1="{2:.1f}" y2="{2:.1f}"/>)",
                            kLeft, kRight, y);
    }
    return svg("p-spend",
               fmt::format("{}日間の支出。合計{:.2f}ドル、今日{:.2f}ドル{}", days.size(), sum,
                           usd(days.back().cost),
                           limit ? fmt::format("、1日の上限{:.2f}ドル", usd(*limit)) : ""),
               145, body);
}

std::string latency_chart(const std::map<std::string, StageMeter>& stages) {
    double top = kLatencyBounds.front();
    for (const auto& [name, meter] : stages)
        if (meter.jobs > 0) top = std::max(top, quantile(meter, 0.95));
    std::string body;
    std::string words;
    double y = 4;
    for (const auto* entry : in_stage_order(stages)) {
        const auto& [name, meter] = *entry;
        if (meter.jobs == 0) continue;
        const double middle = quantile(meter, 0.5);
        const double high = quantile(meter, 0.95);
        const std::string label = stage_label(name);
        body += row_label(y, label) + bar("pa", kRowsLeft, y, high / top * kRowsWidth, 14) +
                bar("pb", kRowsLeft, y + 4, middle / top * kRowsWidth, 6) +
                fmt::format(R"(<text x="{:.1f}" y="{:.1f}">{:.1f}</text>)",
                            kRowsLeft + high / top * kRowsWidth + 5, y + 12, high);
        words +=
            fmt::format("、{}は中央値{:.1f}秒・95%値{:.1f}秒", stage_words(name), middle, high);
        y += kRowHeight;
    }
    if (body.empty()) return {};
    return svg("p-latency", "段階ごとの処理時間" + words, y, body);
}

std::string queue_chart(const QueueCounts& queue) {
    std::string body;
    std::string words;
    double y = 4;
    for (const auto* entry : in_stage_order(queue)) {
        const auto& [stage, states] = *entry;
        std::int64_t done = 0;
        std::int64_t open = 0;
        std::int64_t failed = 0;
        for (const auto& [state, count] : states)
            (state == JobState::Done ? done : state == JobState::Failed ? failed : open) += count;
        const auto all = static_cast<double>(std::max<std::int64_t>(1, done + open + failed));
        const double done_width = static_cast<double>(done) / all * kRowsWidth;
        const double open_width = static_cast<double>(open) / all * kRowsWidth;
        const double failed_width = static_cast<double>(failed) / all * kRowsWidth;
        body += row_label(y, stage_label(stage)) + bar("pa", kRowsLeft, y, done_width, 14) +
                bar("pb", kRowsLeft + done_width, y, open_width, 14) +
                bar("pr", kRowsLeft + done_width + open_width, y, failed_width, 14);
        words += fmt::format("、{}は完了{}・待ちと実行中{}・失敗{}", stage_words(stage), done, open,
                             failed);
        y += kRowHeight;
    }
    if (body.empty()) return {};
    return svg("p-queue", "段階ごとの仕事" + words, y, body);
}

}  // namespace ainews::site
