#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/item.h"

namespace ainews::daemon {

class TerminalFoot;

/// Jobs of one stage.
struct StageProgress {
    std::int64_t done = 0;     ///< by this run
    std::int64_t open = 0;     ///< pending or running
    std::int64_t waiting = 0;  ///< for a model, budget or rate
};

/// What one cycle has come to so far.
struct ProgressCounts {
    int polled = 0;
    int to_poll = 0;
    int failing = 0;
    std::int64_t new_items = 0;
    std::vector<std::pair<std::string, StageProgress>> stages;  ///< in the pipeline's order
    std::int64_t finished = 0;                                  ///< jobs
    MicroUsd spent = 0;                                         ///< by this run
    MicroUsd day_spent = 0;
    std::optional<MicroUsd> day_limit = std::nullopt;
    std::string phase;  ///< what is being done beside polls and jobs; empty: nothing

    /// The stage of that name; nullptr where there is none.
    [[nodiscard]] StageProgress* stage(std::string_view name);
};

/// A live view at the foot of a terminal that follows a cycle. Thread-safe; redraws at most ten
/// times a second and lays itself out for the window's size of that moment. Does nothing where it
/// is not enabled.
class Progress {
public:
    /// `refresh` brings in what is counted elsewhere, before a redraw and on its thread.
    Progress(Clock& clock, bool enabled, std::function<void(ProgressCounts&)> refresh = nullptr);
    /// Takes the view away.
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    [[nodiscard]] bool is_enabled() const noexcept { return foot_ != nullptr; }

    enum class Draw { NowAndThen, AtOnce };
    /// `change` edits the counts under the lock.
    template <typename Change>
    void update(Change change, Draw when = Draw::NowAndThen) {
        if (!is_enabled()) return;
        const std::lock_guard lock{mutex_};
        change(counts_);
        redraw(when);
    }

private:
    void redraw(Draw when);

    Clock& clock_;
    const std::function<void(ProgressCounts&)> refresh_;
    const std::shared_ptr<TerminalFoot> foot_;  ///< the logger holds it as well
    const SteadyTime started_;
    std::mutex mutex_;
    ProgressCounts counts_;
    SteadyTime drawn_{};
};

/// The view's lines for a window of that width: sources, jobs by stage, money and time, each group
/// on lines of its own. `elapsed` gives the time left once enough is finished to tell.
[[nodiscard]] std::vector<std::string> progress_lines(const ProgressCounts& counts, Millis elapsed,
                                                      std::size_t columns);

}  // namespace ainews::daemon
