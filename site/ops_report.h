#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/item_store.h"
#include "core/ledger.h"
#include "core/notices.h"
#include "core/poll_store.h"
#include "core/results.h"
#include "core/work_queue.h"

namespace ainews::site {

/// Upper bounds of the latency histogram, in seconds; one more bucket is above the last.
inline constexpr std::array<double, 10> kLatencyBounds{0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300};

/// What one stage's jobs took since the daemon started.
struct StageMeter {
    std::map<std::string, std::int64_t> outcomes;                   ///< done, failed, waiting ...
    std::array<std::int64_t, kLatencyBounds.size() + 1> buckets{};  ///< of jobs within each bound
    double seconds = 0;
    std::int64_t jobs = 0;
};
/// The time that a share (0 to 1) of the jobs stayed within, read off the buckets; seconds.
[[nodiscard]] double quantile(const StageMeter& meter, double share);

/// Counted since the daemon started.
struct OpsMeters {
    std::map<std::string, StageMeter> stages;
    std::int64_t cycles = 0;
    std::int64_t polled = 0;
    std::int64_t unchanged = 0;
    std::int64_t failed = 0;
    std::int64_t new_items = 0;
    std::int64_t publishes = 0;  ///< of the site, those that failed not included
    std::int64_t publishes_failed = 0;
    /// Attempts to tell a webhook, by its name and what came of them.
    std::map<std::pair<std::string, std::string>, std::int64_t> notices;
};

struct OpsSource {
    std::string slug;
    std::string name;
    FetchState state;
};

struct OpsModel {
    std::string name;
    std::string state;  ///< ok, unreachable, limited, refused
    std::string message;
    LlmTotals totals;
    std::string model = {};  ///< what the endpoint is asked for
};

struct OpsDay {
    std::string day;  ///< of the operator's zone: "2026-05-01"
    MicroUsd cost = 0;
    std::int64_t calls = 0;
};

/// How one axis is rated lately.
struct OpsRating {
    Axis axis = Axis::Depth;
    std::array<std::int64_t, 5> levels{};  ///< ratings of level 1 to 5 in the last seven days
    double shift = 0;                      ///< of their mean against the 28 days before
    double psi = 0;                        ///< population stability index against those
};

/// Everything /ops and /metrics say, gathered once; what it costs does not grow with the archive.
struct OpsReport {
    TimePoint at;
    TimePoint started;  ///< the daemon
    std::string version;
    std::optional<CycleRecord> cycle = std::nullopt;
    std::optional<TimePoint> next_cycle = std::nullopt;
    std::map<ItemState, std::int64_t> items;
    QueueCounts queue;
    std::vector<std::pair<std::string, std::int64_t>> waiting;  ///< reasons, most first
    std::optional<TimePoint> oldest_unfinished = std::nullopt;  ///< when that item was first seen
    std::int64_t held = 0;
    std::vector<OpsRating> ratings;
    std::vector<OpsSource> sources;
    std::vector<OpsModel> models;
    std::vector<WebhookTally> webhooks;
    std::vector<OpsDay> days;  ///< the last ones, oldest first, none left out
    MicroUsd day_spent = 0;
    MicroUsd month_spent = 0;
    std::optional<MicroUsd> day_limit = std::nullopt;
    std::optional<MicroUsd> month_limit = std::nullopt;
    OpsMeters meters;
};

}  // namespace ainews::site
