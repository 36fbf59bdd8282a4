#include "daemon/schedule.h"

#include <gtest/gtest.h>

#include "core/calendar.h"

namespace ainews::daemon {
namespace {

TimePoint at(const char* text) { return from_rfc3339(text).value(); }

TEST(CycleScheduleTest, FallsOnTheFullHour) {
    const CycleSchedule hourly{.interval = std::chrono::hours{1}};
    EXPECT_EQ(hourly.next_after(at("2026-05-01T03:16:09Z")), at("2026-05-01T04:00:00Z"));
    EXPECT_EQ(hourly.next_after(at("2026-05-01T03:59:59.999Z")), at("2026-05-01T04:00:00Z"));
    EXPECT_EQ(hourly.next_after(at("2026-05-01T04:00:00Z")), at("2026-05-01T05:00:00Z"));
}

TEST(CycleScheduleTest, KeepsTheJitterOnEveryGridPoint) {
    const CycleSchedule hourly{.interval = std::chrono::hours{1},
                               .jitter = std::chrono::seconds{90}};
    EXPECT_EQ(hourly.next_after(at("2026-05-01T03:16:09Z")), at("2026-05-01T04:01:30Z"));
    EXPECT_EQ(hourly.next_after(at("2026-05-01T04:00:30Z")), at("2026-05-01T04:01:30Z"));
    EXPECT_EQ(hourly.next_after(at("2026-05-01T04:01:30Z")), at("2026-05-01T05:01:30Z"));
}

TEST(CycleScheduleTest, CatchesUpAfterAWholeIntervalWithoutACycle) {
    const CycleSchedule hourly{.interval = std::chrono::hours{1}};
    const TimePoint now = at("2026-05-01T10:30:00Z");
    EXPECT_TRUE(hourly.overdue(std::nullopt, now));
    EXPECT_TRUE(hourly.overdue(at("2026-05-01T09:30:00Z"), now));
    EXPECT_FALSE(hourly.overdue(at("2026-05-01T10:00:00Z"), now));
}

TEST(CycleScheduleTest, RunsAtOnceWhenTheClockWasSetBack) {
    const CycleSchedule hourly{.interval = std::chrono::hours{1}};
    EXPECT_TRUE(hourly.overdue(at("2026-05-02T00:00:00Z"), at("2026-05-01T10:30:00Z")));
}

TEST(CycleScheduleTest, SpreadsHostsOverATwentiethOfTheInterval) {
    const Millis limit = std::chrono::minutes{2};
    EXPECT_EQ(host_jitter(Millis{10}, limit), Millis{0});
    EXPECT_LT(host_jitter(std::chrono::seconds{2}, limit), Millis{100});
    EXPECT_LT(host_jitter(std::chrono::hours{24}, limit), limit);
    EXPECT_EQ(host_jitter(std::chrono::hours{24}, Millis{0}), Millis{0});
}

TEST(CycleScheduleTest, TakesTheShortestIntervalThatASourceWants) {
    config::Config config;
    config.sources.resize(3);
    config.sources[0].interval = std::chrono::minutes{15};
    config.sources[1].interval = std::chrono::minutes{5};
    config.sources[1].paused = true;
    EXPECT_EQ(cycle_schedule(config).interval, std::chrono::minutes{15});
}

}  // namespace
}  // namespace ainews::daemon
