#include "pipeline/edition_calendar.h"

#include <gmock/gmock.h>

namespace ainews::pipeline {
namespace {

TimePoint at(const char* rfc3339) { return from_rfc3339(rfc3339).value(); }

struct Latest {
    const char* now;
    EditionKind kind;
    const char* name;
    const char* from;
    const char* until;
};

TEST(EditionCalendarTest, ADayEndsAtDailyAtAndAWeekWithItsSunday) {
    const EditionCalendar calendar{TimeZone{"Asia/Tokyo"}, "18:00"};
    const std::vector<Latest> cases{
        {"2026-05-01T08:59:59Z", EditionKind::Daily, "2026-04-30", "2026-04-29T09:00:00Z",
         "2026-04-30T09:00:00Z"},
        {"2026-05-01T09:00:00Z", EditionKind::Daily, "2026-05-01", "2026-04-30T09:00:00Z",
         "2026-05-01T09:00:00Z"},
        // After midnight in Tokyo, before it in UTC.
        {"2026-05-01T16:00:00Z", EditionKind::Hacker, "2026-05-01", "2026-04-30T09:00:00Z",
         "2026-05-01T09:00:00Z"},
        {"2026-05-03T08:59:59Z", EditionKind::Weekly, "2026-W17", "2026-04-19T09:00:00Z",
         "2026-04-26T09:00:00Z"},
        {"2026-05-03T09:00:00Z", EditionKind::Weekly, "2026-W18", "2026-04-26T09:00:00Z",
         "2026-05-03T09:00:00Z"},
        // The week of New Year belongs to the year of its Thursday.
        {"2027-01-03T09:00:00Z", EditionKind::Weekly, "2026-W53", "2026-12-27T09:00:00Z",
         "2027-01-03T09:00:00Z"},
    };
    for (const Latest& one : cases) {
        const EditionPeriod period = calendar.latest(one.kind, at(one.now));
        EXPECT_EQ(period.name, one.name) << one.now;
        EXPECT_EQ(to_rfc3339(period.from), one.from) << one.now;
        EXPECT_EQ(to_rfc3339(period.until), one.until) << one.now;
        EXPECT_EQ(calendar.period(one.kind, one.name).value(), period) << "by name";
    }
}

TEST(EditionCalendarTest, TheClockOnTheWallCountsWhereClocksAreChanged) {
    const EditionCalendar calendar{TimeZone{"Europe/Berlin"}, "18:00"};
    // Summer time begins on 29 March 2026: that day's edition covers 23 hours.
    const auto spring = calendar.period(EditionKind::Daily, "2026-03-29").value();
    EXPECT_EQ(to_rfc3339(spring.until), "2026-03-29T16:00:00Z");
    EXPECT_EQ(spring.until - spring.from, std::chrono::hours{23});
    const auto autumn = calendar.period(EditionKind::Daily, "2026-10-25").value();
    EXPECT_EQ(to_rfc3339(autumn.until), "2026-10-25T17:00:00Z");
    EXPECT_EQ(autumn.until - autumn.from, std::chrono::hours{25});
}

TEST(EditionCalendarTest, GivesTheLastOnesOldestFirst) {
    const EditionCalendar calendar{TimeZone{"Asia/Tokyo"}, "18:00"};
    std::vector<std::string> names;
    for (const auto& one : calendar.latest(EditionKind::Daily, at("2026-03-02T09:00:00Z"), 3))
        names.push_back(one.name);
    EXPECT_THAT(names, ::testing::ElementsAre("2026-02-28", "2026-03-01", "2026-03-02"));
    EXPECT_EQ(calendar.days_of("2026-W18").front(), "2026-04-27");
    EXPECT_EQ(calendar.days_of("2026-W18").back(), "2026-05-03");
}

TEST(EditionCalendarTest, RefusesWhatIsNoEdition) {
    const EditionCalendar calendar{TimeZone{"Asia/Tokyo"}, "18:00"};
    for (const char* name : {"", "2026-02-29", "2026-13-01", "26-05-01", "2026-5-1", "2026-W18"})
        EXPECT_FALSE(calendar.period(EditionKind::Daily, name)) << name;
    for (const char* name : {"", "2026-W00", "2026-W54", "2025-W53", "2026-05-01", "2026-w18"})
        EXPECT_FALSE(calendar.period(EditionKind::Weekly, name)) << name;
}

TEST(EditionCalendarTest, NamesAnEditionAsReadersDo) {
    const EditionCalendar calendar{TimeZone{"Asia/Tokyo"}, "18:00"};
    const auto name = [&](EditionKind kind, const char* of) {
        return calendar.japanese_name(calendar.period(kind, of).value());
    };
    EXPECT_EQ(name(EditionKind::Daily, "2026-05-01"), "2026年5月1日");
    EXPECT_EQ(name(EditionKind::Weekly, "2026-W18"), "2026年4月27日〜5月3日");
    EXPECT_EQ(name(EditionKind::Weekly, "2026-W53"), "2026年12月28日〜2027年1月3日");
}

}  // namespace
}  // namespace ainews::pipeline
