#pragma once

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace ainews::pipeline {

/// At most so many exchanges with an endpoint at once. Thread-safe. Those who wait have reserved
/// their call already, so a freed slot sends at once.
class LlmSlots {
public:
    explicit LlmSlots(int count) : free_{count} {}

    /// False if `stop` came first.
    [[nodiscard]] bool acquire(const std::stop_token& stop);
    void release();

private:
    std::mutex mutex_;
    std::condition_variable_any freed_;
    int free_;
};

}  // namespace ainews::pipeline
