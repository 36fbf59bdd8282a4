#include "daemon/supervise.h"

#include <pthread.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <exception>
#include <optional>
#include <thread>

namespace ainews::daemon {
namespace {

constexpr Millis kSignalTick = std::chrono::seconds{1};
constexpr Millis kHandTime = std::chrono::seconds{5};  ///< for what is in hand
/// For putting in order what was done; the unit's TimeoutStopSec leaves room for both.
constexpr Millis kOrderTime = std::chrono::seconds{6};

void stop_at_once(InterruptibleRun& run) {
    run.abort();
    run.stop_now();
}

void listen(InterruptibleRun& run, Signals& signals, Clock& clock, const std::atomic<bool>& ended) {
    std::optional<SteadyTime> deadline;
    while (!ended) {
        const auto event = signals.wait(kSignalTick);
        run.tick();
        if (deadline && clock.steady_now() >= *deadline) run.abort();
        if (deadline && clock.steady_now() >= *deadline + kOrderTime) run.stop_now();
        if (event != Signals::Event::Terminate && event != Signals::Event::Interrupt) continue;
        if (deadline) {
            spdlog::warn("stopping now: calls in flight are booked at their reservation");
            stop_at_once(run);
        } else {
            spdlog::info("stopping: what is in hand has {} s, again to end at once",
                         kHandTime.count() / 1000);
            deadline = clock.steady_now() + kHandTime;
            run.drain();
        }
    }
}

}  // namespace

void supervise(InterruptibleRun& run, Signals& signals, Clock& clock) {
    std::atomic<bool> ended{false};
    std::exception_ptr failure;
    {
        const std::jthread worker{[&] {
            pthread_setname_np(pthread_self(), "once");
            try {
                run.run();
            } catch (...) {
                failure = std::current_exception();
            }
            ended = true;
            signals.wake();
        }};
        listen(run, signals, clock, ended);
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace ainews::daemon
