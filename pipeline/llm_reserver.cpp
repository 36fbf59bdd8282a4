#include "pipeline/llm_reserver.h"

namespace ainews::pipeline {

Expected<CallId> CallReserver::reserve(const CallPlan& plan, const BudgetLimits& limits) {
    Waiter waiter{&plan};
    std::unique_lock lock{mutex_};
    waiting_.push_back(&waiter);
    while (!waiter.result && !waiter.thrown) {
        if (busy_)
            done_.wait(lock);
        else
            serve(lock, limits);
    }
    if (waiter.thrown) std::rethrow_exception(waiter.thrown);
    return *std::move(waiter.result);
}

/// One transaction for all who wait. Their limits differ at most by the day that just began.
void CallReserver::serve(std::unique_lock<std::mutex>& lock, const BudgetLimits& limits) {
    busy_ = true;
    const std::vector<Waiter*> batch = std::exchange(waiting_, {});
    lock.unlock();
    std::vector<Expected<CallId>> results;
    std::exception_ptr thrown;
    // Whatever is thrown here, those who wait are told: nobody else would wake them.
    try {
        std::vector<CallPlan> plans;
        plans.reserve(batch.size());
        for (const Waiter* waiter : batch) plans.push_back(*waiter->plan);
        results = ledger_.reserve_calls(plans, limits);
    } catch (...) {
        thrown = std::current_exception();
    }
    lock.lock();
    busy_ = false;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        if (!thrown && i < results.size())
            batch[i]->result = std::move(results[i]);
        else
            batch[i]->thrown =
                thrown ? thrown
                       : std::make_exception_ptr(std::logic_error{"a call was not answered"});
    }
    done_.notify_all();
}

}  // namespace ainews::pipeline
