#pragma once

#include <chrono>
#include <stop_token>

namespace ainews {

/// Wall time: UTC, milliseconds. What is stored and shown.
using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;
/// Time inside one process: never jumps. What timers and timeouts use.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::milliseconds>;
using Millis = std::chrono::milliseconds;

/// The only source of time: reading it and waiting on it. Implementations are thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual TimePoint now() const = 0;
    [[nodiscard]] virtual SteadyTime steady_now() const = 0;
    /// Blocks for `duration` of steady time; false if `stop` was requested first.
    [[nodiscard]] virtual bool wait_for(Millis duration, std::stop_token stop) = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override;
    [[nodiscard]] SteadyTime steady_now() const override;
    [[nodiscard]] bool wait_for(Millis duration, std::stop_token stop) override;
};

}  // namespace ainews
