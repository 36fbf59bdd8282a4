#include "daemon/terminal_foot.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "daemon/text_table.h"

namespace ainews::daemon {
namespace {

/// In one write, so that other programs on the terminal cannot come between.
void put(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

}  // namespace

WindowSize window_size(int descriptor) {
    winsize size{};
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return {};
    return {size.ws_col, size.ws_row};
}

std::size_t usable_columns(const WindowSize& window) {
    constexpr std::size_t kEcho = 3;  // "^C", and the last column stays free
    return window.columns > 2 * kEcho ? window.columns - kEcho : 1;
}

bool is_terminal(int descriptor) {
    const char* term =
        std::getenv("TERM");  // NOLINT(concurrency-mt-unsafe): read before threads start
    return isatty(descriptor) != 0 && term != nullptr && std::string_view{term} != "dumb";
}

TerminalFoot::~TerminalFoot() { put(wiping(window_size(STDERR_FILENO).columns)); }

void TerminalFoot::show(std::vector<std::string> lines) {
    const WindowSize window = window_size(STDERR_FILENO);
    const std::lock_guard lock{mutex_};
    lines_ = std::move(lines);
    std::string text = wiping(window.columns);
    text += drawing(window);
    put(text);
}

void TerminalFoot::above(std::string_view written) {
    const WindowSize window = window_size(STDERR_FILENO);
    const std::lock_guard lock{mutex_};
    std::string text = wiping(window.columns);
    text += written;
    text += drawing(window);
    put(text);
}

std::string TerminalFoot::wiping(std::size_t columns) const {
    if (drawn_.empty()) return {};
    std::size_t rows = 0;
    for (const std::size_t width : drawn_)
        rows += std::max<std::size_t>(1, (width + columns - 1) / columns);
    const std::string up = rows > 1 ? fmt::format("\x1b[{}A", rows - 1) : std::string{};
    return fmt::format("\r{}\x1b[J", up);
}

std::string TerminalFoot::drawing(const WindowSize& window) {
    drawn_.clear();
    std::string text;
    // Half of the window is the log's.
    const std::size_t count = std::min(lines_.size(), std::max<std::size_t>(1, window.rows / 2));
    for (std::size_t i = 0; i < count; ++i) {
        const std::string line = fit(lines_[i], usable_columns(window));
        drawn_.push_back(display_width(line));
        if (i > 0) text += '\n';
        text += line;
    }
    return text;
}

}  // namespace ainews::daemon
