#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>

#include "daemon/context.h"
#include "daemon/exit_code.h"
#include "daemon/service_notifier.h"
#include "daemon/signals.h"

namespace ainews::site {
class Server;
}

namespace ainews::daemon {

class Services;

/// The long-running service: a thread that polls, a thread that works and publishes, and the calling thread,
/// which takes signals and feeds the watchdog. run() returns once everything has been joined.
class Daemon {
public:
    Daemon(Context& context, Signals& signals, const ServiceNotifier& notifier);
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    [[nodiscard]] ExitCode run();

private:
    void poll_loop(std::stop_token stop);
    void poll_cycle(std::stop_token stop);
    void work_loop(std::stop_token drain);
    void work_slice(std::stop_token drain);
    void watch();
    void reload();
    void shut_down();
    void start_server();

    void wait_for_work(std::stop_token drain);
    void announce_work();
    [[nodiscard]] std::shared_ptr<Services> services() const;
    [[nodiscard]] bool is_well() const;
    /// Runs a thread's body; what it throws ends the daemon with that error.
    template <typename Body>
    void guard(const char* thread, Body body) noexcept;
    void die(ExitCode code) noexcept;

    Context& context_;
    Store& store_;
    Signals& signals_;
    const ServiceNotifier& notifier_;

    mutable std::mutex mutex_;  ///< guards what follows up to the next blank line
    std::shared_ptr<Services> services_;
    std::stop_source slice_;    ///< ends the runner's present slice, for a reload
    bool work_announced_ = true;
    std::condition_variable_any work_arrived_;

    std::stop_source drain_;    ///< no new work
    std::stop_source abort_;    ///< end what is in hand
    std::atomic<SteadyTime::rep> scheduler_beat_{0};
    std::atomic<bool> poll_done_{false};
    std::atomic<bool> work_done_{false};
    std::atomic<int> exit_code_{0};
    std::unique_ptr<site::Server> server_;
};

}  // namespace ainews::daemon
