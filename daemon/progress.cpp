#include "daemon/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "daemon/log.h"
#include "daemon/terminal_foot.h"
#include "daemon/text_table.h"

namespace ainews::daemon {
namespace {

constexpr Millis kRedrawInterval{100};
constexpr std::int64_t kJobsBeforeEstimate = 10;  ///< fewer say nothing about the rest
constexpr std::string_view kBetween = " · ";
constexpr std::size_t kBetweenColumns = 3;

using Pieces = std::vector<std::string>;

std::string time_left(const ProgressCounts& counts, Millis elapsed) {
    std::int64_t open = 0;
    for (const auto& [name, stage] : counts.stages) open += stage.open;
    if (counts.finished < kJobsBeforeEstimate || open == 0) return {};
    const auto seconds = elapsed.count() / 1000 * open / counts.finished;
    return seconds < 90 ? fmt::format("about {} s left", seconds + 1)
                        : fmt::format("about {} min left", (seconds + 59) / 60);
}

Pieces poll_pieces(const ProgressCounts& counts) {
    Pieces pieces{fmt::format("polled {}/{}", counts.polled, counts.to_poll)};
    if (counts.failing > 0) pieces.push_back(fmt::format("{} failing", counts.failing));
    pieces.push_back(fmt::format("{} new", counts.new_items));
    return pieces;
}

Pieces stage_pieces(const ProgressCounts& counts) {
    Pieces pieces;
    for (const auto& [name, stage] : counts.stages) {
        if (stage.done + stage.open + stage.waiting == 0) continue;
        std::string piece = fmt::format("{} {}", name, stage.done);
        if (stage.open > 0) piece += fmt::format("/{}", stage.done + stage.open);
        if (stage.waiting > 0) piece += fmt::format(" ({} wait)", stage.waiting);
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

Pieces money_pieces(const ProgressCounts& counts, Millis elapsed) {
    Pieces pieces{fmt::format("spent ${:.4f}", usd(counts.spent))};
    if (counts.day_limit)
        pieces.push_back(
            fmt::format("today ${:.4f} of ${:.2f}", usd(counts.day_spent), usd(*counts.day_limit)));
    if (auto left = time_left(counts, elapsed); !left.empty()) pieces.push_back(std::move(left));
    if (!counts.phase.empty()) pieces.push_back(counts.phase);
    return pieces;
}

/// As many pieces on a line as fit.
void lay_out(const Pieces& pieces, std::size_t columns, std::vector<std::string>& lines) {
    std::string line;
    for (const std::string& piece : pieces) {
        const std::size_t wanted = display_width(line) + kBetweenColumns + display_width(piece);
        if (!line.empty() && wanted > columns) lines.push_back(std::exchange(line, {}));
        if (!line.empty()) line += kBetween;
        line += piece;
    }
    if (!line.empty()) lines.push_back(std::move(line));
}

}  // namespace

StageProgress* ProgressCounts::stage(std::string_view name) {
    const auto found = std::ranges::find(stages, name, &decltype(stages)::value_type::first);
    return found == stages.end() ? nullptr : &found->second;
}

std::vector<std::string> progress_lines(const ProgressCounts& counts, Millis elapsed,
                                        std::size_t columns) {
    std::vector<std::string> lines;
    for (const Pieces& group :
         {poll_pieces(counts), stage_pieces(counts), money_pieces(counts, elapsed)})
        lay_out(group, columns, lines);
    return lines;
}

Progress::Progress(Clock& clock, bool enabled, std::function<void(ProgressCounts&)> refresh)
    : clock_{clock},
      refresh_{std::move(refresh)},
      foot_{enabled ? std::make_shared<TerminalFoot>() : nullptr},
      started_{clock.steady_now()} {
    if (is_enabled()) set_log_foot(foot_);
}

Progress::~Progress() {
    if (is_enabled()) set_log_foot(nullptr);
}

void Progress::redraw(Draw when) {
    const SteadyTime now = clock_.steady_now();
    if (when == Draw::NowAndThen && now - drawn_ < kRedrawInterval) return;
    drawn_ = now;
    if (refresh_) refresh_(counts_);
    foot_->show(
        progress_lines(counts_, now - started_, usable_columns(window_size(STDERR_FILENO))));
}

}  // namespace ainews::daemon
