#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "core/clock.h"

namespace ainews::daemon {

/// What one cycle has come to so far.
struct ProgressCounts {
    int polled = 0;
    int to_poll = 0;
    std::int64_t new_items = 0;
    std::int64_t finished = 0;  ///< jobs
    std::int64_t open = 0;      ///< jobs pending or running
    std::int64_t waiting = 0;
    std::int64_t spent_micro_usd = 0;
};

/// One line at the foot of a terminal that follows a cycle. Thread-safe; redraws at most ten times
/// a second and fits the window's width of that moment. Does nothing where stderr is not a
/// terminal.
class Progress {
public:
    Progress(Clock& clock, bool enabled);
    /// Clears the line.
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// `change` edits the counts under the lock.
    template <typename Change>
    void update(Change change) {
        if (!enabled_) return;
        const std::lock_guard lock{mutex_};
        change(counts_);
        redraw();
    }

private:
    void redraw();

    Clock& clock_;
    const bool enabled_;
    const SteadyTime started_;
    std::mutex mutex_;
    ProgressCounts counts_;
    SteadyTime drawn_{};
};

/// True where stderr is a terminal that understands control sequences.
[[nodiscard]] bool stderr_is_terminal();

/// The line itself; `elapsed` gives the time left once enough is finished to tell.
[[nodiscard]] std::string progress_line(const ProgressCounts& counts, Millis elapsed);

}  // namespace ainews::daemon
