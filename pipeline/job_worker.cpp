#include "pipeline/job_worker.h"

#include <algorithm>
#include <new>
#include <utility>

namespace ainews::pipeline {
namespace {

constexpr Millis kJobRetryFirst{std::chrono::minutes{1}};
constexpr Millis kJobRetryMax{std::chrono::hours{1}};
constexpr Millis kLimitedDefault{std::chrono::minutes{1}};
constexpr Millis kOverBudgetDefault{std::chrono::hours{1}};
constexpr Millis kStoreRetry{std::chrono::seconds{1}};
constexpr int kStoreTriesMax = 3;
constexpr std::string_view kStoreReason = "the database did not take the result";
constexpr std::string_view kNoMemoryReason = "there was no memory for the job";
constexpr std::size_t kRememberedFailuresMax = 10'000;

JobEvent event_of(const Claim& claim, JobOutcome outcome, std::string message = {}) {
    JobEvent event;
    event.item = claim.item;
    event.stage = claim.stage;
    event.outcome = outcome;
    event.message = std::move(message);
    return event;
}

/// Errors that concern every job behind the same gate.
bool closes_gate(ErrorKind kind) {
    return kind == ErrorKind::Unavailable || kind == ErrorKind::Refused ||
           kind == ErrorKind::RateLimited || kind == ErrorKind::OverBudget;
}

}  // namespace

std::string_view to_string(JobOutcome outcome) noexcept {
    switch (outcome) {
        case JobOutcome::Done:
            return "done";
        case JobOutcome::Degraded:
            return "degraded";
        case JobOutcome::Provisional:
            return "provisional";
        case JobOutcome::Failed:
            return "failed";
        case JobOutcome::Waiting:
            return "waiting";
        case JobOutcome::PutBack:
            return "put_back";
        case JobOutcome::Lost:
            return "lost";
    }
    return "unknown";
}

JobWorker::JobWorker(WorkQueue& queue, const std::vector<StageSlot>& slots, Clock& clock,
                     const RunnerOptions& options, const RunnerHooks& hooks)
    : queue_{queue}, slots_{slots}, clock_{clock}, options_{options}, hooks_{hooks} {
    for (const StageSlot& slot : slots_) {
        if (slot.gate.empty()) continue;
        auto& gate = gates_[slot.gate];
        if (!gate) gate = std::make_unique<ModelGate>();
        if (!slot.stage) gate->close_for_good(kNoModelReason, options_.no_model_recheck);
    }
}

const StageSlot* JobWorker::slot_of(std::string_view stage) const {
    const auto found = std::ranges::find(slots_, stage, &StageSlot::name);
    return found == slots_.end() ? nullptr : &*found;
}

ModelGate* JobWorker::gate_of(std::string_view stage) const {
    const StageSlot* slot = slot_of(stage);
    if (slot == nullptr || slot->gate.empty()) return nullptr;
    return gates_.at(slot->gate).get();
}

std::vector<std::string> JobWorker::stages_of(const std::string& gate, bool parkable) const {
    std::vector<std::string> stages;
    for (const StageSlot& slot : slots_)
        if (slot.gate == gate && !(parkable && slot.provisional)) stages.push_back(slot.name);
    return stages;
}

void JobWorker::park(const std::string& name) {
    const ModelGate& gate = *gates_.at(name);
    const std::vector<std::string> stages = stages_of(name, true);
    if (!stages.empty())
        static_cast<void>(queue_.park(stages, gate.until(clock_.now()), gate.reason()));
}

void JobWorker::put_back_now(const Claim& claim) {
    const auto put = queue_.put_back(claim, std::nullopt, {}, false, {});
    // A lost lease is nobody's loss here.
    if (!put && put.error().kind != ErrorKind::Conflict) strand(claim);
}

void JobWorker::strand(const Claim& claim) {
    const std::lock_guard lock{mutex_};
    if (stranded_.size() < kRememberedFailuresMax) stranded_.push_back(claim);
}

void JobWorker::give_back_stranded() {
    std::vector<Claim> claims;
    {
        const std::lock_guard lock{mutex_};
        claims.swap(stranded_);
    }
    bool takes = true;
    for (const Claim& claim : claims) {
        if (takes) {
            const bool first = !failed_before(claim);
            const Millis pause = backoff(claim);
            const auto until = first ? std::nullopt : std::optional{clock_.now() + pause};
            const auto put = queue_.put_back(claim, until, kStoreReason, false, {});
            takes = put || put.error().kind == ErrorKind::Conflict;
        }
        if (!takes) strand(claim);
    }
}

bool JobWorker::failed_before(const Claim& claim) {
    const std::lock_guard lock{mutex_};
    return transient_failures_.contains({claim.item, claim.stage});
}

JobEvent JobWorker::work(const Claim& claim, bool probe, const std::stop_token& stop) {
    const SteadyTime begun = clock_.steady_now();
    const StageSlot* slot = slot_of(claim.stage);
    if (slot == nullptr) return give_up(claim, "there is no stage " + claim.stage);
    if (stop.stop_requested()) {
        put_back_now(claim);
        return event_of(claim, JobOutcome::PutBack);
    }
    auto item = queue_.load(claim);
    if (!item) {
        const ErrorKind kind = item.error().kind;
        if (kind == ErrorKind::Transient || kind == ErrorKind::Unavailable)
            return wait_until(claim, clock_.now() + kJobRetryFirst, item.error().message);
        if (kind != ErrorKind::NotFound && kind != ErrorKind::Gone && kind != ErrorKind::Conflict)
            return give_up(claim, item.error().message);
        // Deleted, or not ours any more.
        put_back_now(claim);
        return event_of(claim, JobOutcome::Lost, item.error().message);
    }
    const std::string source = item->source;
    JobEvent event;
    try {
        auto input = stage_input(*std::move(item), claim.attempts);
        event = input ? run_stage(claim, *slot, *std::move(input), probe, stop)
                      : give_up(claim, input.error().message);
    } catch (const std::bad_alloc&) {
        // The others go on; this one may find more room later.
        event = wait_until(claim, clock_.now() + backoff(claim), kNoMemoryReason);
        if (hooks_.on_notice) hooks_.on_notice(std::string{kNoMemoryReason}, false);
    }
    event.source = source;
    event.elapsed = clock_.steady_now() - begun;
    return event;
}

JobEvent JobWorker::run_stage(const Claim& claim, const StageSlot& slot, StageInput input,
                              bool probe, const std::stop_token& stop) {
    ModelGate* gate = gate_of(slot.name);
    if (hooks_.leave_out) {
        if (std::string why = hooks_.leave_out(slot.name); !why.empty()) {
            StageOutput none;
            none.not_needed = true;
            none.findings = {std::move(why)};
            if (gate != nullptr && probe) gate->return_probe();
            return settle(claim, slot, std::move(none));
        }
    }
    if (gate != nullptr && !probe && gate->state(clock_.now()) != ModelGate::State::Open)
        return run_provisional(claim, slot, input, *gate, stop);
    if (gate != nullptr && hooks_.before_paying) {
        if (auto ready = hooks_.before_paying(); !ready)
            return settle_error(claim, slot, input,
                                Error{ErrorKind::Unavailable, ready.error().message}, stop);
    }
    auto output = slot.stage->run(input, stop);
    if (!output) return settle_error(claim, slot, input, std::move(output).error(), stop);
    // A job that needed no call says nothing about the endpoint.
    if (gate != nullptr && !output->not_needed && gate->open()) {
        const auto stages = stages_of(slot.gate, false);
        static_cast<void>(queue_.wake(stages));
        if (hooks_.on_notice) hooks_.on_notice(slot.gate + " answers again", true);
    } else if (gate != nullptr && probe) {
        gate->return_probe();
    }
    if (slot.maker && !output->result_json.empty())
        output->provenance.input_hash = fingerprint(*slot.maker, input);
    std::string hold = hooks_.hold ? hooks_.hold(slot.name, input, *output) : std::string{};
    return settle(claim, slot, *std::move(output), std::move(hold));
}

JobEvent JobWorker::run_provisional(const Claim& claim, const StageSlot& slot,
                                    const StageInput& input, const ModelGate& gate,
                                    const std::stop_token& stop) {
    const TimePoint until = gate.until(clock_.now());
    const std::string reason = gate.reason();
    if (!slot.provisional || input.item.has_provisional) return wait_until(claim, until, reason);
    auto output = slot.provisional->run(input, stop);
    if (!output || output->not_needed || output->result_json.empty())
        return wait_until(claim, until, reason);
    FinishStage finish{
        .claim = claim, .outcome = FinishStage::Outcome::Provisional, .now = clock_.now()};
    finish.result_json = std::move(output->result_json);
    finish.provenance = std::move(output->provenance);
    finish.findings = std::move(output->findings);
    finish.error = reason;
    finish.retry_at = until;
    JobEvent event = event_of(claim, JobOutcome::Provisional, reason);
    event.engine = finish.provenance.engine;
    return this->finish(std::move(finish), std::move(event));
}

JobEvent JobWorker::settle(const Claim& claim, const StageSlot& slot, StageOutput output,
                           std::string hold) {
    forget(claim);
    JobEvent event = event_of(claim, JobOutcome::Done);
    event.engine = output.provenance.engine;
    event.model = output.provenance.model;
    event.tokens_in = output.provenance.tokens_in;
    event.tokens_out = output.provenance.tokens_out;
    event.cost = output.provenance.cost;
    event.findings = output.findings.size();
    event.not_needed = output.not_needed;
    FinishStage finish{.claim = claim, .outcome = FinishStage::Outcome::Done, .now = clock_.now()};
    if (!output.findings.empty()) event.message = output.findings.front();
    if (!output.findings.empty() && !output.not_needed && slot.name != stage_names::kExtract)
        event.outcome = JobOutcome::Degraded;
    if (!output.gave_up.empty()) {
        finish.outcome = FinishStage::Outcome::Failed;
        finish.error = output.gave_up;
        event.outcome = JobOutcome::Failed;
        event.message = output.gave_up;
        output.result_json.clear();
    } else if (output.provisional) {
        finish.outcome = FinishStage::Outcome::Provisional;
        finish.retry_at = clock_.now() + kJobRetryMax;
        event.outcome = JobOutcome::Provisional;
    }
    finish.result_json = std::move(output.result_json);
    finish.nothing_to_do = output.not_needed;
    finish.provenance = std::move(output.provenance);
    finish.findings = std::move(output.findings);
    finish.attempts = std::move(output.attempts);
    finish.facts = std::move(output.facts);
    finish.hold = std::move(hold);
    return this->finish(std::move(finish), std::move(event));
}

JobEvent JobWorker::settle_error(const Claim& claim, const StageSlot& slot, const StageInput& input,
                                 Error error, const std::stop_token& stop) {
    if (error.kind == ErrorKind::Cancelled || stop.stop_requested()) {
        put_back_now(claim);
        return event_of(claim, JobOutcome::PutBack, error.message);
    }
    if (closes_gate(error.kind) && !slot.gate.empty()) {
        close_gate(slot, error);
        return run_provisional(claim, slot, input, *gate_of(slot.name), stop);
    }
    if (error.kind == ErrorKind::Transient || closes_gate(error.kind)) {
        const Millis pause = error.retry_after.value_or(backoff(claim));
        return wait_until(claim, clock_.now() + pause, error.message);
    }
    if (error.kind == ErrorKind::Conflict) return event_of(claim, JobOutcome::Lost, error.message);
    return give_up(claim, error.message);
}

void JobWorker::close_gate(const StageSlot& slot, const Error& error) {
    const TimePoint now = clock_.now();
    std::optional<TimePoint> until;
    if (error.retry_after)
        until = now + *error.retry_after;
    else if (error.kind == ErrorKind::OverBudget)
        until = hooks_.next_day ? hooks_.next_day(now) : now + kOverBudgetDefault;
    else if (error.kind == ErrorKind::RateLimited)
        until = now + kLimitedDefault;
    const ModelGate::Closed closed = gates_.at(slot.gate)->close(now, until, error.message);
    if (closed.news && hooks_.on_notice) hooks_.on_notice(error.message, false);
    park(slot.gate);
}

JobEvent JobWorker::finish(FinishStage finish, JobEvent event) {
    bool conflict = false;
    for (int tries = 1;; ++tries) {
        const auto receipt = queue_.finish_stage(finish);
        if (receipt) return event;
        event.message = receipt.error().message;
        conflict = receipt.error().kind == ErrorKind::Conflict;
        if (conflict || tries == kStoreTriesMax) break;
        // The replies are kept: a lease that runs out costs a replay, not another payment.
        if (!clock_.wait_for(kStoreRetry, {})) break;
        finish.now = clock_.now();
    }
    if (!conflict) strand(finish.claim);
    event.outcome = JobOutcome::Lost;
    return event;
}

JobEvent JobWorker::wait_until(const Claim& claim, TimePoint until, std::string_view reason) {
    const auto put = queue_.put_back(claim, until, reason, false, {});
    if (!put && put.error().kind != ErrorKind::Conflict) strand(claim);
    return event_of(claim, put ? JobOutcome::Waiting : JobOutcome::Lost, std::string{reason});
}

JobEvent JobWorker::give_up(const Claim& claim, std::string_view reason) {
    forget(claim);
    FinishStage finish{
        .claim = claim, .outcome = FinishStage::Outcome::Failed, .now = clock_.now()};
    finish.error = reason;
    return this->finish(std::move(finish),
                        event_of(claim, JobOutcome::Failed, std::string{reason}));
}

Millis JobWorker::backoff(const Claim& claim) {
    const std::lock_guard lock{mutex_};
    if (transient_failures_.size() >= kRememberedFailuresMax) transient_failures_.clear();
    const int failures = transient_failures_[{claim.item, claim.stage}]++;
    const Millis pause = std::min(kJobRetryMax, kJobRetryFirst * (1 << std::min(failures, 6)));
    // Spread, so that what failed together does not come back together.
    return pause + pause / 8 * (claim.token % 5);
}

void JobWorker::forget(const Claim& claim) {
    const std::lock_guard lock{mutex_};
    transient_failures_.erase({claim.item, claim.stage});
}

}  // namespace ainews::pipeline
