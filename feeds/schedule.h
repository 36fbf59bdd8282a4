#pragma once

#include <optional>
#include <string>

#include "core/clock.h"
#include "core/entry.h"
#include "core/error.h"
#include "core/poll_store.h"

namespace ainews::feeds {

/// What came of one poll, as far as the next one depends on it.
struct PollResult {
    enum class Kind {
        Fetched,    ///< a feed was read
        Unchanged,  ///< 304, or the same bytes again
        Failed,     ///< anything else
    };
    Kind kind = Kind::Unchanged;
    int status = 0;                                    ///< HTTP's; 0 where no answer came
    std::string error;                                 ///< of a failure, one line
    std::string etag;                                  ///< of this answer; may be empty
    std::string last_modified;                         ///< of this answer; may be empty
    std::string body_hash;                             ///< of a body that was read
    std::string permanent_url;                         ///< where 301 or 308 led; else empty
    std::optional<Millis> max_age = std::nullopt;      ///< Cache-Control
    std::optional<Millis> retry_after = std::nullopt;  ///< Retry-After, from now on
    PollHints hints;  ///< of the feed that was read; an unchanged one is held to its last
};

struct ScheduleOptions {
    Millis interval{std::chrono::hours{1}};      ///< the source's own, else the daemon's
    Millis hint_max{std::chrono::hours{24}};     ///< no feed talks us into less than a poll a day
    Millis backoff_max{std::chrono::hours{24}};  ///< so a source that recovers is read within a day
    /// From 0 to 1, fresh for each call: spreads polls that would otherwise stay in step.
    double random = 0.5;
};

/// The state after `result` came at `now`. Success waits for the longest of interval, ttl and
/// max-age, shortened by up to a tenth so that an hourly cycle meets an hourly source; then past
/// skipHours and skipDays. Failure doubles the interval each time, with jitter, up to
/// `backoff_max`, for good: a source is never given up but by 410 (gone until the operator says
/// otherwise). Retry-After is clamped to kRetryAfterMax. A moved address is taken over only with a
/// feed read there. Pure.
[[nodiscard]] FetchState after_poll(FetchState before, const PollResult& result,
                                    const ScheduleOptions& options, TimePoint now);

/// Whether the source is to be polled now. `force` polls everything but what is paused, gone or
/// under Retry-After.
[[nodiscard]] bool is_due(const FetchState& state, TimePoint now, bool force);

/// The first moment from `when` on that the feed's skipHours and skipDays allow (RSS 2.0, UTC);
/// `when` itself where they allow none.
[[nodiscard]] TimePoint next_allowed(TimePoint when, const PollHints& hints);

}  // namespace ainews::feeds
