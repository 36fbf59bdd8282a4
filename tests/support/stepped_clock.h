#pragma once

#include <condition_variable>
#include <mutex>

#include "core/clock.h"

namespace ainews::testing {

/// Time stands still until advance() moves it; whoever waits blocks until its moment has come or
/// `stop` is requested. For tests with several threads, where a clock that every wait moves would
/// run away.
class SteppedClock final : public Clock {
public:
    explicit SteppedClock(TimePoint start = TimePoint{std::chrono::hours{24 * 365 * 50}})
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
        std::unique_lock lock{mutex_};
        const SteadyTime until = steady_ + duration;
        return moved_.wait(lock, stop, [&] { return steady_ >= until; });
    }

    void advance(Millis duration) {
        const std::lock_guard lock{mutex_};
        now_ += duration;
        steady_ += duration;
        moved_.notify_all();
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable_any moved_;
    TimePoint now_;
    SteadyTime steady_{Millis{1'000'000}};
};

}  // namespace ainews::testing
