#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "config/config.h"
#include "core/http.h"
#include "core/store.h"
#include "notify/courier.h"
#include "notify/reporter.h"

namespace ainews::daemon {

/// `[notify]` at work: looks for what the operator is to be told, has it delivered, and calls the
/// heartbeat. cycle_polled() and published() come from the threads that do these; tend() is made
/// for one thread. Without a webhook and a heartbeat all of it costs nothing.
class Notices {
public:
    using OnReport = std::function<void(const notify::DeliveryReport&)>;

    /// Reads the webhooks' addresses. Throws Exit (78) where one is missing or no URL. Everything
    /// referred to outlives it. `on_report` is called on the tending thread, beside the log.
    Notices(const config::Config& config, Store& store, Clock& clock, OnReport on_report);
    ~Notices();
    Notices(const Notices&) = delete;
    Notices& operator=(const Notices&) = delete;

    /// All due sources were polled and the store took what they brought.
    void cycle_polled() { cycle_open_ = true; }
    /// The site shows all changes up to `revision` (of ItemReader): tells of papers and stories
    /// that readers can open now. With it a cycle that was polled is a good one.
    void published(std::int64_t revision);
    /// Sources and budgets once a minute, what is due for delivery, and the heartbeat of a good
    /// cycle. Begins nothing new after `drain`; `abort` ends what is on its way.
    void tend(std::stop_token drain, std::stop_token abort);

private:
    void look_around();
    void beat(std::stop_token abort);
    /// Logs the error where it is another one than last time.
    void note(const Expected<int>& told);
    void log(const notify::DeliveryReport& report);

    const config::Config& config_;
    Store& store_;
    Clock& clock_;
    OnReport on_report_;
    std::unique_ptr<HttpClient> http_;            ///< null where nothing is configured
    std::unique_ptr<notify::Reporter> reporter_;  ///< null without a webhook, as the next
    std::unique_ptr<notify::Courier> courier_;

    std::atomic<bool> cycle_open_{false};
    std::atomic<bool> cycle_good_{false};
    std::optional<SteadyTime> looked_;
    std::string heartbeat_error_;                ///< of the last call; empty: it went well
    std::map<std::string, std::string> errors_;  ///< of each webhook's last attempt
    std::mutex mutex_;
    std::string ledger_error_;  ///< under mutex_
};

}  // namespace ainews::daemon
