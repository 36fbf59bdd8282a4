#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ainews::site {

/// Threads that render and write pages while their owner files the next ones. Tasks run in no
/// order. Used by one thread.
class Crew {
public:
    /// Throws std::system_error where the system gives no more threads.
    explicit Crew(std::size_t threads);
    /// Waits for the tasks under way; those that wait still are dropped.
    ~Crew();
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

    [[nodiscard]] std::size_t size() const noexcept { return threads_.size(); }
    /// Blocks while enough tasks wait already, so that what they hold stays bounded. After a task
    /// has thrown, further ones are dropped.
    void post(std::function<void()> task);
    /// Returns when all are done; throws what the first that failed threw.
    void finish();

private:
    void work();
    void end();

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> tasks_;
    std::size_t at_work_ = 0;
    bool over_ = false;
    std::exception_ptr failure_;
    std::vector<std::jthread> threads_;  ///< last: they use all of the above
};

/// As many as the machine has processors, within reason.
[[nodiscard]] std::size_t crew_size() noexcept;

}  // namespace ainews::site
