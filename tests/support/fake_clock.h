#pragma once

#include <algorithm>
#include <mutex>

#include "core/clock.h"

namespace ainews::testing {

/// Waiting costs nothing: it moves the hands. Thread-safe; threads that wait share one pair of
/// hands, so each wait moves the time for all of them.
class FakeClock final : public Clock {
public:
    explicit FakeClock(TimePoint start = TimePoint{std::chrono::hours{24 * 365 * 50}})
        : now_{start} {}

    [[nodiscard]] TimePoint now() const override {
        const std::lock_guard lock{mutex_};
        return now_;
    }

    [[nodiscard]] SteadyTime steady_now() const override {
        const std::lock_guard lock{mutex_};
        return steady_;
    }

    [[nodiscard]] bool wait_for(Millis duration, std::stop_token stop) override {
        if (stop.stop_requested()) return false;
        advance(std::max(duration, Millis{0}));
        return true;
    }

    /// Time passes: both hands move.
    void advance(Millis duration) {
        const std::lock_guard lock{mutex_};
        now_ += duration;
        steady_ += duration;
    }

    /// The wall clock is set, as by NTP or an operator; steady time is untouched.
    void set_wall(TimePoint when) {
        const std::lock_guard lock{mutex_};
        now_ = when;
    }

private:
    mutable std::mutex mutex_;
    TimePoint now_;
    SteadyTime steady_{Millis{1'000'000}};
};

}  // namespace ainews::testing
