#include "daemon/daemon.h"

#include <fmt/format.h>
#include <pthread.h>
#include <spdlog/spdlog.h>

#include <iostream>
#include <sstream>
#include <thread>

#include "config/load.h"
#include "core/calendar.h"
#include "daemon/cycle.h"
#include "daemon/exit.h"
#include "daemon/job_log.h"
#include "daemon/log.h"
#include "daemon/model_search.h"
#include "daemon/ops_gather.h"
#include "daemon/papers.h"
#include "daemon/schedule.h"
#include "daemon/services.h"
#include "site/server.h"
#include "storage/store_error.h"

namespace ainews::daemon {
namespace {

/// How long what is in hand may take after SIGTERM; the unit's TimeoutStopSec leaves room for it.
constexpr Millis kDrainTime = std::chrono::seconds{5};
/// The scheduler moves at least this often, whatever it waits for, and counts as stuck after a
/// minute.
constexpr Millis kSchedulerTick = std::chrono::seconds{1};
constexpr Millis kSchedulerStuck = std::chrono::minutes{1};
constexpr Millis kWatchTick = std::chrono::seconds{1};
/// How soon after its time an edition is begun.
constexpr Millis kPapersTick = std::chrono::seconds{15};
/// Changes are gathered for this long before they are rendered.
constexpr Millis kPublishEvery = std::chrono::seconds{10};
/// How soon a notice is on its way.
constexpr Millis kNoticeTick = std::chrono::seconds{2};

/// Runs a thread's body under a name; what it throws ends the daemon with the code that fits.
template <typename Body>
std::jthread start_thread(const char* name, std::atomic<int>& running, std::atomic<int>& exit_code,
                          const Signals& signals, Body body) {
    ++running;
    return std::jthread{[=, &running, &exit_code, &signals] {
        pthread_setname_np(pthread_self(), name);
        try {
            body();
        } catch (const storage::StoreError& error) {
            spdlog::critical("{} thread: {}", name, error.what());
            exit_code = to_int(ExitCode::Unavailable);
        } catch (const std::exception& error) {
            spdlog::critical("{} thread: internal error: {}", name, error.what());
            exit_code = to_int(ExitCode::Bug);
        }
        --running;
        signals.wake();
    }};
}

std::string status_line(const feeds::PollReport& report, TimePoint next, const TimeZone& zone) {
    return fmt::format("{} sources polled, {} failing, {} new; next at {}", report.polled,
                       report.failed, report.new_items, zone.format(next, "%H:%M:%S"));
}

/// "2026-05-01T03:00:12Z, 840 s ago"; what a probe may hold against the interval.
std::string last_cycle_words(const std::optional<CycleRecord>& cycle, TimePoint now) {
    if (!cycle) return "none yet";
    const TimePoint end = cycle->finished.value_or(cycle->started);
    return fmt::format("{}, {} s ago", to_rfc3339(end),
                       std::max<std::int64_t>(0, (now - end).count()) / 1000);
}

}  // namespace

Daemon::Daemon(Context& context, Signals& signals, const ServiceNotifier& notifier)
    : context_{context},
      store_{context.store(Context::Access::Daemon)},
      clock_{context.clock()},
      signals_{signals},
      notifier_{notifier},
      started_{clock_.now()} {
    services_ = make_services(context.config());
    if (const std::string& listen = context.config().server.listen; !listen.empty()) {
        try {
            server_ = std::make_unique<site::Server>(server_options(listen), clock_);
        } catch (const std::runtime_error& error) {
            throw Exit{ExitCode::Unavailable, error.what()};
        }
    }
}

Daemon::~Daemon() = default;

site::ServerOptions Daemon::server_options(const std::string& listen) const {
    site::ServerOptions options;
    options.listen = listen;
    options.dir = context_.config().site.dir;
    options.healthy = [this] { return is_well(); };
    options.last_cycle = [this] { return last_cycle_words(store_.last_cycle(), clock_.now()); };
    options.pages = [this] { return services()->reader_pages(); };
    options.ops = [this] {
        return gather_ops(store_, services()->config(), meters_, clock_.now(), started_);
    };
    return options;
}

std::shared_ptr<Services> Daemon::make_services(const config::Config& config) {
    Services::Options options;
    options.on_job = [this](const pipeline::JobEvent& event) {
        meters_.add(event);
        tally_.add(event);
        const std::lock_guard lock{mutex_};
        publish_wanted_ = true;
        publish_wake_.notify_all();
    };
    options.on_poll = [this](std::size_t, std::size_t) { beat(); };
    options.on_notice = [this](const notify::DeliveryReport& report) { meters_.add(report); };
    return std::make_shared<Services>(config, context_.share_dir(), store_, clock_,
                                      std::move(options));
}

std::shared_ptr<Services> Daemon::services() const {
    const std::lock_guard lock{mutex_};
    return services_;
}

void Daemon::beat() { last_beat_ = clock_.steady_now().time_since_epoch().count(); }

bool Daemon::is_well() const {
    const SteadyTime last{Millis{last_beat_.load()}};
    return clock_.steady_now() - last < kSchedulerStuck && store_.answers();
}

ExitCode Daemon::run() {
    beat();
    spdlog::info("started version={} sources={} models={} database={}", AINEWS_VERSION,
                 context_.config().sources.size(), context_.config().llms.size(),
                 log_value(context_.config().database_path().string()));
    if (context_.config().llms.empty()) {
        std::ostringstream suggestions;
        print_model_suggestions(suggestions, context_.config(), clock_);
        std::istringstream lines{suggestions.str()};
        for (std::string line; std::getline(lines, line);)
            if (!line.empty()) spdlog::info("{}", line);
    }
    {
        const auto start = [this](const char* name, void (Daemon::*body)()) {
            return start_thread(name, threads_running_, exit_code_, signals_,
                                [this, body] { (this->*body)(); });
        };
        const std::jthread telling = start("notify", &Daemon::notify_loop);
        const std::jthread publishing = start("publish", &Daemon::publish_loop);
        const std::jthread working = start("work", &Daemon::work_loop);
        const std::jthread papers = start("papers", &Daemon::papers_loop);
        const std::jthread polling = start("poll", &Daemon::poll_loop);
        notifier_.ready("started");
        watch();
        notifier_.stopping();
        drain();
    }
    server_.reset();
    spdlog::info("stopped");
    return static_cast<ExitCode>(exit_code_.load());
}

void Daemon::watch() {
    const Millis tick = std::min(kWatchTick, notifier_.beat_every().value_or(kWatchTick));
    while (exit_code_ == 0) {
        const auto event = signals_.wait(tick);
        if (is_well())
            notifier_.beat();
        else
            spdlog::warn("not well: the scheduler or the database does not answer");
        if (!event || *event == Signals::Event::Woken) continue;
        if (*event != Signals::Event::Reload) return;
        reload();
    }
}

void Daemon::reload() {
    notifier_.reloading();
    auto loaded = context_.read_again();
    std::string refusal;
    if (loaded) {
        try {
            auto fresh = make_services(*loaded);
            for (const std::string& key : config::needs_restart(context_.config(), *loaded))
                spdlog::warn("reload: {} changes only with a restart", key);
            for (const std::string& warning : loaded->warnings) spdlog::warn("{}", warning);
            set_log_level(loaded->log.level);
            context_.replace(std::move(*loaded));
            const std::lock_guard lock{mutex_};
            std::swap(services_, fresh);
            fresh->runner()
                .request_drain();  // what it has in hand ends under the old configuration
            spdlog::info("reloaded file={}", log_value(context_.config_file().string()));
        } catch (const Exit& error) {
            refusal = error.what();
        }
    } else {
        refusal = loaded.error();
    }
    std::istringstream lines{refusal};
    for (std::string line; std::getline(lines, line);)
        spdlog::error("reload refused, the old configuration stays: {}", line);
    notifier_.ready(refusal.empty()
                        ? "reloaded"
                        : "reload refused: the configuration is invalid; the old one is in force");
}

void Daemon::drain() {
    spdlog::info("stopping: what is in hand has {} s", kDrainTime.count() / 1000);
    drain_.request_stop();
    services()->runner().request_drain();
    publish_wake_.notify_all();
    const SteadyTime deadline = clock_.steady_now() + kDrainTime;
    while (threads_running_ > 0 && clock_.steady_now() < deadline) {
        const auto event = signals_.wait(std::min(kWatchTick, deadline - clock_.steady_now()));
        notifier_.beat();
        if (event && *event != Signals::Event::Woken) break;  // a second signal: at once
    }
    abort_.request_stop();
}

void Daemon::poll_loop() {
    const auto last = store_.last_cycle();
    bool at_once = cycle_schedule(services()->config())
                       .overdue(last ? std::optional{last->started} : std::nullopt, clock_.now());
    while (!drain_.stop_requested()) {
        const CycleSchedule schedule = cycle_schedule(services()->config());
        TimePoint next = at_once ? clock_.now() : schedule.next_after(clock_.now());
        at_once = false;
        // Short waits, so that the watchdog sees a moving scheduler and a clock set forward is
        // noticed.
        while (clock_.now() < next && !drain_.stop_requested()) {
            beat();
            next = std::min(next, cycle_schedule(services()->config()).next_after(clock_.now()));
            (void)clock_.wait_for(std::min(kSchedulerTick, next - clock_.now()),
                                  drain_.get_token());
        }
        if (!drain_.stop_requested()) poll_cycle();
    }
}

void Daemon::poll_cycle() {
    tell_cycle();
    tally_.begin(clock_.steady_now());
    const auto current = services();
    const feeds::PollReport report = poll_sources(*current, store_, clock_, {}, drain_.get_token());
    beat();
    if (const auto cycle = store_.last_cycle()) meters_.add(*cycle);
    tally_.polled(report);
    if (!drain_.stop_requested()) current->notices().cycle_polled();
    services()->runner().notify();
    const TimePoint next = cycle_schedule(current->config()).next_after(clock_.now());
    notifier_.status(status_line(report, next, TimeZone{current->config().daemon.timezone}));
    const std::lock_guard lock{mutex_};
    publish_wanted_ = true;
    publish_wake_.notify_all();
}

void Daemon::tell_cycle() {
    if (const auto line = tally_.end(store_.queue_counts(), clock_.steady_now()))
        spdlog::info("{}", *line);
}

bool Daemon::is_worked_off() const {
    return services()->runner().in_flight() == 0 && open_jobs(store_.queue_counts()) == 0;
}

void Daemon::work_loop() {
    while (!drain_.stop_requested()) {
        const auto current = services();
        const pipeline::RunReport report = current->runner().run(abort_.get_token());
        spdlog::debug("runner ended jobs={} done={}", report.jobs, report.done);
    }
}

void Daemon::papers_loop() {
    while (!drain_.stop_requested()) {
        if (make_papers(*services(), store_, clock_, abort_.get_token())) {
            const std::lock_guard lock{mutex_};
            publish_wanted_ = true;
            publish_wake_.notify_all();
        }
        (void)clock_.wait_for(kPapersTick, drain_.get_token());
    }
}

void Daemon::publish_loop() {
    std::int64_t published = -1;
    pipeline::RunReport told;
    while (true) {
        const bool last_round = drain_.stop_requested();
        const pipeline::RunReport worked = services()->runner().progress();
        // A runner that was built or begun anew counts from nothing.
        log_work(worked.jobs < told.jobs ? pipeline::RunReport{} : told, worked, store_);
        told = worked;
        refresh_index(store_, abort_.get_token());
        const std::int64_t revision = store_.revision();
        const auto current = services();
        if (revision != published) {
            const auto pages = publish_changes(*current);
            meters_.add_publish(pages.has_value());
            if (pages) {
                tally_.published(*pages);
                published = revision;
            }
        }
        if (revision == published) current->notices().published(revision);
        if (last_round || (tally_.is_open() && is_worked_off())) tell_cycle();
        if (last_round) return;
        std::unique_lock lock{mutex_};
        publish_wake_.wait(lock, drain_.get_token(), [this] { return publish_wanted_; });
        publish_wake_.wait_for(lock, drain_.get_token(), kPublishEvery, [] { return false; });
        publish_wanted_ = false;
    }
}

void Daemon::notify_loop() {
    while (!drain_.stop_requested()) {
        services()->notices().tend(drain_.get_token(), abort_.get_token());
        (void)clock_.wait_for(kNoticeTick, drain_.get_token());
    }
}

}  // namespace ainews::daemon
