#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "core/ledger.h"

namespace ainews::daemon {

/// The name under which the ledger books what comparing costs.
inline constexpr std::string_view kCompareStage = "compare";

/// The ledger as `compare` sees it: each call is reserved, limited and counted as any other, but
/// belongs to no item; nothing is replayed, because the old answer is what the new one is compared
/// with, and no answer is kept. Thread-safe; the ledger behind it outlives it.
class CompareLedger final : public Ledger {
public:
    explicit CompareLedger(Ledger& ledger) : ledger_{ledger} {}

    /// What the answers so far cost, by this object's own calls.
    [[nodiscard]] MicroUsd spent() const noexcept { return spent_; }

    [[nodiscard]] std::optional<StoredReply> find_reply(std::string_view key) const override;
    [[nodiscard]] Expected<CallId> reserve_call(const CallPlan& plan,
                                                const BudgetLimits& limits) override;
    [[nodiscard]] std::vector<Expected<CallId>> reserve_calls(const std::vector<CallPlan>& plans,
                                                              const BudgetLimits& limits) override;
    [[nodiscard]] Expected<void> store_reply(CallId call, const CallReply& reply) override;
    Expected<void> close_call(CallId call, std::string_view status, bool billed) override;
    Expected<void> judge_reply(CallId call, bool accepted, std::string_view finding) override;
    [[nodiscard]] MicroUsd spent_since(TimePoint from) const override;
    [[nodiscard]] std::vector<LlmTotals> llm_totals() const override;
    void remember(std::string_view key, std::string_view value, TimePoint until) override;
    [[nodiscard]] std::optional<std::string> recall(std::string_view key,
                                                    TimePoint now) const override;

private:
    Ledger& ledger_;
    std::atomic<MicroUsd> spent_{0};
};

}  // namespace ainews::daemon
