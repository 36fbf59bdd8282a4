#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/item.h"
#include "pipeline/stage.h"

namespace ainews::pipeline {

/// The reason of jobs that wait because there is no `[llm.NAME]`.
inline constexpr std::string_view kNoModelReason = "no model configured";

/// What became of one claimed job.
enum class JobOutcome {
    Done,         ///< with a result, or with nothing to be done
    Degraded,     ///< done, with findings
    Provisional,  ///< a builtin result is shown until a model answers
    Failed,       ///< given up for a reason that lies in the item
    Waiting,      ///< put back until later
    PutBack,      ///< put back at once: stopped, or beyond the item limit
    Lost,         ///< the lease was lost; somebody else does it
};
[[nodiscard]] std::string_view to_string(JobOutcome outcome) noexcept;

/// One line of the log or progress.
struct JobEvent {
    ItemId item = 0;
    std::string source;
    std::string stage;
    JobOutcome outcome = JobOutcome::Done;
    std::string engine;
    std::string model;
    std::int64_t tokens_in = 0;
    std::int64_t tokens_out = 0;
    std::optional<MicroUsd> cost = std::nullopt;
    Millis elapsed{0};
    std::string message;  ///< why it failed or waits; the first finding of a degraded one
    std::size_t findings = 0;
    bool not_needed = false;
};

struct RunnerOptions {
    int model_workers = 12;  ///< about the endpoints' concurrency, twice it for short answers
    int local_workers = 8;   ///< for stages that need no model: extract
    Millis lease{std::chrono::seconds{120}};
    Millis renew{std::chrono::seconds{30}};
    Millis idle{std::chrono::seconds{5}};  ///< run(): how often to look for work unasked
    /// No job that needs a model is begun so long while pages are being read.
    Millis read_first{std::chrono::seconds{10}};
    Millis no_model_recheck{std::chrono::hours{24}};
    std::vector<std::string> stages;               ///< only these; empty: all
    std::vector<std::string> sources;              ///< only of these; empty: all
    std::optional<int> item_limit = std::nullopt;  ///< work on at most so many items
};

/// What the runner tells and asks. Called from several threads, never under a lock of the runner;
/// must not block for long.
struct RunnerHooks {
    std::function<void(const JobEvent&)> on_job = nullptr;
    /// Something the operator should know, once: a model went down, or came back.
    std::function<void(const std::string& line, bool good)> on_notice = nullptr;
    /// Asked before a job that may cost money: disk space, a writable store. An error parks such
    /// jobs, and run() begins no others either.
    std::function<Expected<void>()> before_paying = nullptr;
    /// Asked before each stage: why it is left out for this item (most of the budget is gone), in
    /// the editor's language; empty: it runs. Unset: nothing is left out.
    std::function<std::string(std::string_view stage)> leave_out = nullptr;
    /// When the operator's next day begins: work over budget waits until then. Unset: an hour on.
    std::function<TimePoint(TimePoint)> next_day = nullptr;
    /// Why what a stage made is to be held for the editor; empty: it is not. May change the output:
    /// the text of an original that has vanished is kept. On the worker's thread.
    std::function<std::string(std::string_view stage, const StageInput&, StageOutput&)> hold =
        nullptr;
};

/// Sums over one drain_queue() or run().
struct RunReport {
    std::int64_t jobs = 0;  ///< claimed and brought to some end
    std::int64_t done = 0;  ///< degraded ones included
    std::int64_t degraded = 0;
    std::int64_t provisional = 0;
    std::int64_t failed = 0;
    std::int64_t put_back = 0;  ///< waiting or pending again
    std::int64_t lost = 0;
    std::int64_t tokens_in = 0;
    std::int64_t tokens_out = 0;
    MicroUsd cost = 0;
    std::int64_t waiting = 0;  ///< jobs that wait in the queue at the end, from this run or before
    std::int64_t pending = 0;  ///< claimable jobs left over (interrupted, limit, filter)
    std::string waiting_line;  ///< "12 jobs wait: 10 no model configured; 2 ..."; empty: none
    bool interrupted = false;

    /// The caller's exit code is 75 where work is left.
    [[nodiscard]] bool work_left() const noexcept { return waiting > 0 || interrupted; }
};

}  // namespace ainews::pipeline
