#include "daemon/compare_ledger.h"

namespace ainews::daemon {
namespace {

/// Under a key of its own: a stage that asks the same at this moment must not find our reply.
CallPlan compared(CallPlan plan) {
    plan.key = std::string{kCompareStage} + ":" + plan.key;
    plan.stage = kCompareStage;
    plan.item = 0;
    return plan;
}

}  // namespace

std::optional<StoredReply> CompareLedger::find_reply(std::string_view) const {
    return std::nullopt;
}

Expected<CallId> CompareLedger::reserve_call(const CallPlan& plan, const BudgetLimits& limits) {
    return ledger_.reserve_call(compared(plan), limits);
}

std::vector<Expected<CallId>> CompareLedger::reserve_calls(const std::vector<CallPlan>& plans,
                                                           const BudgetLimits& limits) {
    std::vector<CallPlan> ours;
    for (const CallPlan& plan : plans) ours.push_back(compared(plan));
    return ledger_.reserve_calls(ours, limits);
}

Expected<void> CompareLedger::store_reply(CallId call, const CallReply& reply) {
    CallReply settled = reply;
    settled.text.clear();
    if (auto stored = ledger_.store_reply(call, settled); !stored) return stored;
    spent_ += reply.cost.value_or(0);
    // What is rejected is not kept; judge_reply() says later what the checks thought of it.
    return ledger_.judge_reply(call, false, "");
}

Expected<void> CompareLedger::close_call(CallId call, std::string_view status, bool billed) {
    return ledger_.close_call(call, status, billed);
}

Expected<void> CompareLedger::judge_reply(CallId call, bool accepted, std::string_view finding) {
    return ledger_.judge_reply(call, accepted, finding);
}

MicroUsd CompareLedger::spent_since(TimePoint from) const { return ledger_.spent_since(from); }

std::vector<LlmTotals> CompareLedger::llm_totals() const { return ledger_.llm_totals(); }

void CompareLedger::remember(std::string_view key, std::string_view value, TimePoint until) {
    ledger_.remember(key, value, until);
}

std::optional<std::string> CompareLedger::recall(std::string_view key, TimePoint now) const {
    return ledger_.recall(key, now);
}

}  // namespace ainews::daemon
