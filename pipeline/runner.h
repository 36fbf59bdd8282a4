#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/work_queue.h"
#include "pipeline/claim_board.h"
#include "pipeline/job_worker.h"
#include "pipeline/registry.h"
#include "pipeline/run_report.h"

namespace ainews::pipeline {

/// Works the queue off: claims ahead, runs stages on named threads, renews leases, finishes or puts
/// back. Jobs that need a model have workers of their own, so that slow pages and slow models do
/// not wait for each other. One call of drain_queue() or run() at a time; the other functions may
/// be called from any thread.
///
/// Stopping has two phases: request_drain() (or the end of run()'s patience) takes no new work and
/// lets what is begun end; `abort` also asks the stages to stop, and gives their jobs back.
class Runner {
public:
    /// What is pointed at outlives the runner. Slots as make_stages() gives them.
    Runner(WorkQueue& queue, std::vector<StageSlot> slots, Clock& clock, RunnerOptions options,
           RunnerHooks hooks = {});
    ~Runner();
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;

    /// Works until nothing is claimable now, and says what waits and why. Jobs that wait for a
    /// model are tried again first: asking is what `--once` is for. Rethrows what a worker threw (a
    /// broken store).
    [[nodiscard]] RunReport drain_queue(std::stop_token abort);
    /// Works until request_drain() or `abort`.
    [[nodiscard]] RunReport run(std::stop_token abort);

    /// New work may be there: a poll has stored items.
    void notify();
    /// No new claims from now on; what is begun ends by itself.
    void request_drain();
    /// Sums since the last drain_queue() or run() began.
    [[nodiscard]] RunReport progress() const;
    /// Jobs being worked on.
    [[nodiscard]] std::size_t in_flight() const;

private:
    using Lane = ClaimBoard::Lane;
    enum class Mode { Once, Forever };

    [[nodiscard]] RunReport work(Mode mode, std::stop_token abort);
    void dispatch(Mode mode, const std::stop_token& abort);
    [[nodiscard]] bool fill(Mode mode);
    [[nodiscard]] bool fill_lane(Lane lane);
    [[nodiscard]] bool is_reading_first(bool reading);
    [[nodiscard]] bool fill_probe(const std::string& gate);
    [[nodiscard]] bool claim(Lane lane, std::vector<std::string> stages, int limit, bool probe);
    [[nodiscard]] std::vector<std::string> open_stages(Lane lane) const;
    [[nodiscard]] bool wanted(const std::string& stage) const;
    [[nodiscard]] std::size_t workers(Lane lane) const;
    void begin();
    void end(const std::stop_token& abort);
    void park_behind_closed_gates();
    void work_lane(Lane lane, int number);
    void renew_leases(const std::stop_token& stop);
    void count(const JobEvent& event);
    void fail_with(std::exception_ptr error);

    WorkQueue& queue_;
    const std::vector<StageSlot> slots_;
    Clock& clock_;
    const RunnerOptions options_;
    const RunnerHooks hooks_;
    JobWorker worker_;
    ClaimBoard board_;
    std::atomic<bool> draining_ = false;
    std::atomic<bool> failing_ = false;
    std::set<ItemId> taken_items_;             ///< of the dispatcher: items within the limit
    std::optional<SteadyTime> reading_since_;  ///< of the dispatcher: the local lane is busy
    mutable std::mutex mutex_;                 ///< guards what follows
    RunReport report_;
    std::exception_ptr error_;
};

}  // namespace ainews::pipeline
