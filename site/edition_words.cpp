#include "site/edition_words.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <optional>
#include <string_view>

#include "site/labels.h"

namespace ainews::site {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr int kDaysOfWeek = 7;

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Monday of an ISO week such as 2026-W18 (ISO 8601: week 1 has January 4th).
std::optional<sys_days> monday_of(std::string_view week) {
    if (week.size() != 8 || week.substr(4, 2) != "-W") return std::nullopt;
    const auto year = number(week.substr(0, 4));
    const auto n = number(week.substr(6));
    if (!year || !n) return std::nullopt;
    const sys_days fourth{std::chrono::year{*year} / std::chrono::January / 4};
    const auto after_monday = std::chrono::weekday{fourth} - std::chrono::Monday;
    return fourth - after_monday + days{(*n - 1) * kDaysOfWeek};
}

/// "4月27日〜5月3日", the month of the last day only where it is another one.
std::string days_of_week(sys_days monday) {
    const year_month_day first{monday};
    const year_month_day last{monday + days{kDaysOfWeek - 1}};
    const auto month = [](const year_month_day& day) {
        return fmt::format("{}月", static_cast<unsigned>(day.month()));
    };
    return fmt::format("{}{}日〜{}{}日", month(first), static_cast<unsigned>(first.day()),
                       first.month() == last.month() ? std::string{} : month(last),
                       static_cast<unsigned>(last.day()));
}

/// "18時" or "18時30分".
std::string hour_words(TimePoint when, const TimeZone& zone) {
    const int hour = std::stoi(zone.format(when, "%H"));
    const int minute = std::stoi(zone.format(when, "%M"));
    return minute == 0 ? fmt::format("{}時", hour) : fmt::format("{}時{}分", hour, minute);
}

}  // namespace

std::string dated(const Edition& edition) {
    const std::string date = edition_date(edition.name);
    const auto monday = monday_of(edition.name);
    return monday ? fmt::format("{}（{}）", date, days_of_week(*monday)) : date;
}

std::string period_words(const Edition& edition, const TimeZone& zone) {
    if (edition.kind == EditionKind::Weekly) return dated(edition) + "の日報が取り上げた記事";
    const Day first = zone.day_of(edition.from);
    const Day last = zone.day_of(edition.until);
    const bool one_month = zone.month_of(edition.from) == zone.month_of(edition.until);
    return fmt::format(
        "{}{}から{}{}までに集めた記事", month_and_day(first), hour_words(edition.from, zone),
        one_month ? fmt::format("{}日", std::stoi(last.substr(8, 2))) : month_and_day(last),
        hour_words(edition.until, zone));
}

}  // namespace ainews::site
