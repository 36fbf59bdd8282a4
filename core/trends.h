#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/topics.h"

namespace ainews {

/// Days before the last one that a trend is held against.
inline constexpr int kTrendDays = 28;
/// Fewer stories or sources than these are no trend.
inline constexpr int kTrendStoriesMin = 3;
inline constexpr int kTrendSourcesMin = 2;

/// An entity of which more was heard in the last 24 hours than before.
struct Trend {
    Topic topic;
    std::int64_t count = 0;    ///< stories (not articles) of the last 24 hours
    double mean = 0;           ///< stories a day in the `days_counted` days before
    double score = 0;          ///< (count - mean) / sqrt(mean + 1)
    std::int64_t sources = 0;  ///< different sources behind `count`
    /// Stories a day, oldest first, `days_counted` + 1 values; the last one is `count`.
    std::vector<std::int64_t> per_day;
};

struct TrendReport {
    TimePoint until;       ///< the end of the last 24 hours: a whole hour
    int days_counted = 0;  ///< up to kTrendDays; fewer in a young archive, which readers are told
    std::vector<Trend> trends;  ///< highest score first
    std::int64_t revision = 0;  ///< of ItemReader::revision, when the report last changed
};

/// How far a count stands out of what is usual, in standard deviations of a
/// Poisson variable, damped by one (docs/editions.md).
[[nodiscard]] double trend_score(std::int64_t count, double mean) noexcept;

/// Port: the last report. nullopt until one was made.
class TrendReader {
public:
    virtual ~TrendReader() = default;
    [[nodiscard]] virtual std::optional<TrendReport> trends() const = 0;
};

/// Port: counting. What it costs depends on the last days' items, never on the archive.
class TrendCounter {
public:
    virtual ~TrendCounter() = default;
    /// Counts the stories of the last hours anew (an item may join a story for days) and makes the
    /// report of at most `limit` trends as of the whole hour before `now`.
    virtual Expected<void> count_trends(TimePoint now, int limit) = 0;
};

}  // namespace ainews
