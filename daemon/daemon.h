#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>

#include "core/store.h"
#include "daemon/context.h"
#include "daemon/cycle_tally.h"
#include "daemon/exit_code.h"
#include "daemon/meters.h"
#include "daemon/service_notifier.h"
#include "daemon/signals.h"

namespace ainews::site {
class Server;
struct ServerOptions;
}  // namespace ainews::site

namespace ainews::daemon {

class Services;

/// The long-running service. A thread polls at each point of the schedule, one works the queue off
/// all the time, one makes the papers when they are due, one indexes and publishes what came of it,
/// one tells the operator; the calling thread takes signals and feeds the watchdog. run() returns
/// once all of them have been joined.
class Daemon {
public:
    /// Throws Exit where the store or something the services need is not there.
    Daemon(Context& context, Signals& signals, const ServiceNotifier& notifier);
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    [[nodiscard]] ExitCode run();

private:
    void poll_loop();
    void work_loop();
    void papers_loop();
    void publish_loop();
    void notify_loop();
    void poll_cycle();
    /// One line in the log, where a cycle is waiting to be told.
    void tell_cycle();
    [[nodiscard]] bool is_worked_off() const;

    /// Signals and watchdog, until something asks to stop.
    void watch();
    void reload();
    void drain();

    [[nodiscard]] std::shared_ptr<Services> make_services(const config::Config& config);
    [[nodiscard]] std::shared_ptr<Services> services() const;
    [[nodiscard]] site::ServerOptions server_options(const std::string& listen) const;
    [[nodiscard]] bool is_well() const;
    void beat();

    Context& context_;
    Store& store_;
    Clock& clock_;
    Signals& signals_;
    const ServiceNotifier& notifier_;

    mutable std::mutex mutex_;  ///< guards what follows up to the empty line
    std::shared_ptr<Services> services_;
    bool publish_wanted_ = true;
    std::condition_variable_any publish_wake_;

    std::stop_source drain_;                     ///< take no new work
    std::stop_source abort_;                     ///< give up what is in hand
    std::atomic<SteadyTime::rep> last_beat_{0};  ///< of the scheduler
    std::atomic<int> threads_running_{0};
    std::atomic<int> exit_code_{0};
    Meters meters_;
    CycleTally tally_;
    const TimePoint started_;
    std::unique_ptr<site::Server> server_;
};

}  // namespace ainews::daemon
