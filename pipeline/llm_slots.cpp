#include "pipeline/llm_slots.h"

namespace ainews::pipeline {

bool LlmSlots::acquire(const std::stop_token& stop) {
    std::unique_lock lock{mutex_};
    if (stop.stop_requested() || !freed_.wait(lock, stop, [this] { return free_ > 0; }))
        return false;
    if (stop.stop_requested()) {
        // The slot came with the stop: it is for somebody who is not stopped.
        freed_.notify_one();
        return false;
    }
    --free_;
    return true;
}

void LlmSlots::release() {
    const std::lock_guard lock{mutex_};
    ++free_;
    freed_.notify_one();
}

}  // namespace ainews::pipeline
