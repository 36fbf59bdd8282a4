#include "core/http_headers.h"

#include <gtest/gtest.h>

namespace ainews {
namespace {

using std::chrono::days;
using std::chrono::seconds;
using namespace std::chrono_literals;

constexpr TimePoint kNow = std::chrono::sys_days{std::chrono::year{2026} / 5 / 1};
constexpr TimePoint kNov6 =
    std::chrono::sys_days{std::chrono::year{1994} / 11 / 6} + 8h + 49min + 37s;

struct DateCase {
    std::string_view value;
    std::optional<TimePoint> expected;
};

class HttpDateTest : public ::testing::TestWithParam<DateCase> {};

TEST_P(HttpDateTest, ReadsWhatTheStandardAllowsAndNothingElse) {
    EXPECT_EQ(parse_http_date(GetParam().value), GetParam().expected) << GetParam().value;
}

INSTANTIATE_TEST_SUITE_P(Table, HttpDateTest,
                         ::testing::Values(DateCase{"Sun, 06 Nov 1994 08:49:37 GMT", kNov6},
                                           DateCase{"Sunday, 06-Nov-94 08:49:37 GMT", kNov6},
                                           DateCase{"Sun Nov  6 08:49:37 1994", kNov6},
                                           DateCase{"  Sun, 06 Nov 1994 08:49:37 GMT  ", kNov6},
                                           DateCase{"sun, 06 nov 1994 08:49:37 GMT", kNov6},
                                           DateCase{"Sun, 06 Nov 1994 08:49:37", {}},
                                           DateCase{"Sun, 06 Nov 1994 08:49:37 GMT+1", {}},
                                           DateCase{"Sun, 31 Feb 1994 08:49:37 GMT", {}},
                                           DateCase{"Sun, 06 Nov 1994 24:00:00 GMT", {}},
                                           DateCase{"Sun, 6 Nov 1994 08:49:37 GMT", {}},
                                           DateCase{"1994-11-06T08:49:37Z", {}},
                                           DateCase{"Sun, ", {}}, DateCase{"0", {}},
                                           DateCase{"", {}}));

TEST(HttpDateTest, TakesShortYearsAs1970To2069) {
    const auto year_of = [](std::string_view value) {
        return std::chrono::year_month_day{std::chrono::floor<days>(parse_http_date(value).value())}
            .year();
    };
    EXPECT_EQ(year_of("Thursday, 01-Jan-70 00:00:00 GMT"), std::chrono::year{1970});
    EXPECT_EQ(year_of("Tuesday, 01-Jan-69 00:00:00 GMT"), std::chrono::year{2069});
}

struct DurationCase {
    std::string_view value;
    std::optional<Millis> expected;
};

class RetryAfterTest : public ::testing::TestWithParam<DurationCase> {};

TEST_P(RetryAfterTest, IsBoundedAndIgnoresJunk) {
    EXPECT_EQ(parse_retry_after(GetParam().value, kNow), GetParam().expected) << GetParam().value;
}

INSTANTIATE_TEST_SUITE_P(
    Table, RetryAfterTest,
    ::testing::Values(DurationCase{"120", seconds{120}}, DurationCase{" 0 ", seconds{0}},
                      DurationCase{"604801", days{7}},
                      DurationCase{"99999999999999999999999999", days{7}},
                      DurationCase{"Fri, 01 May 2026 00:05:00 GMT", seconds{300}},
                      DurationCase{"Thu, 30 Apr 2026 23:59:00 GMT", seconds{0}},
                      DurationCase{"Fri, 01 Jan 2038 00:00:00 GMT", days{7}}, DurationCase{"", {}},
                      DurationCase{"-5", {}}, DurationCase{"+5", {}}, DurationCase{"1.5", {}},
                      DurationCase{"5s", {}}, DurationCase{"soon", {}}, DurationCase{"0x10", {}}));

class MaxAgeTest : public ::testing::TestWithParam<DurationCase> {};

TEST_P(MaxAgeTest, IsFoundAmongTheDirectives) {
    EXPECT_EQ(parse_max_age(GetParam().value), GetParam().expected) << GetParam().value;
}

INSTANTIATE_TEST_SUITE_P(
    Table, MaxAgeTest,
    ::testing::Values(DurationCase{"max-age=600", seconds{600}},
                      DurationCase{"public, Max-Age=\"60\"", seconds{60}},
                      DurationCase{"private=\"a,b\" ,max-age = 5", seconds{5}},
                      DurationCase{"max-age=1, max-age=2", seconds{1}},
                      DurationCase{"max-age=junk, max-age=2", seconds{2}},
                      DurationCase{"max-age=600, no-store", seconds{0}},
                      DurationCase{"no-cache", seconds{0}},
                      DurationCase{"no-cache=\"Set-Cookie\", max-age=9", seconds{9}},
                      DurationCase{"max-age=99999999999999999999", days{365}},
                      DurationCase{"s-maxage=600", {}}, DurationCase{"max-age", {}},
                      DurationCase{"max-age=", {}}, DurationCase{"max-age=-1", {}},
                      DurationCase{"", {}}, DurationCase{",,=,", {}}));

}  // namespace
}  // namespace ainews
