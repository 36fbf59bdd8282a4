#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace ainews::pipeline {

/// Whether what a group of stages needs (a model, a program) can be used. Closed by an error that
/// concerns every job of the group, opened by one job that is let through as a probe once the pause
/// has passed. Pauses double from 30 s to 15 min while probes fail. Thread-safe; wall time, because
/// jobs wait in the store until the same moment.
class ModelGate {
public:
    static constexpr Millis kPauseFirst{std::chrono::seconds{30}};
    static constexpr Millis kPauseMax{std::chrono::minutes{15}};

    /// Nothing is kept closed longer than to the next day. A moment further away means that the
    /// wall clock was set back since.
    static constexpr Millis kClosedMax{std::chrono::hours{25}};

    enum class State {
        Open,
        Closed,
        Probe,  ///< the pause has passed: one job may try
    };

    [[nodiscard]] State state(TimePoint now) const;
    /// Takes the one probe; false if it is taken already or not due.
    [[nodiscard]] bool take_probe(TimePoint now);
    /// The probe came to nothing (no job was there, it was cancelled): another may be taken.
    void return_probe();
    /// A job got through. True if the gate was closed.
    bool open();
    /// Closes until `until`, or for the next pause where it is nullopt. Returns the moment; `news`
    /// is set where the reason is not the one that was known.
    struct Closed {
        TimePoint until;
        bool news = false;
    };
    Closed close(TimePoint now, std::optional<TimePoint> until, std::string_view reason);
    /// For good: no model is configured.
    void close_for_good(std::string_view reason, Millis recheck);

    [[nodiscard]] std::string reason() const;
    /// When it may open; `now` plus the recheck time where it is closed for good.
    [[nodiscard]] TimePoint until(TimePoint now) const;

private:
    [[nodiscard]] bool waits(TimePoint now) const {
        return now < until_ && until_ - now <= kClosedMax;
    }

    mutable std::mutex mutex_;
    bool closed_ = false;
    bool for_good_ = false;
    bool probing_ = false;
    int failures_ = 0;
    TimePoint until_;
    Millis recheck_{0};
    std::string reason_;
};

}  // namespace ainews::pipeline
