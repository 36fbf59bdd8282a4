#include "daemon/score_watch.h"

#include <gtest/gtest.h>

namespace ainews::daemon {
namespace {

using std::chrono::days;

constexpr TimePoint kWatchTime{days{20'500}};

std::vector<ScoreLevelCount> ratings(TimePoint day, const std::array<std::int64_t, 5>& levels) {
    std::vector<ScoreLevelCount> counts;
    for (int level = 1; level <= 5; ++level)
        counts.push_back({day, Axis::Depth, level, levels[static_cast<std::size_t>(level - 1)]});
    return counts;
}

AxisWatch watch(const std::array<std::int64_t, 5>& recent,
                const std::array<std::int64_t, 5>& before) {
    auto counts = ratings(kWatchTime - days{2}, recent);
    const auto older = ratings(kWatchTime - days{20}, before);
    counts.insert(counts.end(), older.begin(), older.end());
    return watch_scores(counts, kWatchTime).front();
}

TEST(ScoreWatchTest, ASteadyDeskIsNeitherDriftNorBunching) {
    const AxisWatch steady = watch({5, 10, 20, 10, 5}, {20, 40, 80, 40, 20});
    EXPECT_NEAR(steady.mean, 3.0, 1e-9);
    EXPECT_NEAR(steady.shift, 0.0, 1e-9);
    EXPECT_LT(steady.psi, 0.02);
    EXPECT_EQ(steady.commonest, 3);
    EXPECT_NEAR(steady.commonest_share, 0.4, 1e-9);
    EXPECT_FALSE(steady.drifts);
    EXPECT_FALSE(steady.bunches);
}

TEST(ScoreWatchTest, TellsAShiftOfTheMeanAndAChangeOfTheSpread) {
    EXPECT_TRUE(watch({0, 5, 10, 20, 15}, {20, 40, 80, 40, 20}).drifts);
    const AxisWatch split = watch({25, 0, 0, 0, 25}, {20, 40, 80, 40, 20});
    EXPECT_NEAR(split.shift, 0.0, 1e-9);
    EXPECT_GT(split.psi, 0.2);
    EXPECT_TRUE(split.drifts);
}

TEST(ScoreWatchTest, TellsThatScoresBunch) {
    EXPECT_TRUE(watch({1, 2, 40, 2, 1}, {}).bunches);
    EXPECT_FALSE(watch({0, 0, 20, 0, 0}, {}).bunches) << "twenty ratings say nothing yet";
    EXPECT_FALSE(watch({1, 2, 40, 2, 1}, {}).drifts) << "nothing to compare with";
}

TEST(ScoreWatchTest, LooksAtSevenDaysAndTheTwentyEightBefore) {
    auto counts = ratings(kWatchTime - days{40}, {9, 9, 9, 9, 9});
    const auto today = ratings(kWatchTime - days{1}, {0, 0, 0, 3, 0});
    counts.insert(counts.end(), today.begin(), today.end());
    const AxisWatch seen = watch_scores(counts, kWatchTime).front();
    EXPECT_EQ(seen.before, (std::array<std::int64_t, 5>{}));
    EXPECT_EQ(seen.recent[3], 3);
    EXPECT_EQ(watch_scores({}, kWatchTime).size(), 4U)
        << "an axis without ratings is one with none";
}

}  // namespace
}  // namespace ainews::daemon
