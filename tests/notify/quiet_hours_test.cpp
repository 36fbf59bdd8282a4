#include "notify/quiet_hours.h"

#include <gtest/gtest.h>

namespace ainews::notify {
namespace {

const TimeZone kTokyo{"Asia/Tokyo"};

TimePoint at(const char* time) { return from_rfc3339(std::string{"2026-05-01T"} + time).value(); }

TEST(QuietHoursTest, HoldOverMidnightAndWithinADay) {
    struct Case {
        const char* span;
        const char* time;  ///< with its offset
        bool quiet;
    };
    for (const Case& one :
         {Case{"23:00-07:00", "23:00:00+09:00", true}, Case{"23:00-07:00", "22:59:59+09:00", false},
          Case{"23:00-07:00", "06:59:59+09:00", true}, Case{"23:00-07:00", "07:00:00+09:00", false},
          Case{"12:00-13:30", "12:00:00+09:00", true}, Case{"12:00-13:30", "13:30:00+09:00", false},
          Case{"12:00-13:30", "11:59:00+09:00", false}, Case{"12:00-13:30", "03:15:00Z", true}})
        EXPECT_EQ(QuietHours::parse(one.span)->holds(at(one.time), kTokyo), one.quiet)
            << one.span << ' ' << one.time;
}

TEST(QuietHoursTest, EndWhenTheWallClockSaysSo) {
    const auto quiet = QuietHours::parse("23:00-07:00").value();
    EXPECT_EQ(quiet.end_after(at("23:30:00+09:00"), kTokyo),
              at("23:30:00+09:00") + std::chrono::minutes{450});
    EXPECT_EQ(quiet.end_after(at("06:59:00+09:00"), kTokyo), at("07:00:00+09:00"));
}

TEST(QuietHoursTest, AreNothingElse) {
    for (const char* text : {"", "23:00", "23:00-", "-07:00", "24:00-07:00", "23:60-07:00",
                             "23:00-23:00", "2300-0700", "a3:00-07:00", "23:00-07:00 "})
        EXPECT_FALSE(QuietHours::parse(text)) << text;
}

}  // namespace
}  // namespace ainews::notify
