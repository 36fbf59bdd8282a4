#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/http.h"
#include "core/poll_store.h"
#include "core/source.h"

namespace ainews::feeds {

struct PollerOptions {
    Millis interval{std::chrono::hours{1}};  ///< of sources without their own
    HttpLimits limits;                       ///< of one feed's request
    int first_poll_max = 20;
    int new_items_max = 500;          ///< a poll and source
    std::size_t entries_max = 5'000;  ///< of one document
    std::size_t parse_threads = 2;
    std::size_t in_flight_max = 256;  ///< feeds asked for or waiting to be parsed
    std::size_t waiting_bytes_max =
        32U << 20U;                     ///< of bodies waiting to be parsed: no new requests above
    std::size_t batch_outcomes = 100;   ///< recorded in one transaction, at most ...
    std::size_t batch_entries = 2'000;  ///< ... or when they hold this many entries
    int pages_max = 20;                 ///< further pages of one feed for `since` (RFC 5005)
    /// Called on the polling thread as sources are finished: how many of how many.
    std::function<void(std::size_t polled, std::size_t total)> on_progress = nullptr;
};

/// Which sources one round polls and how far back it reaches.
struct PollWhat {
    std::vector<std::string> slugs;  ///< empty: all
    bool force = false;              ///< not only what is due (see is_due)
    std::optional<TimePoint> since =
        std::nullopt;  ///< takes up older entries, through paged feeds too
    std::optional<TimePoint> until = std::nullopt;
};

struct PollFailure {
    std::string slug;
    std::string error;
    int count = 0;  ///< failures in a row
    TimePoint next;
};

struct PollReport {
    int polled = 0;  ///< sources asked, whatever came of it
    int unchanged = 0;
    int failed = 0;
    int new_items = 0;
    int skipped = 0;
    int duplicates = 0;
    int changed = 0;
    int not_stored = 0;       ///< sources whose outcome the store did not take: as if never asked
    std::string store_error;  ///< why
    std::vector<PollFailure> failures;
};

/// Polls sources: conditional requests, parsing on a few threads, outcomes recorded in groups. One
/// round at a time; a source that fails never stops the others. References are kept, not owned.
class Poller {
public:
    Poller(HttpClient& http, PollStore& store, Clock& clock, PollerOptions options);

    /// Polls and records until every chosen source is done or `stop` is requested; what was not
    /// finished then is as if it had not been asked. Throws what the store throws: a broken
    /// environment.
    [[nodiscard]] PollReport poll(std::span<const Source> sources, const PollWhat& what,
                                  std::stop_token stop);

private:
    HttpClient& http_;
    PollStore& store_;
    Clock& clock_;
    PollerOptions options_;
};

}  // namespace ainews::feeds
