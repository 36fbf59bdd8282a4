#include "site/crew.h"

#include <pthread.h>

#include <algorithm>

namespace ainews::site {
namespace {

constexpr std::size_t kThreadsMax = 8;
constexpr std::size_t kWaitingPerThread = 2;

}  // namespace

std::size_t crew_size() noexcept {
    return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kThreadsMax);
}

Crew::Crew(std::size_t threads) {
    try {
        for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
    } catch (...) {
        end();  // those that run wait for nothing else and are joined on the way out
        throw;
    }
}

Crew::~Crew() { end(); }

void Crew::end() {
    const std::lock_guard lock{mutex_};
    tasks_.clear();
    over_ = true;
    changed_.notify_all();
}

void Crew::post(std::function<void()> task) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return failure_ || tasks_.size() < size() * kWaitingPerThread; });
    if (failure_) return;
    tasks_.push_back(std::move(task));
    changed_.notify_all();
}

void Crew::finish() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return tasks_.empty() && at_work_ == 0; });
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Crew::work() {
    pthread_setname_np(pthread_self(), "site-pages");
    std::unique_lock lock{mutex_};
    while (true) {
        changed_.wait(lock, [&] { return over_ || !tasks_.empty(); });
        if (over_) return;
        const auto task = std::move(tasks_.front());
        tasks_.pop_front();
        ++at_work_;
        changed_.notify_all();
        lock.unlock();
        std::exception_ptr thrown;
        try {
            task();
        } catch (...) {
            thrown = std::current_exception();
        }
        lock.lock();
        --at_work_;
        if (thrown) {
            if (!failure_) failure_ = thrown;
            tasks_.clear();
        }
        changed_.notify_all();
    }
}

}  // namespace ainews::site
