#pragma once

#include <optional>
#include <string_view>

#include "core/clock.h"

namespace ainews::daemon {

/// Tells systemd how the service is (sd_notify(3)); does nothing where NOTIFY_SOCKET is not set.
/// Thread-safe: each call is one datagram.
class ServiceNotifier {
public:
    /// Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID once; call it before threads start.
    ServiceNotifier();

    void ready(std::string_view status) const;
    void status(std::string_view text) const;
    /// RELOADING=1 with MONOTONIC_USEC; ready() ends it.
    void reloading() const;
    void stopping() const;
    void beat() const;
    /// Half the watchdog's limit, which is how often beat() should be called; nullopt without a
    /// watchdog.
    [[nodiscard]] std::optional<Millis> beat_every() const noexcept { return beat_every_; }

private:
    std::optional<Millis> beat_every_ = std::nullopt;
};

}  // namespace ainews::daemon
