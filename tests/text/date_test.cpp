#include "text/date.h"

#include <gtest/gtest.h>

#include "core/calendar.h"

namespace ainews::text {
namespace {

struct DateCase {
    std::string_view written;
    std::string_view meant;  ///< RFC 3339, or empty where it is no date
};

void expect_all(std::initializer_list<DateCase> cases) {
    for (const DateCase& date : cases) {
        const auto when = parse_date(date.written);
        EXPECT_EQ(when ? to_rfc3339(*when) : std::string{}, date.meant) << date.written;
    }
}

TEST(DateTest, ReadsTheDatesOfRssWithNamedAndNumericZones) {
    expect_all({{"Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"},
                {"Thu, 01 Jan 04 19:48:21 GMT", "2004-01-01T19:48:21Z"},
                {"1 Jan 2004 19:48 +0900", "2004-01-01T10:48:00Z"},
                {"Mon, 26 January 2004 16:31:00 ET", "2004-01-26T21:31:00Z"},
                {"Wed, 26 Dec 2018 10:00:54 PST", "2018-12-26T18:00:54Z"},
                {"Wed, 19 Feb 2012 22:40:00 GMT-01:01", "2012-02-19T23:41:00Z"},
                {"Thu, 30 Apr 2015 08:57:00 MEST", "2015-04-30T06:57:00Z"},
                {"Fri, 31 Mar 2023 20:19:00 America/Los_Angeles", "2023-04-01T03:19:00Z"},
                {"Sun Jan  4 16:29:06 PST 2004", "2004-01-05T00:29:06Z"}});
}

TEST(DateTest, ReadsIso8601InAnyPrecision) {
    expect_all({{"2026-05-01T03:16:00Z", "2026-05-01T03:16:00Z"},
                {"2026-05-01T03:16:00.5+09:00", "2026-04-30T18:16:00Z"},
                {"2026-05-01t03:16z", "2026-05-01T03:16:00Z"},
                {"2026-05-01 03:16:00 +0900", "2026-04-30T18:16:00Z"},
                {"20260501T031600Z", "2026-05-01T03:16:00Z"},
                {"2026-05-01", "2026-05-01T00:00:00Z"},
                {"20260501", "2026-05-01T00:00:00Z"},
                {"2026-05", "2026-05-01T00:00:00Z"},
                {"2026", "2026-01-01T00:00:00Z"},
                {"2024-366", "2024-12-31T00:00:00Z"},
                {"2026-W18-5", "2026-05-01T00:00:00Z"},
                {"2020-W01", "2019-12-30T00:00:00Z"}});
}

TEST(DateTest, ReadsSloppyOrdersAndNumbersAlone) {
    expect_all({{"May 1, 2026 3:16 p.m.", "2026-05-01T15:16:00Z"},
                {"1st of May 2026", "2026-05-01T00:00:00Z"},
                {"12/31/2026", "2026-12-31T00:00:00Z"},
                {"13/2/2004 10:00 PM", "2004-02-13T22:00:00Z"},
                {"31.12.2026", "2026-12-31T00:00:00Z"},
                {"03 Aug 06", "2006-08-03T00:00:00Z"},
                {"1714531200", "2024-05-01T02:40:00Z"},
                {"1714531200000", "2024-05-01T02:40:00Z"},
                {"20260501031600", "2026-05-01T03:16:00Z"}});
}

TEST(DateTest, TakesJapaneseKoreanAndChineseDatesForLocalTime) {
    expect_all({{"2026年5月1日 03:16", "2026-04-30T18:16:00Z"},
                {"2026年5月1日午後3時16分", "2026-05-01T06:16:00Z"},
                {"２０２６年５月１日", "2026-04-30T15:00:00Z"},
                {"2004년 05월 28일  01:31:15", "2004-05-27T16:31:15Z"},
                {"2004-05-25 오후 11:23:17", "2004-05-25T14:23:17Z"},
                {"2026年5月1日 8时30分", "2026-05-01T00:30:00Z"}});
}

TEST(DateTest, KnowsMonthsInEuropeanLanguages) {
    expect_all({{"Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z"},
                {"2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z"},
                {"19 kwietnia 2026 10:00", "2026-04-19T10:00:00Z"},
                {"3. März 2026", "2026-03-03T00:00:00Z"},
                {"14 août 2026", "2026-08-14T00:00:00Z"},
                {"5 de mayo de 2026", "2026-05-05T00:00:00Z"},
                {"9 мая 2026", "2026-05-09T00:00:00Z"}});
}

TEST(DateTest, TellsWordsFromZonesAndTuesdayFromMarch) {
    expect_all({{"July 7, 2009 at 6:28 PM", "2009-07-07T18:28:00Z"},
                {"7 juillet 2009 et 18:28", "2009-07-07T18:28:00Z"},
                {"Mon, 26 January 2004 16:31:00 AT", "2004-01-26T20:31:00Z"},
                {"mar 7 juillet 2009 18:28", "2009-07-07T18:28:00Z"},
                {"mar. 3 mars 2009", "2009-03-03T00:00:00Z"},
                {"mar, 7 lug 2009", "2009-07-07T00:00:00Z"},
                {"mar, 7 jul 2009", "2009-07-07T00:00:00Z"},
                {"7 mar 2009", "2009-03-07T00:00:00Z"},
                {"Mar 7, 2009 at 9:00", "2009-03-07T09:00:00Z"}});
}

TEST(DateTest, CountsTheYearsOfJapaneseEras) {
    expect_all({{"令和6年5月6日", "2024-05-05T15:00:00Z"},
                {"令和元年5月6日 10時", "2019-05-06T01:00:00Z"},
                {"平成31年4月30日", "2019-04-29T15:00:00Z"},
                {"2024年5月6日", "2024-05-05T15:00:00Z"}});
}

TEST(DateTest, KeepsLeapSecondsAndMidnightAsTwentyFour) {
    expect_all({{"Sun, 31 Dec 1999 23:59:60 +0000", "1999-12-31T23:59:59Z"},
                {"Wed, 31 Dec 2003 24:00:00 GMT", "2004-01-01T00:00:00Z"}});
}

TEST(DateTest, RefusesWhatIsNoDate) {
    expect_all({{"", ""},
                {"   ", ""},
                {"yesterday", ""},
                {"Feb 30 2020", ""},
                {"2026-13-01", ""},
                {"2026-02-29", ""},
                {"2026-05-01T25:00:00Z", ""},
                {"99999999999999999999", ""},
                {"Thu, 01 Jan", ""},
                {std::string_view{"\0\0\0", 3}, ""}});
    EXPECT_FALSE(parse_date(std::string(100'000, '1')));
}

}  // namespace
}  // namespace ainews::text
