#include "daemon/once.h"

#include <fmt/format.h>
#include <pthread.h>
#include <spdlog/spdlog.h>

#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/results_json.h"
#include "daemon/cycle.h"
#include "daemon/exit.h"
#include "daemon/log.h"
#include "daemon/model_search.h"
#include "daemon/papers.h"
#include "daemon/plan.h"
#include "daemon/progress.h"
#include "daemon/services.h"

namespace ainews::daemon {
namespace {

constexpr Millis kSignalTick = std::chrono::seconds{1};
constexpr Millis kDrainTime = std::chrono::seconds{5};
constexpr double kMicrosPerUsd = 1e6;

/// What one run came to.
struct Outcome {
    feeds::PollReport polled;
    pipeline::RunReport worked;
    bool published = true;
};

/// The run itself, on a thread of its own, so that main can listen to signals meanwhile.
class OnceRun {
public:
    OnceRun(const RunOnce& options, Context& context)
        : options_{options},
          store_{context.store()},
          clock_{context.clock()},
          progress_{clock_, stderr_is_terminal() && !options.json},
          since_{context.when(options.since, "--since")},
          until_{context.when(options.until, "--until")},
          services_{context.config(), context.share_dir(), store_, clock_, service_options()} {
        for (const std::string& slug : options.sources) require_source(context.config(), slug);
    }

    Outcome run() {
        Outcome outcome;
        if (options_.poll)
            outcome.polled = poll_sources(services_, store_, clock_, what(), drain_.get_token());
        progress_.update(
            [&](ProgressCounts& counts) { counts.new_items = outcome.polled.new_items; });
        if (!drain_.stop_requested())
            outcome.worked = services_.runner().drain_queue(abort_.get_token());
        refresh_index(store_, abort_.get_token());
        // A run over some stages only is no cycle.
        if (options_.stages.empty() && !drain_.stop_requested())
            (void)make_papers(services_, store_, clock_, abort_.get_token());
        if (options_.publish && !abort_.stop_requested()) publish(outcome);
        if (drain_.stop_requested()) outcome.worked.interrupted = true;
        return outcome;
    }

    void publish(Outcome& outcome) {
        const std::int64_t revision = store_.revision();
        outcome.published = publish_changes(services_);
        const bool whole = options_.poll && options_.sources.empty() && options_.stages.empty();
        if (whole && !drain_.stop_requested()) services_.notices().cycle_polled();
        if (outcome.published) services_.notices().published(revision);
        services_.notices().tend(drain_.get_token(), abort_.get_token());
    }

    void drain() {
        drain_.request_stop();
        services_.runner().request_drain();
    }
    void abort() { abort_.request_stop(); }

private:
    static void require_source(const config::Config& config, const std::string& slug) {
        const bool known = std::ranges::any_of(
            config.sources, [&](const Source& source) { return source.slug == slug; });
        if (!known) throw Exit{ExitCode::Usage, fmt::format("--source {}: no such source", slug)};
    }

    Services::Options service_options() {
        Services::Options options;
        options.runner.stages = options_.stages;
        options.runner.sources = options_.sources;
        options.runner.item_limit = options_.limit;
        options.on_job = [this](const pipeline::JobEvent& event) { on_job(event); };
        options.on_poll = [this](std::size_t polled, std::size_t total) {
            progress_.update([&](ProgressCounts& counts) {
                counts.polled = static_cast<int>(polled);
                counts.to_poll = static_cast<int>(total);
            });
        };
        return options;
    }

    feeds::PollWhat what() const {
        feeds::PollWhat what;
        what.slugs = options_.sources;
        what.force = true;
        what.since = since_;
        what.until = until_;
        return what;
    }

    void on_job(const pipeline::JobEvent& event) {
        progress_.update([&](ProgressCounts& counts) {
            ++counts.finished;
            counts.spent_micro_usd += event.cost.value_or(0);
            if (event.outcome == pipeline::JobOutcome::Waiting) ++counts.waiting;
            counts.open = static_cast<std::int64_t>(services_.runner().in_flight());
        });
    }

    const RunOnce& options_;
    Store& store_;
    Clock& clock_;
    Progress progress_;
    std::optional<TimePoint> since_;
    std::optional<TimePoint> until_;
    std::stop_source drain_;
    std::stop_source abort_;
    Services services_;
};

/// Listens to signals until the run has ended.
void supervise(OnceRun& run, Signals& signals, Clock& clock, const std::atomic<bool>& ended) {
    std::optional<SteadyTime> deadline;
    while (!ended) {
        const auto event = signals.wait(kSignalTick);
        if (deadline && clock.steady_now() >= *deadline) run.abort();
        if (!event || *event == Signals::Event::Woken || *event == Signals::Event::Reload) continue;
        if (deadline) {
            run.abort();
        } else {
            spdlog::info("stopping: what is in hand has {} s, again to end at once",
                         kDrainTime.count() / 1000);
            deadline = clock.steady_now() + kDrainTime;
            run.drain();
        }
    }
}

void print_outcome(const Outcome& outcome, Millis elapsed, bool json) {
    if (!json) return;
    std::cout << dump({{"polled", outcome.polled.polled},
                       {"unchanged", outcome.polled.unchanged},
                       {"failed", outcome.polled.failed},
                       {"new", outcome.polled.new_items},
                       {"duplicates", outcome.polled.duplicates},
                       {"skipped", outcome.polled.skipped},
                       {"done", outcome.worked.done},
                       {"degraded", outcome.worked.degraded},
                       {"gave_up", outcome.worked.failed},
                       {"waiting", outcome.worked.waiting},
                       {"pending", outcome.worked.pending},
                       {"tokens_in", outcome.worked.tokens_in},
                       {"tokens_out", outcome.worked.tokens_out},
                       {"spent_usd", static_cast<double>(outcome.worked.cost) / kMicrosPerUsd},
                       {"interrupted", outcome.worked.interrupted},
                       {"seconds", static_cast<double>(elapsed.count()) / 1000}})
              << '\n';
}

}  // namespace

ExitCode run_once(const RunOnce& options, Context& context, Signals& signals) {
    if (options.plan) return run_plan(options, context);
    const SteadyTime started = context.clock().steady_now();
    Outcome outcome;
    {
        OnceRun run{options, context};
        std::atomic<bool> ended{false};
        std::exception_ptr failure;
        std::jthread worker{[&] {
            pthread_setname_np(pthread_self(), "once");
            try {
                outcome = run.run();
            } catch (...) {
                failure = std::current_exception();
            }
            ended = true;
            signals.wake();
        }};
        supervise(run, signals, context.clock(), ended);
        worker.join();
        if (failure) std::rethrow_exception(failure);
    }
    const Millis elapsed = context.clock().steady_now() - started;
    spdlog::info("{}", cycle_line(outcome.polled, outcome.worked, elapsed));
    if (!outcome.worked.waiting_line.empty()) spdlog::warn("{}", outcome.worked.waiting_line);
    print_outcome(outcome, elapsed, options.json);
    if (context.config().llms.empty())
        print_model_suggestions(std::cerr, context.config(), context.clock());
    return outcome.worked.work_left() || !outcome.published ? ExitCode::TryAgain : ExitCode::Ok;
}

}  // namespace ainews::daemon
