#include "core/clock.h"

#include <condition_variable>
#include <mutex>

namespace ainews {

TimePoint SystemClock::now() const {
    return std::chrono::floor<Millis>(std::chrono::system_clock::now());
}

SteadyTime SystemClock::steady_now() const {
    return std::chrono::floor<Millis>(std::chrono::steady_clock::now());
}

bool SystemClock::wait_for(Millis duration, std::stop_token stop) {
    std::mutex mutex;
    std::unique_lock lock{mutex};
    std::condition_variable_any{}.wait_for(lock, stop, duration, [] { return false; });
    return !stop.stop_requested();
}

}  // namespace ainews
