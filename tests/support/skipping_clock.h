#pragma once

#include <algorithm>
#include <atomic>

#include "core/clock.h"

namespace ainews::testing {

/// Real time, but waiting costs nothing: it skips ahead. For tests that talk to a real socket,
/// whose timers have to run, and retry after minutes. Thread-safe.
class SkippingClock final : public Clock {
public:
    [[nodiscard]] TimePoint now() const override { return system_.now() + skipped(); }
    [[nodiscard]] SteadyTime steady_now() const override {
        return system_.steady_now() + skipped();
    }
    [[nodiscard]] bool wait_for(Millis duration, std::stop_token stop) override {
        if (stop.stop_requested()) return false;
        advance(duration);
        return true;
    }
    void advance(Millis duration) { skipped_ += std::max(duration, Millis{0}).count(); }

private:
    [[nodiscard]] Millis skipped() const { return Millis{skipped_.load()}; }

    SystemClock system_;
    std::atomic<Millis::rep> skipped_{0};
};

}  // namespace ainews::testing
