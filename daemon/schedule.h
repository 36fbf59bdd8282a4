#pragma once

#include <optional>

#include "config/config.h"
#include "core/clock.h"

namespace ainews::daemon {

/// When cycles begin. Pure.
struct CycleSchedule {
    Millis interval{std::chrono::hours{1}};
    Millis jitter{0};  ///< added to every grid point; fixed per host, so that many hosts spread out

    /// The first grid point after `now`: multiples of the interval since the epoch (the full hour
    /// for 1 h), plus the jitter.
    [[nodiscard]] TimePoint next_after(TimePoint now) const;
    /// True where a whole interval has passed without a cycle: after a start or a suspend, run at
    /// once instead of waiting for the grid.
    [[nodiscard]] bool overdue(std::optional<TimePoint> last_started, TimePoint now) const;
};

/// The grid of this configuration: the shortest interval that any source wants.
[[nodiscard]] CycleSchedule cycle_schedule(const config::Config& config);

/// A jitter in [0, min(interval / 20, limit)) from the host's identity.
[[nodiscard]] Millis host_jitter(Millis interval, Millis limit);

}  // namespace ainews::daemon
