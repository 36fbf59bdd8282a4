#pragma once

#include <condition_variable>
#include <list>
#include <mutex>
#include <stop_token>

#include "core/clock.h"

namespace ainews::pipeline {

/// Those who wait until calls on their way settle and leave room under the operator's limits. They
/// stand in a queue, and only the first one looks again: after each settlement that this process
/// makes, and now and then for those of other processes. Whoever waits holds no reservation, so
/// nobody waits for himself, and what is waited for always comes to an end. Thread-safe.
class BudgetRoom {
public:
    /// A place in the queue, as long as it lives. Used by one thread.
    class Place {
    public:
        explicit Place(BudgetRoom& room);
        ~Place();
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

        /// Waits until it is this one's turn and `poll` has passed or a call has settled; false
        /// once `stop` is requested.
        [[nodiscard]] bool wait(Millis poll, const std::stop_token& stop);

    private:
        friend class BudgetRoom;
        BudgetRoom& room_;
        std::list<Place*>::iterator at_;
        std::condition_variable_any turn_;
        std::uint64_t seen_ = 0;  ///< settlements when it looked last
    };

    /// A call has come to its end, however.
    void settled();

private:
    std::mutex mutex_;
    std::list<Place*> queue_;
    std::uint64_t settlements_ = 0;
};

}  // namespace ainews::pipeline
