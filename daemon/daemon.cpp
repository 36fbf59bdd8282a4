#include "daemon/daemon.h"

#include <fmt/format.h>
#include <pthread.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
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
#include "daemon/patience.h"
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
/// What could not be published is tried again after a pause that doubles from the first to the
/// last.
constexpr Millis kPublishAgainFirst = std::chrono::seconds{2};
constexpr Millis kPublishAgainMax = std::chrono::minutes{2};

/// Runs a thread's body under a name; what it throws ends the daemon with the code that fits.
template <typename Body>
std::jthread start_thread(const char* name, std::atomic<int>& running, std::atomic<int>& exit_code,
                          const Signals& signals, Body body) {
    const auto run = [=, &running, &exit_code, &signals] {
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
    };
    ++running;
    try {
        return std::jthread{run};
    } catch (const std::system_error&) {
        --running;
        throw;
    }
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
    if (clock_.steady_now() - last >= kSchedulerStuck) return false;
    try {
        return store_.answers();
    } catch (const std::exception&) {
        return false;  // why stands in the line of the thread that needed it
    }
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
        std::array<std::jthread, 5> threads;
        try {
            threads[0] = start("notify", &Daemon::notify_loop);
            threads[1] = start("publish", &Daemon::publish_loop);
            threads[2] = start("work", &Daemon::work_loop);
            threads[3] = start("papers", &Daemon::papers_loop);
            threads[4] = start("poll", &Daemon::poll_loop);
            notifier_.ready("started");
            watch();
            notifier_.stopping();
        } catch (...) {
            drain();  // those that were started end first
            throw;
        }
        drain();
        for (auto thread = threads.rbegin(); thread != threads.rend(); ++thread) thread->join();
    }
    server_.reset();
    spdlog::info("stopped");
    return static_cast<ExitCode>(exit_code_.load());
}

void Daemon::watch() {
    const Millis tick = std::min(kWatchTick, notifier_.beat_every().value_or(kWatchTick));
    bool was_well = true;
    while (exit_code_ == 0) {
        const auto event = signals_.wait(tick);
        const bool well = is_well();
        if (well) notifier_.beat();
        if (well && !was_well) spdlog::info("well again");
        if (!well && was_well)
            spdlog::error("not well: the scheduler or the database does not answer");
        was_well = well;
        if (!event || *event == Signals::Event::Woken) continue;
        if (*event != Signals::Event::Reload) return;
        reload();
    }
}

void Daemon::reload() {
    notifier_.reloading();
    forget_told_warnings();
    auto loaded = context_.read_again();
    std::string refusal;
    if (loaded) {
        try {
            const auto waiting = config::needs_restart(context_.config(), *loaded);
            config::keep_at_start(context_.config(), *loaded);
            auto fresh = make_services(*loaded);
            for (const std::string& key : waiting)
                spdlog::warn("reload: {} changes only with a restart", key);
            for (const std::string& warning : loaded->warnings) spdlog::warn("{}", warning);
            set_log_level(loaded->log.level);
            context_.replace(std::move(*loaded));
            const std::lock_guard lock{mutex_};
            std::swap(services_, fresh);
            fresh->runner()
                .request_drain();  // what it has in hand ends under the old configuration
            spdlog::info("reloaded file={}", log_value(context_.config_file().string()));
        } catch (const std::exception& error) {
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
    while (threads_running_ > 0) {
        const Millis left = deadline - clock_.steady_now();
        if (left <= Millis{0}) break;
        const auto event = signals_.wait(std::min(kWatchTick, left));
        notifier_.beat();
        if (event == Signals::Event::Terminate || event == Signals::Event::Interrupt)
            break;  // a second time: at once
    }
    abort_.request_stop();
}

void Daemon::poll_loop() {
    Patience patience{"polling", clock_};
    bool at_once = false;
    const auto look_back = [&] {
        const auto last = store_.last_cycle();
        at_once = cycle_schedule(services()->config())
                      .overdue(last ? std::optional{last->started} : std::nullopt, clock_.now());
    };
    while (!patience.run(look_back, drain_.get_token()) && !drain_.stop_requested()) beat();
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
        if (drain_.stop_requested()) return;
        // A cycle that came to nothing is not left out: it is tried again. And a clock that was set
        // forward while it ran has made the next one due.
        const TimePoint begun = clock_.now();
        at_once = !patience.run([this] { poll_cycle(); }, drain_.get_token()) ||
                  cycle_schedule(services()->config()).overdue(begun, clock_.now());
        beat();
    }
}

void Daemon::poll_cycle() {
    tell_cycle();
    tally_.begin(clock_.steady_now());
    const auto current = services();
    // Asking the world for what cannot be kept would be asking it again and again.
    if (const auto room = current->room_on_disk(); !room)
        throw storage::StoreError{storage::StoreError::Kind::Failed, room.error().message,
                                  "free some space; it goes on by itself"};
    const feeds::PollReport report = poll_sources(*current, store_, clock_, {}, drain_.get_token());
    beat();
    if (const auto cycle = store_.last_cycle()) meters_.add(*cycle);
    tally_.polled(report);
    services()->runner().notify();
    if (report.not_stored > 0)
        throw storage::StoreError{storage::StoreError::Kind::Failed, report.store_error, ""};
    if (!drain_.stop_requested()) current->notices().cycle_polled();
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
    Patience patience{"work", clock_};
    const auto work = [this] {
        const auto current = services();
        const pipeline::RunReport report = current->runner().run(abort_.get_token());
        spdlog::debug("runner ended jobs={} done={}", report.jobs, report.done);
    };
    while (!drain_.stop_requested()) patience.run(work, drain_.get_token());
}

void Daemon::papers_loop() {
    Patience patience{"the papers", clock_};
    const auto make = [this] {
        if (!make_papers(*services(), store_, clock_, abort_.get_token())) return;
        const std::lock_guard lock{mutex_};
        publish_wanted_ = true;
        publish_wake_.notify_all();
    };
    while (!drain_.stop_requested()) {
        patience.run(make, drain_.get_token());
        (void)clock_.wait_for(kPapersTick, drain_.get_token());
    }
}

void Daemon::publish_loop() {
    Patience patience{"publishing", clock_};
    std::int64_t published = -1;
    pipeline::RunReport told;
    bool behind = true;
    Millis again = kPublishAgainFirst;
    const auto round = [&] {
        const pipeline::RunReport worked = services()->runner().progress();
        // A runner that was built or begun anew counts from nothing.
        log_work(worked.jobs < told.jobs ? pipeline::RunReport{} : told, worked, store_);
        told = worked;
        refresh_index(store_, abort_.get_token());
        const std::int64_t revision = store_.revision();
        const auto current = services();
        if (revision != published) {
            const auto pages = publish_changes(*current, abort_.get_token());
            if (pages || pages.error().kind != ErrorKind::Cancelled)
                meters_.add_publish(pages.has_value());
            if (pages) {
                tally_.published(*pages);
                published = revision;
            }
        }
        if (revision == published) current->notices().published(revision);
        behind = revision != published;
        if (drain_.stop_requested() || (tally_.is_open() && is_worked_off())) tell_cycle();
    };
    while (true) {
        const bool last_round = drain_.stop_requested();
        if (!patience.run(round, drain_.get_token())) behind = true;
        if (last_round) return;
        std::unique_lock lock{mutex_};
        const auto never = [] { return false; };
        if (behind) {
            publish_wake_.wait_for(lock, drain_.get_token(), again, never);
            again = std::min(again * 2, kPublishAgainMax);
            continue;
        }
        again = kPublishAgainFirst;
        publish_wake_.wait(lock, drain_.get_token(), [this] { return publish_wanted_; });
        publish_wake_.wait_for(lock, drain_.get_token(), kPublishEvery, never);
        publish_wanted_ = false;
    }
}

void Daemon::notify_loop() {
    Patience patience{"the notices", clock_};
    const auto tend = [this] {
        services()->notices().tend(drain_.get_token(), abort_.get_token());
    };
    while (!drain_.stop_requested()) {
        patience.run(tend, drain_.get_token());
        (void)clock_.wait_for(kNoticeTick, drain_.get_token());
    }
}

}  // namespace ainews::daemon
