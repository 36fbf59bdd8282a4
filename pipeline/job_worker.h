#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "core/work_queue.h"
#include "pipeline/model_gate.h"
#include "pipeline/registry.h"
#include "pipeline/run_report.h"

namespace ainews::pipeline {

/// Brings one claimed job to an end: loads the item, runs the stage, and finishes or puts it back
/// as the stage's error asks. Thread-safe; used by every worker of a runner. Store errors that are
/// exceptions pass through.
class JobWorker {
public:
    /// `slots` and the rest outlive this.
    JobWorker(WorkQueue& queue, const std::vector<StageSlot>& slots, Clock& clock,
              const RunnerOptions& options, const RunnerHooks& hooks);

    /// What became of it. Afterwards the claim is no longer ours.
    [[nodiscard]] JobEvent work(const Claim& claim, bool probe, const std::stop_token& stop);

    [[nodiscard]] ModelGate* gate_of(std::string_view stage) const;
    /// The gates by their names.
    [[nodiscard]] const std::map<std::string, std::unique_ptr<ModelGate>>& gates() const noexcept {
        return gates_;
    }
    /// Stages of a gate; without those that have something provisional to show where `parkable`.
    [[nodiscard]] std::vector<std::string> stages_of(const std::string& gate, bool parkable) const;
    /// Turns what is pending behind a closed gate into waiting jobs with its reason.
    void park(const std::string& gate);

    /// Gives a claim back at once, without a reason.
    void put_back_now(const Claim& claim);
    /// The store took neither a result nor the claim back. Remembered, so that the job need not
    /// wait for its lease to run out.
    void strand(const Claim& claim);
    /// Gives back what was stranded, as far as the store takes it now: the first time at once,
    /// later with growing pauses.
    void give_back_stranded();

private:
    [[nodiscard]] const StageSlot* slot_of(std::string_view stage) const;
    [[nodiscard]] JobEvent run_stage(const Claim& claim, const StageSlot& slot, StageInput input,
                                     bool probe, const std::stop_token& stop);
    [[nodiscard]] JobEvent run_provisional(const Claim& claim, const StageSlot& slot,
                                           const StageInput& input, const ModelGate& gate,
                                           const std::stop_token& stop);
    [[nodiscard]] JobEvent settle(const Claim& claim, const StageSlot& slot, StageOutput output,
                                  std::string hold = {});
    [[nodiscard]] JobEvent settle_error(const Claim& claim, const StageSlot& slot,
                                        const StageInput& input, Error error,
                                        const std::stop_token& stop);
    [[nodiscard]] JobEvent finish(FinishStage finish, JobEvent event);
    [[nodiscard]] JobEvent wait_until(const Claim& claim, TimePoint until, std::string_view reason);
    [[nodiscard]] JobEvent give_up(const Claim& claim, std::string_view reason);
    void close_gate(const StageSlot& slot, const Error& error);
    [[nodiscard]] Millis backoff(const Claim& claim);
    void forget(const Claim& claim);
    [[nodiscard]] bool failed_before(const Claim& claim);

    WorkQueue& queue_;
    const std::vector<StageSlot>& slots_;
    Clock& clock_;
    const RunnerOptions& options_;
    const RunnerHooks& hooks_;
    std::map<std::string, std::unique_ptr<ModelGate>> gates_;
    std::mutex mutex_;
    std::map<std::pair<ItemId, std::string>, int> transient_failures_;  ///< bounded, see backoff()
    std::vector<Claim> stranded_;
};

}  // namespace ainews::pipeline
