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
    EXPECT_EQ(host_jitter(Millis{10}), Millis{0});
    EXPECT_LT(host_jitter(std::chrono::seconds{2}), Millis{100});
    EXPECT_LT(host_jitter(std::chrono::hours{24}), std::chrono::minutes{2});
}

}  // namespace
}  // namespace ainews::daemon
