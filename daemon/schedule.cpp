#include "daemon/schedule.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

namespace ainews::daemon {
namespace {

constexpr int kJitterShare = 20;

}  // namespace

TimePoint CycleSchedule::next_after(TimePoint now) const {
    const Millis since_epoch = now.time_since_epoch() - jitter;
    const auto passed = since_epoch / interval;  // whole intervals; now is after 1970
    return TimePoint{(passed + 1) * interval + jitter};
}

bool CycleSchedule::overdue(std::optional<TimePoint> last_started, TimePoint now) const {
    // A start in the future means that the clock was set back: nothing can be said, so run.
    return !last_started || *last_started > now || now - *last_started >= interval;
}

CycleSchedule cycle_schedule(const config::Config& config) {
    Millis interval = config.daemon.interval;
    for (const Source& source : config.sources)
        if (source.interval && !source.paused) interval = std::min(interval, *source.interval);
    return {interval, host_jitter(interval, config.daemon.jitter)};
}

Millis host_jitter(Millis interval, Millis limit) {
    const Millis range = std::min(interval / kJitterShare, limit);
    if (range.count() <= 0) return Millis{0};
    std::array<char, 256> host{};
    if (gethostname(host.data(), host.size() - 1) != 0) return Millis{0};
    const std::size_t hash = std::hash<std::string_view>{}(host.data());
    return Millis{static_cast<Millis::rep>(hash % static_cast<std::size_t>(range.count()))};
}

}  // namespace ainews::daemon
