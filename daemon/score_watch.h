#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/watch.h"

namespace ainews::daemon {

inline constexpr int kLevels = 5;
/// The days that are looked at, and those they are compared with (docs/desk.md).
inline constexpr Millis kWatchRecent = std::chrono::hours{7 * 24};
inline constexpr Millis kWatchBefore = std::chrono::hours{28 * 24};

/// How one axis is rated lately.
struct AxisWatch {
    Axis axis = Axis::Depth;
    std::array<std::int64_t, kLevels> recent{};  ///< ratings of level 1 to 5 in the last 7 days
    std::array<std::int64_t, kLevels> before{};  ///< in the 28 days before
    double mean = 0;                             ///< of the recent ones
    double shift = 0;  ///< of the mean against the days before; 0 where there are none
    double psi = 0;    ///< population stability index against the days before
    int commonest = 0;
    double commonest_share = 0;  ///< of the recent ones
    /// PSI above 0.2 or a shift above 0.3, with at least 30 ratings on both sides.
    bool drifts = false;
    /// More than 60 % have one level, with at least 30 ratings: the rubric has stopped to tell.
    bool bunches = false;
};

/// One for each axis, in their order.
[[nodiscard]] std::vector<AxisWatch> watch_scores(const std::vector<ScoreLevelCount>& counts,
                                                  TimePoint now);

}  // namespace ainews::daemon
