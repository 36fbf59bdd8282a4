#pragma once

#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/clock.h"

namespace ainews::daemon {

/// Keeps a thread of the daemon at its work through trouble that somebody else can end: a full or
/// read-only disk, a database that another process holds, no memory, no descriptors, no threads. It
/// is told once, again after an hour or where the reason is another, and once when it is over. What
/// nobody ends by waiting (a damaged database, a bug) goes through. One thread's.
class Patience {
public:
    static constexpr Millis kPauseFirst = std::chrono::seconds{1};
    /// Below the minute after which a scheduler counts as stuck.
    static constexpr Millis kPauseMax = std::chrono::seconds{30};
    static constexpr Millis kTellEvery = std::chrono::hours{1};

    /// `what` waits and goes on, in the log's words: "polling".
    Patience(std::string_view what, Clock& clock) : what_{what}, clock_{clock} {}

    /// True where `body` came to its end. Else waits for a pause that doubles with each failure, or
    /// until `stop` is requested, and returns false: the caller tries again if it may.
    bool run(const std::function<void()>& body, std::stop_token stop);

private:
    void end_trouble();
    void tell(const std::string& why);

    std::string what_;
    Clock& clock_;
    Millis pause_{0};  ///< 0: all is well
    SteadyTime began_;
    std::map<std::string, SteadyTime> told_;
};

}  // namespace ainews::daemon
