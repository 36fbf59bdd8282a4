#pragma once

#include <condition_variable>
#include <mutex>
#include <set>

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
        const auto waiter = waiters_.insert(until);
        waited_.notify_all();
        const bool came = moved_.wait(lock, stop, [&] { return steady_ >= until; });
        waiters_.erase(waiter);
        return came;
    }

    /// Blocks until somebody waits who will be woken in `duration` from now: a thread that comes
    /// round at that pace is done with its turn and back at the clock.
    void await_waiter(Millis duration) {
        std::unique_lock lock{mutex_};
        waited_.wait(lock, [&] { return waiters_.contains(steady_ + duration); });
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
    std::condition_variable waited_;
    std::multiset<SteadyTime> waiters_;  ///< the moments they wait for
    TimePoint now_;
    SteadyTime steady_{Millis{1'000'000}};
};

}  // namespace ainews::testing
