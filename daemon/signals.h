#pragma once

#include <optional>

#include "core/clock.h"

namespace ainews::daemon {

/// Owns how the process takes signals. Construct it first thing in main(), before any thread:
/// SIGTERM, SIGINT and SIGHUP are then blocked everywhere and read here; SIGPIPE and SIGXFSZ are
/// ignored, so that a closed pipe or a file limit becomes an error where it happens.
class Signals {
public:
    enum class Event { Terminate, Interrupt, Reload, Woken };

    /// Throws std::system_error.
    Signals();
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

    /// Waits for a signal or wake(); nullopt after `timeout`.
    [[nodiscard]] std::optional<Event> wait(Millis timeout);
    /// Ends a wait from any thread.
    void wake() const;

private:
    int signal_fd_ = -1;
    int wake_fd_ = -1;
};

}  // namespace ainews::daemon
