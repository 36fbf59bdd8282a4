#include "daemon/service_notifier.h"

#include <fmt/format.h>
#include <systemd/sd-daemon.h>
#include <time.h>

#include "daemon/log.h"

namespace ainews::daemon {
namespace {

constexpr int kKeepEnvironment = 0;

void send(const std::string& message) { sd_notify(kKeepEnvironment, message.c_str()); }

/// CLOCK_MONOTONIC in microseconds, which is what systemd compares RELOADING with.
unsigned long long monotonic_usec() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    constexpr unsigned long long kMicros = 1'000'000;
    return static_cast<unsigned long long>(now.tv_sec) * kMicros +
           static_cast<unsigned long long>(now.tv_nsec) / 1000;
}

}  // namespace

ServiceNotifier::ServiceNotifier() {
    std::uint64_t usec = 0;
    if (sd_watchdog_enabled(kKeepEnvironment, &usec) > 0)
        beat_every_ = std::chrono::duration_cast<Millis>(std::chrono::microseconds{usec}) / 2;
}

void ServiceNotifier::ready(std::string_view text) const {
    send(fmt::format("READY=1\nSTATUS={}", one_log_line(text)));
}

void ServiceNotifier::status(std::string_view text) const {
    send(fmt::format("STATUS={}", one_log_line(text)));
}

void ServiceNotifier::reloading() const {
    send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", monotonic_usec()));
}

void ServiceNotifier::stopping() const { send("STOPPING=1"); }

void ServiceNotifier::beat() const { send("WATCHDOG=1"); }

}  // namespace ainews::daemon
