#include "daemon/once.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/json_text.h"
#include "core/results_json.h"
#include "daemon/cycle.h"
#include "daemon/exit.h"
#include "daemon/log.h"
#include "daemon/model_search.h"
#include "daemon/papers.h"
#include "daemon/plan.h"
#include "daemon/progress.h"
#include "daemon/services.h"
#include "daemon/supervise.h"
#include "daemon/terminal_foot.h"
#include "daemon/wiring.h"
#include "pipeline/budget.h"

namespace ainews::daemon {
namespace {

/// Where there is no live view, a long run still says how it gets on.
constexpr Millis kPlainInterval = std::chrono::seconds{30};

/// What one run came to.
struct Outcome {
    CycleTotals totals;
    std::optional<Error> publish_error;
};

class OnceRun final : public InterruptibleRun {
public:
    OnceRun(const RunOnce& options, Context& context)
        : options_{options},
          store_{context.store()},
          clock_{context.clock()},
          budget_{budget_policy(context.config())},
          progress_{clock_, is_terminal(STDERR_FILENO) && !options.json,
                    [this](ProgressCounts& counts) { refresh(counts); }},
          period_{context.period(options.since, options.until)},
          services_{context.config(), context.share_dir(), store_, clock_, service_options()} {
        progress_.update([&](ProgressCounts& counts) {
            for (const config::StageConfig& stage : context.config().stages)
                counts.stages.emplace_back(stage.name, StageProgress{});
        });
    }

    void run() override {
        if (options_.poll)
            outcome_.totals.polled =
                poll_sources(services_, store_, clock_, what(), drain_.get_token());
        progress_.update([&](ProgressCounts& counts) {
            counts.new_items = outcome_.totals.polled.new_items;
            counts.failing = outcome_.totals.polled.failed;
        });
        if (!drain_.stop_requested())
            outcome_.totals.worked = services_.runner().drain_queue(abort_.get_token());
        show_phase("indexing");
        refresh_index(store_, now_.get_token());
        // A run over some stages only is no cycle.
        if (options_.stages.empty() && !drain_.stop_requested()) {
            show_phase("papers");
            (void)make_papers(services_, store_, clock_, abort_.get_token());
        }
        if (options_.publish && !now_.stop_requested()) publish();
        if (drain_.stop_requested()) outcome_.totals.worked.interrupted = true;
    }

    void drain() override {
        drain_.request_stop();
        services_.runner().request_drain();
    }
    void abort() override { abort_.request_stop(); }
    void stop_now() override { now_.request_stop(); }
    /// The window may have another size.
    void tick() override {
        progress_.update([](ProgressCounts&) {});
        if (progress_.is_enabled() || clock_.steady_now() < next_line_) return;
        next_line_ = clock_.steady_now() + kPlainInterval;
        const pipeline::RunReport now = services_.runner().progress();
        log_work(told_, now, store_);
        told_ = now;
    }
    /// Once run() has ended.
    [[nodiscard]] const Outcome& outcome() const { return outcome_; }

private:
    void publish() {
        const std::int64_t revision = store_.revision();
        show_phase("publishing");
        const auto published = publish_changes(services_, now_.get_token());
        outcome_.totals.published = published.value_or(0);
        if (!published && published.error().kind != ErrorKind::Cancelled)
            outcome_.publish_error = published.error();
        const bool whole = options_.poll && options_.sources.empty() && options_.stages.empty();
        if (whole && !drain_.stop_requested()) services_.notices().cycle_polled();
        if (published) services_.notices().published(revision);
        services_.notices().tend(drain_.get_token(), abort_.get_token());
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
        what.since = period_.since;
        what.until = period_.until;
        return what;
    }

    void on_job(const pipeline::JobEvent& event) {
        progress_.update([&](ProgressCounts& counts) {
            ++counts.finished;
            counts.spent += event.cost.value_or(0);
            const bool done = event.outcome == pipeline::JobOutcome::Done ||
                              event.outcome == pipeline::JobOutcome::Degraded;
            if (StageProgress* stage = counts.stage(event.stage); stage != nullptr && done)
                ++stage->done;
        });
    }

    void show_phase(const char* phase) {
        progress_.update([&](ProgressCounts& counts) { counts.phase = phase; },
                         Progress::Draw::AtOnce);
    }

    void refresh(ProgressCounts& counts) const {
        const QueueCounts queue = store_.queue_counts();
        for (auto& [name, stage] : counts.stages) {
            const auto states = queue.find(name);
            if (states == queue.end()) continue;
            const auto jobs = [&](JobState state) {
                const auto found = states->second.find(state);
                return found == states->second.end() ? 0 : found->second;
            };
            stage.open = jobs(JobState::Pending) + jobs(JobState::Running);
            stage.waiting = jobs(JobState::Waiting);
        }
        counts.day_limit = budget_.day;
        if (budget_.day)
            counts.day_spent =
                store_.spent_since(pipeline::limits_at(budget_, clock_.now()).day_start);
    }

    const RunOnce& options_;
    Store& store_;
    Clock& clock_;
    const pipeline::BudgetPolicy budget_;
    Progress progress_;
    SteadyTime next_line_ = clock_.steady_now() + kPlainInterval;
    pipeline::RunReport told_;  ///< what the lines in the log have said
    const Period period_;
    std::stop_source drain_;
    std::stop_source abort_;
    std::stop_source now_;
    Outcome outcome_;
    Services services_;
};

/// A word that names nothing is a mistake, not a filter that lets nothing through.
void require_filters(const RunOnce& options, Context& context) {
    context.require_sources(options.sources);
    (void)context.period(options.since, options.until);
    std::vector<std::string_view> known;
    for (const config::StageConfig& stage : context.config().stages) known.push_back(stage.name);
    for (const std::string& stage : options.stages)
        if (std::ranges::find(known, stage) == known.end())
            throw Exit{ExitCode::Usage, fmt::format("--stages {}: no such stage; there are {}",
                                                    stage, fmt::join(known, ", "))};
}

ExitCode exit_code_of(const Outcome& outcome) {
    if (outcome.publish_error) return ExitCode::Unavailable;
    const CycleTotals& totals = outcome.totals;
    const bool done = !totals.worked.work_left() && totals.polled.not_stored == 0;
    return done ? ExitCode::Ok : ExitCode::TryAgain;
}

void print_outcome(const Outcome& outcome) {
    const CycleTotals& totals = outcome.totals;
    const nlohmann::json publish_error =
        outcome.publish_error ? nlohmann::json(outcome.publish_error->message) : nullptr;
    std::cout << dump({{"polled", totals.polled.polled},
                       {"unchanged", totals.polled.unchanged},
                       {"failed", totals.polled.failed},
                       {"new", totals.polled.new_items},
                       {"duplicates", totals.polled.duplicates},
                       {"skipped", totals.polled.skipped},
                       {"done", totals.worked.done},
                       {"degraded", totals.worked.degraded},
                       {"gave_up", totals.worked.failed},
                       {"waiting", totals.worked.waiting},
                       {"pending", totals.worked.pending},
                       {"tokens_in", totals.worked.tokens_in},
                       {"tokens_out", totals.worked.tokens_out},
                       {"spent_usd", usd(totals.worked.cost)},
                       {"published", totals.published},
                       {"publish_error", publish_error},
                       {"interrupted", totals.worked.interrupted},
                       {"seconds", static_cast<double>(totals.elapsed.count()) / 1000}})
              << '\n';
}

}  // namespace

ExitCode run_once(const RunOnce& options, Context& context, Signals& signals) {
    require_filters(options, context);
    if (options.plan) return run_plan(options, context, signals);
    const SteadyTime started = context.clock().steady_now();
    Outcome outcome;
    {
        OnceRun run{options, context};
        supervise(run, signals, context.clock());
        outcome = run.outcome();
    }
    CycleTotals& totals = outcome.totals;
    totals.elapsed = context.clock().steady_now() - started;
    spdlog::info("{}", cycle_line(totals));
    if (!totals.worked.waiting_line.empty()) spdlog::warn("{}", totals.worked.waiting_line);
    if (options.json) print_outcome(outcome);
    if (context.config().llms.empty())
        print_model_suggestions(std::cerr, context.config(), context.clock());
    return exit_code_of(outcome);
}

}  // namespace ainews::daemon
