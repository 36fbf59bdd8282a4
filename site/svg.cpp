#include "site/svg.h"

#include <fmt/format.h>

#include <algorithm>

#include "text/html.h"
#include "text/unicode.h"

namespace ainews::site {
namespace {

constexpr double kSparkWidth = 112;
constexpr double kSparkHeight = 28;
constexpr double kSparkMargin = 3;
constexpr double kLabelWidth = 118;  ///< eight full-width characters at 11 px, and some air
constexpr double kBarsWidth = 356;
constexpr double kBarMax = 205;
constexpr int kRowHeight = 30;
constexpr std::size_t kLabelLength = 10;
constexpr double kDayWidth = 30;
constexpr double kDayBar = 22;
constexpr double kDayHeight = 80;
constexpr std::size_t kDayNamedEvery = 3;  ///< a date is as wide as a bar

std::int64_t most(const std::vector<std::int64_t>& values) {
    return values.empty() ? 1 : std::max<std::int64_t>(1, std::ranges::max(values));
}

std::string short_label(const std::string& label) {
    const std::string cut = text::truncate(label, kLabelLength);
    return cut.size() == label.size() ? cut : text::truncate(label, kLabelLength - 1) + "…";
}

std::string bar_row(const Bar& bar, std::size_t row, double unit) {
    const auto y = static_cast<double>(row) * kRowHeight;
    const double length = static_cast<double>(bar.value) * unit;
    return fmt::format(
        R"(<text x="0" y="{:.0f}">{}</text><rect class="pa" x="{}" y="{:.0f}" width="{:.1f}" height="16"/>)"
        R"(<rect class="{}" x="{}" y="{:.0f}" width="{:.1f}" height="8"/><text x="{:.1f}" y="{:.0f}">{}</text>)",
        y + 17, text::escape_html(short_label(bar.label)), kLabelWidth, y + 5, bar.mean * unit,
        bar.high ? "pr" : "pb2", kLabelWidth, y + 9, length, kLabelWidth + length + 6, y + 17,
        bar.value);
}

}  // namespace

std::string sparkline(const std::vector<std::int64_t>& values) {
    if (values.empty()) return {};
    const auto top = static_cast<double>(most(values));
    const double step = values.size() < 2
                            ? 0
                            : (kSparkWidth - kSparkMargin) / static_cast<double>(values.size() - 1);
    std::string points;
    double x = 0;
    double y = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        x = static_cast<double>(i) * step;
        y = kSparkHeight - kSparkMargin -
            static_cast<double>(values[i]) / top * (kSparkHeight - 2 * kSparkMargin);
        points += fmt::format("{}{:.1f},{:.1f}", i == 0 ? "" : " ", x, y);
    }
    return fmt::format(
        R"(<svg viewBox="0 0 112 28" width="112" height="28" aria-hidden="true" focusable="false"><polyline class="pl" points="{}"/><circle class="dot" cx="{:.1f}" cy="{:.1f}" r="2.6"/></svg>)",
        points, x, y);
}

std::string bar_chart(const std::vector<Bar>& bars, const std::string& title) {
    double top = 1;
    for (const Bar& bar : bars) top = std::max({top, static_cast<double>(bar.value), bar.mean});
    std::string rows;
    for (std::size_t i = 0; i < bars.size(); ++i) rows += bar_row(bars[i], i, kBarMax / top);
    const auto height = static_cast<int>(bars.size()) * kRowHeight;
    return fmt::format(
        R"(<svg viewBox="0 0 {0} {1}" width="{2}" height="{3}" role="img" aria-labelledby="bars"><title id="bars">{4}</title>{5}</svg>)",
        kBarsWidth, height, kBarsWidth * 1.5, height * 3 / 2, text::escape_html(title), rows);
}

std::string day_chart(const std::vector<std::int64_t>& values, const std::vector<std::string>& days,
                      const std::string& title) {
    const auto top = static_cast<double>(most(values));
    const double width = static_cast<double>(values.size()) * kDayWidth;
    std::string bars;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double height = static_cast<double>(values[i]) / top * kDayHeight;
        const double x = static_cast<double>(i) * kDayWidth;
        bars += fmt::format(
            R"(<rect class="{}" x="{:.0f}" y="{:.1f}" width="{:.0f}" height="{:.1f}"/><text x="{:.0f}" y="{:.1f}" text-anchor="middle">{}</text>)",
            i + 1 == values.size() ? "pb" : "pb2", x, 100 - height, kDayBar, height,
            x + kDayBar / 2, 96 - height, values[i]);
        if (i < days.size() && (values.size() - 1 - i) % kDayNamedEvery == 0)
            bars += fmt::format(R"(<text x="{:.0f}" y="114" text-anchor="middle">{}</text>)",
                                x + kDayBar / 2, text::escape_html(days[i]));
    }
    return fmt::format(
        R"(<svg viewBox="-6 0 {0:.0f} 118" width="{1:.0f}" height="177" role="img" aria-labelledby="days"><title id="days">{2}</title><line class="px" x1="-6" x2="{3:.0f}" y1="100.5" y2="100.5"/>{4}</svg>)",
        width + 12, (width + 12) * 1.5, text::escape_html(title), width, bars);
}

}  // namespace ainews::site
