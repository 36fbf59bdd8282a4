#include "core/calendar.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace ainews {
namespace {

TimePoint at(const char* text) { return from_rfc3339(text).value(); }

TEST(CalendarTest, ReadsRfc3339WithOffsetAndFraction) {
    EXPECT_EQ(to_rfc3339(at("2026-05-01T03:16:00+09:00")), "2026-04-30T18:16:00Z");
    EXPECT_EQ(at("2026-05-01T00:00:00.250Z") - at("2026-05-01T00:00:00Z"), Millis{250});
    EXPECT_EQ(at("2026-05-01t00:00:00z"), at("2026-05-01T00:00:00Z"));
}

TEST(CalendarTest, RefusesWhatIsNotADateTime) {
    for (const char* text : {"", "2026-05-01", "2026-13-01T00:00:00Z", "2026-05-01T00:00:00", "x",
                             "2026-05-01T00:00:00Z tail"})
        EXPECT_FALSE(from_rfc3339(text)) << text;
}

TEST(CalendarTest, WritesYearsThatNanosecondsCannotHold) {
    for (const char* text : {"0026-05-01T03:17:20Z", "1677-01-01T00:00:00Z", "1969-12-31T23:59:59Z",
                             "2262-04-12T00:00:00Z", "9999-12-31T23:59:59Z"})
        EXPECT_EQ(to_rfc3339(at(text)), text);
    EXPECT_EQ(to_rfc3339(TimePoint{Millis{-1}}), "1969-12-31T23:59:59Z");
}

TEST(CalendarTest, NamesTheUnknownZone) {
    EXPECT_THROW(TimeZone{"Asia/Atlantis"}, std::invalid_argument);
}

TEST(CalendarTest, PutsAnInstantIntoTheDayOfTheZone) {
    const TimeZone tokyo{"Asia/Tokyo"};
    EXPECT_EQ(tokyo.day_of(at("2026-04-30T14:59:59Z")), "2026-04-30");
    EXPECT_EQ(tokyo.day_of(at("2026-04-30T15:00:00Z")), "2026-05-01");
    EXPECT_EQ(tokyo.month_of(at("2026-04-30T15:00:00Z")), "2026-05");
    EXPECT_EQ(tokyo.start_of("2026-05-01"), at("2026-04-30T15:00:00Z"));
    EXPECT_FALSE(tokyo.start_of("2026-02-30"));
    EXPECT_EQ(tokyo.format(at("2026-04-30T18:16:00Z"), "%a, %d %b %Y %H:%M:%S %z"),
              "Fri, 01 May 2026 03:16:00 +0900");
    EXPECT_EQ(tokyo.japanese_minute(at("2026-04-30T18:16:00Z")), "2026年5月1日 03:16");
}

TEST(CalendarTest, StartsADayThatHasNoMidnightAtItsFirstInstant) {
    const TimeZone beirut{"Asia/Beirut"};
    EXPECT_EQ(to_rfc3339(beirut.start_of("2022-03-27").value()), "2022-03-26T22:00:00Z");
}

TEST(CalendarTest, ReadsDurations) {
    const std::pair<const char*, std::optional<Millis>> cases[] = {
        {"48h", std::chrono::hours{48}},
        {"7d", std::chrono::hours{168}},
        {"1h30m", std::chrono::minutes{90}},
        {"250ms", Millis{250}},
        {"2w", std::chrono::hours{336}},
        {"0s", Millis{0}},
        {"", std::nullopt},
        {"5", std::nullopt},
        {"-1h", std::nullopt},
        {"1y", std::nullopt},
        {"h", std::nullopt},
        {"99999999999h", std::nullopt},
    };
    for (const auto& [text, expected] : cases) EXPECT_EQ(parse_duration(text), expected) << text;
}

}  // namespace
}  // namespace ainews
