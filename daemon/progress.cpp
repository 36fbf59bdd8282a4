#include "daemon/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "daemon/text_table.h"

namespace ainews::daemon {
namespace {

constexpr Millis kRedrawInterval{100};
constexpr std::size_t kFallbackColumns = 80;
constexpr std::int64_t kJobsBeforeEstimate = 10;  ///< fewer say nothing about the rest
constexpr double kMicrosPerUsd = 1e6;

std::size_t terminal_columns() {
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col
                                                                           : kFallbackColumns;
}

std::string time_left(const ProgressCounts& counts, Millis elapsed) {
    if (counts.finished < kJobsBeforeEstimate || counts.open == 0) return {};
    const auto seconds = elapsed.count() / 1000 * counts.open / counts.finished;
    return seconds < 90 ? fmt::format(" · about {} s left", seconds + 1)
                        : fmt::format(" · about {} min left", (seconds + 59) / 60);
}

}  // namespace

bool stderr_is_terminal() {
    const char* term =
        std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe): read before threads start
    return isatty(STDERR_FILENO) != 0 && term != nullptr && std::string_view{term} != "dumb";
}

std::string progress_line(const ProgressCounts& counts, Millis elapsed) {
    return fmt::format(
        "polled {}/{} · new {} · jobs {} done, {} open, {} waiting · ${:.4f}{}", counts.polled,
        counts.to_poll, counts.new_items, counts.finished, counts.open, counts.waiting,
        static_cast<double>(counts.spent_micro_usd) / kMicrosPerUsd, time_left(counts, elapsed));
}

Progress::Progress(Clock& clock, bool enabled)
    : clock_{clock}, enabled_{enabled}, started_{clock.steady_now()} {}

Progress::~Progress() {
    if (enabled_) std::fputs("\r\x1b[K", stderr);
}

void Progress::redraw() {
    const SteadyTime now = clock_.steady_now();
    if (now - drawn_ < kRedrawInterval) return;
    drawn_ = now;
    const std::string line = fit(progress_line(counts_, now - started_), terminal_columns() - 1);
    fmt::print(stderr, "\r{}\x1b[K", line);
    std::fflush(stderr);
}

}  // namespace ainews::daemon
