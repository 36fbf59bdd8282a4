#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <vector>

#include "core/ledger.h"

namespace ainews::pipeline {

/// Reserves the calls of many threads in few transactions: a transaction is one sync of the disk,
/// and single ones stop at some 300 a second. Whoever comes while one runs is in the next.
/// Thread-safe.
class CallReserver {
public:
    explicit CallReserver(Ledger& ledger) : ledger_{ledger} {}

    /// As Ledger::reserve_call. Throws what the ledger throws.
    [[nodiscard]] Expected<CallId> reserve(const CallPlan& plan, const BudgetLimits& limits);

private:
    struct Waiter {
        const CallPlan* plan;
        std::optional<Expected<CallId>> result = std::nullopt;
        std::exception_ptr thrown = nullptr;
    };

    void serve(std::unique_lock<std::mutex>& lock, const BudgetLimits& limits);

    Ledger& ledger_;
    std::mutex mutex_;
    std::condition_variable done_;
    std::vector<Waiter*> waiting_;
    bool busy_ = false;
};

}  // namespace ainews::pipeline
