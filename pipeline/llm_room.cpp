#include "pipeline/llm_room.h"

namespace ainews::pipeline {

BudgetRoom::Place::Place(BudgetRoom& room) : room_{room} {
    const std::lock_guard lock{room_.mutex_};
    at_ = room_.queue_.insert(room_.queue_.end(), this);
    // A call that settled between the refusal and this is found when `poll` has passed.
    seen_ = room_.settlements_;
}

BudgetRoom::Place::~Place() {
    const std::lock_guard lock{room_.mutex_};
    room_.queue_.erase(at_);
    if (!room_.queue_.empty()) room_.queue_.front()->turn_.notify_one();
}

bool BudgetRoom::Place::wait(Millis poll, const std::stop_token& stop) {
    std::unique_lock lock{room_.mutex_};
    const auto first = [this] { return room_.queue_.front() == this; };
    // What was refused in another's turn is asked at once when its own comes.
    if (!first()) return turn_.wait(lock, stop, first);
    turn_.wait_for(lock, stop, poll, [this] { return room_.settlements_ != seen_; });
    seen_ = room_.settlements_;
    return !stop.stop_requested();
}

void BudgetRoom::settled() {
    const std::lock_guard lock{mutex_};
    ++settlements_;
    if (!queue_.empty()) queue_.front()->turn_.notify_one();
}

}  // namespace ainews::pipeline
