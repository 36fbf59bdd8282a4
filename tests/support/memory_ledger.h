#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/call_wait.h"
#include "core/ledger.h"
#include "core/shared_facts.h"

namespace ainews::testing {

/// A ledger in memory, for tests of who asks models. Thread-safe. Holds to the port's rules:
/// budgets count open reservations and say where those hold the room, a rejected reply is not
/// replayed, what stands unbilled costs nothing.
class MemoryLedger final : public Ledger, public SharedFacts {
public:
    struct Call {
        CallPlan plan;
        std::string status = "open";
        bool billed = true;
        std::optional<CallReply> reply = std::nullopt;
        bool rejected = false;
        std::string finding;
    };

    /// Runs once a transaction, outside of the lock: a disk's sync in a benchmark.
    std::function<void()> on_commit = nullptr;

    [[nodiscard]] std::vector<Call> calls() const {
        const std::lock_guard lock{mutex_};
        return calls_;
    }
    [[nodiscard]] int reserving_transactions() const {
        const std::lock_guard lock{mutex_};
        return reserving_transactions_;
    }
    [[nodiscard]] std::map<std::string, std::string, std::less<>> facts() const {
        const std::lock_guard lock{mutex_};
        std::map<std::string, std::string, std::less<>> out;
        for (const auto& [key, fact] : facts_) out.emplace(key, fact.first);
        return out;
    }

    [[nodiscard]] std::optional<StoredReply> find_reply(std::string_view key) const override {
        const std::lock_guard lock{mutex_};
        for (std::size_t i = calls_.size(); i-- > 0;)
            if (calls_[i].plan.key == key && calls_[i].reply && !calls_[i].rejected)
                return StoredReply{static_cast<CallId>(i + 1), *calls_[i].reply};
        return std::nullopt;
    }
    [[nodiscard]] Expected<CallId> reserve_call(const CallPlan& plan,
                                                const BudgetLimits& limits) override {
        return reserve_calls({plan}, limits).front();
    }
    [[nodiscard]] std::vector<Expected<CallId>> reserve_calls(const std::vector<CallPlan>& plans,
                                                              const BudgetLimits& limits) override {
        std::vector<Expected<CallId>> ids;
        {
            const std::lock_guard lock{mutex_};
            ++reserving_transactions_;
            for (const CallPlan& plan : plans) ids.push_back(reserve_locked(plan, limits));
        }
        commit();
        return ids;
    }
    [[nodiscard]] Expected<void> store_reply(CallId call, const CallReply& reply) override {
        change(call, [&](Call& kept) {
            kept.status = "stored";
            kept.reply = reply;
        });
        return {};
    }
    Expected<void> close_call(CallId call, std::string_view status, bool billed) override {
        change(call, [&](Call& kept) {
            kept.status = status;
            kept.billed = billed;
        });
        return {};
    }
    Expected<void> judge_reply(CallId call, bool accepted, std::string_view finding) override {
        change(call, [&](Call& kept) {
            kept.rejected = !accepted;
            kept.finding = finding;
        });
        return {};
    }
    [[nodiscard]] MicroUsd spent_since(TimePoint from) const override {
        const std::lock_guard lock{mutex_};
        return spent_locked([&](const Call& call) { return call.plan.at >= from; });
    }
    [[nodiscard]] std::vector<LlmTotals> llm_totals() const override { return {}; }

    void remember(std::string_view key, std::string_view value, TimePoint until) override {
        const std::lock_guard lock{mutex_};
        facts_[std::string{key}] = {std::string{value}, until};
    }
    [[nodiscard]] std::optional<std::string> recall(std::string_view key,
                                                    TimePoint now) const override {
        const std::lock_guard lock{mutex_};
        const auto found = facts_.find(key);
        if (found == facts_.end() || found->second.second <= now) return std::nullopt;
        return found->second.first;
    }

    void change_fact(std::string_view key, TimePoint now,
                     const std::function<std::optional<Fact>(const std::optional<std::string>&)>&
                         change) override {
        const std::lock_guard lock{mutex_};
        const auto found = facts_.find(key);
        const bool known = found != facts_.end() && found->second.second > now;
        if (auto fact = change(known ? std::optional{found->second.first} : std::nullopt))
            facts_[std::string{key}] = {std::move(fact->value), fact->until};
    }

private:
    static MicroUsd cost(const Call& call) {
        if (!call.billed) return 0;
        return call.reply ? call.reply->cost.value_or(0) : call.plan.reserve.value_or(0);
    }
    template <typename Which>
    [[nodiscard]] MicroUsd spent_locked(Which which) const {
        MicroUsd sum = 0;
        for (const Call& call : calls_)
            if (which(call)) sum += cost(call);
        return sum;
    }
    [[nodiscard]] Expected<CallId> reserve_locked(const CallPlan& plan,
                                                  const BudgetLimits& limits) {
        const MicroUsd reserve = plan.reserve.value_or(0);
        if (limits.call && reserve > *limits.call) return fail(ErrorKind::TooLarge, "call");
        std::optional<Error> later;
        const auto refused = [&](std::optional<MicroUsd> limit, ErrorKind kind, const char* name,
                                 const std::function<bool(const Call&)>& counts) {
            if (!limit || spent_locked(counts) + reserve <= *limit) return false;
            const MicroUsd settled = spent_locked(
                [&](const Call& call) { return call.status != "open" && counts(call); });
            later = Error{kind, name};
            if (settled + reserve > *limit) return true;
            later->retry_after = kSettlementPoll;
            return false;
        };
        if (refused(limits.item, ErrorKind::BadInput, "item",
                    [&](const Call& c) { return c.plan.item == plan.item; }) ||
            refused(limits.day, ErrorKind::OverBudget, "day",
                    [&](const Call& c) { return c.plan.at >= limits.day_start; }) ||
            refused(limits.month, ErrorKind::OverBudget, "month",
                    [&](const Call& c) { return c.plan.at >= limits.month_start; }) ||
            later)
            return tl::unexpected{*std::move(later)};
        calls_.push_back(Call{plan});
        return static_cast<CallId>(calls_.size());
    }
    template <typename Edit>
    void change(CallId call, Edit edit) {
        {
            const std::lock_guard lock{mutex_};
            edit(calls_.at(static_cast<std::size_t>(call - 1)));
        }
        commit();
    }
    void commit() const {
        if (on_commit) on_commit();
    }

    mutable std::mutex mutex_;
    std::vector<Call> calls_;
    std::map<std::string, std::pair<std::string, TimePoint>, std::less<>> facts_;
    int reserving_transactions_ = 0;
};

}  // namespace ainews::testing
