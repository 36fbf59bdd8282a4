#include "pipeline/edition_calendar.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>

namespace ainews::pipeline {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int kDaysOfWeek = 7;

std::optional<int> number(std::string_view digits) {
    if (digits.empty() || digits.size() > 4) return std::nullopt;
    int value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<sys_days> civil(std::string_view day) {
    if (day.size() != 10 || day[4] != '-' || day[7] != '-') return std::nullopt;
    const auto year = number(day.substr(0, 4));
    const auto month = number(day.substr(5, 2));
    const auto dom = number(day.substr(8, 2));
    if (!year || !month || !dom) return std::nullopt;
    const year_month_day date{std::chrono::year{*year},
                              std::chrono::month{static_cast<unsigned>(*month)},
                              std::chrono::day{static_cast<unsigned>(*dom)}};
    return date.ok() ? std::optional{sys_days{date}} : std::nullopt;
}

Day name_of(sys_days day) {
    const year_month_day date{day};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

sys_days monday_of(sys_days day) { return day - (std::chrono::weekday{day} - std::chrono::Monday); }

/// ISO 8601: week 1 is the one with the year's first Thursday.
sys_days first_monday(int year) {
    return monday_of(sys_days{std::chrono::year{year} / std::chrono::January / 4});
}

std::string week_of(sys_days day) {
    const sys_days thursday = monday_of(day) + days{3};
    const int year = static_cast<int>(year_month_day{thursday}.year());
    const auto week = (monday_of(day) - first_monday(year)).count() / kDaysOfWeek + 1;
    return fmt::format("{:04}-W{:02}", year, week);
}

std::optional<sys_days> monday_of_week(std::string_view week) {
    if (week.size() != 8 || week.substr(4, 2) != "-W") return std::nullopt;
    const auto year = number(week.substr(0, 4));
    const auto n = number(week.substr(6));
    if (!year || !n || *year < 1 || *n < 1) return std::nullopt;
    const sys_days monday = first_monday(*year) + days{(*n - 1) * kDaysOfWeek};
    return week_of(monday) == week ? std::optional{monday} : std::nullopt;
}

}  // namespace

EditionCalendar::EditionCalendar(TimeZone zone, std::string_view daily_at)
    : zone_{std::move(zone)},
      daily_at_{daily_at},
      offset_{hours{number(daily_at.substr(0, 2)).value_or(0)} +
              std::chrono::minutes{number(daily_at.substr(3)).value_or(0)}} {}

TimePoint EditionCalendar::close_of(const Day& day) const {
    const TimePoint usual = zone_.start_of(day).value_or(TimePoint{}) + offset_;
    // On the day of a change of clocks the wall shows the hour an hour sooner or later.
    for (const TimePoint when : {usual, usual - hours{1}, usual + hours{1}})
        if (zone_.format(when, "%H:%M") == daily_at_ && zone_.day_of(when) == day) return when;
    return usual;
}

Expected<EditionPeriod> EditionCalendar::period(EditionKind kind, std::string_view name) const {
    if (kind == EditionKind::Weekly) {
        const auto monday = monday_of_week(name);
        if (!monday)
            return fail(ErrorKind::BadInput,
                        fmt::format("\"{}\" is no ISO week such as 2026-W18", name));
        return EditionPeriod{kind, std::string{name}, close_of(name_of(*monday - days{1})),
                             close_of(name_of(*monday + days{kDaysOfWeek - 1}))};
    }
    const auto day = civil(name);
    if (!day)
        return fail(ErrorKind::BadInput, fmt::format("\"{}\" is no day such as 2026-05-01", name));
    return EditionPeriod{kind, std::string{name}, close_of(name_of(*day - days{1})),
                         close_of(std::string{name})};
}

EditionPeriod EditionCalendar::latest(EditionKind kind, TimePoint now) const {
    sys_days day = *civil(zone_.day_of(now));
    if (kind == EditionKind::Weekly) {
        const sys_days sunday = monday_of(day) + days{kDaysOfWeek - 1};
        auto week = *period(kind, week_of(sunday));
        return week.until <= now ? week : before(week);
    }
    if (close_of(name_of(day)) > now) day -= days{1};
    return *period(kind, name_of(day));
}

std::vector<EditionPeriod> EditionCalendar::latest(EditionKind kind, TimePoint now,
                                                   int count) const {
    std::vector<EditionPeriod> periods;
    if (count <= 0) return periods;
    periods.push_back(latest(kind, now));
    while (static_cast<int>(periods.size()) < count)
        periods.insert(periods.begin(), before(periods.front()));
    return periods;
}

EditionPeriod EditionCalendar::before(const EditionPeriod& of) const {
    if (of.kind == EditionKind::Weekly)
        return *period(of.kind, week_of(*monday_of_week(of.name) - days{kDaysOfWeek}));
    return *period(of.kind, name_of(*civil(of.name) - days{1}));
}

std::vector<Day> EditionCalendar::days_of(std::string_view week) const {
    std::vector<Day> names;
    const auto monday = monday_of_week(week);
    for (int i = 0; monday && i < kDaysOfWeek; ++i) names.push_back(name_of(*monday + days{i}));
    return names;
}

std::string EditionCalendar::japanese_name(const EditionPeriod& period) const {
    const auto spelled = [](const year_month_day& date) {
        return fmt::format("{}月{}日", static_cast<unsigned>(date.month()),
                           static_cast<unsigned>(date.day()));
    };
    const auto days =
        period.kind == EditionKind::Weekly ? days_of(period.name) : std::vector<Day>{period.name};
    const year_month_day first{civil(days.front()).value_or(sys_days{})};
    const year_month_day last{civil(days.back()).value_or(sys_days{})};
    std::string name = fmt::format("{}年{}", static_cast<int>(first.year()), spelled(first));
    if (first == last) return name;
    name += "〜";
    if (first.year() != last.year()) name += fmt::format("{}年", static_cast<int>(last.year()));
    return name + spelled(last);
}

}  // namespace ainews::pipeline
