#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/work_queue.h"
#include "daemon/cycle.h"
#include "pipeline/run_report.h"

namespace ainews::daemon {

/// Adds up the daemon's cycle for its one line in the log. A cycle begins with its poll and ends
/// once nothing is left that could be worked on and the site shows it; at the latest when the next
/// poll begins. Work and pages count since the line before, so the lines add up to everything.
/// Thread-safe.
class CycleTally {
public:
    /// A poll begins.
    void begin(SteadyTime now);
    /// It has ended: from now on the cycle can be told.
    void polled(const feeds::PollReport& report);
    void add(const pipeline::JobEvent& event);
    void published(int pages);

    /// True between the end of a poll and its line.
    [[nodiscard]] bool is_open() const;
    /// The line, once a cycle; nothing where none is open. `queue` gives what is still to be done.
    [[nodiscard]] std::optional<std::string> end(const QueueCounts& queue, SteadyTime now);

private:
    mutable std::mutex mutex_;
    CycleTotals totals_;
    SteadyTime began_{};
    bool open_ = false;
};

/// Jobs that are pending or running: work that somebody could do now.
[[nodiscard]] std::int64_t open_jobs(const QueueCounts& queue);

}  // namespace ainews::daemon
