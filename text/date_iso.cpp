#include <algorithm>
#include <stdexcept>

#include "core/ascii.h"
#include "core/calendar.h"
#include "text/date_parts.h"

namespace ainews::text {
namespace {

bool take(std::string_view& text, char wanted) {
    if (text.empty() || text.front() != wanted) return false;
    text.remove_prefix(1);
    return true;
}

std::size_t digits_ahead(std::string_view text) noexcept {
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    return count;
}

/// "-W18-5", "W185", "W18" behind the year.
bool take_week(std::string_view& text, DateParts& parts) {
    take(text, '-');
    if (!take(text, 'w')) return false;
    const auto week = take_number(text, 2, 2);
    if (!week || *week < 1 || *week > 53) return false;
    int weekday = 1;
    if (digits_ahead(text) == 1 || (text.starts_with('-') && digits_ahead(text.substr(1)) == 1)) {
        take(text, '-');
        weekday = take_number(text, 1, 1).value_or(1);
    }
    if (weekday < 1 || weekday > 7) return false;
    // ISO 8601: week 1 holds January 4.
    const std::chrono::sys_days fourth{std::chrono::year{*parts.year} / 1 / 4};
    const auto monday = fourth - (std::chrono::weekday{fourth} - std::chrono::Monday);
    const std::chrono::year_month_day date{monday +
                                           std::chrono::days{(*week - 1) * 7 + weekday - 1}};
    parts.year = static_cast<int>(date.year());
    parts.month = static_cast<int>(static_cast<unsigned>(date.month()));
    parts.day = static_cast<int>(static_cast<unsigned>(date.day()));
    return true;
}

/// What stands behind the year. False where it cannot be a date.
bool take_rest_of_date(std::string_view& text, DateParts& parts) {
    if (text.starts_with("-w") || text.starts_with('w')) return take_week(text, parts);
    const bool dashed = take(text, '-');
    const std::size_t digits = digits_ahead(text);
    if (digits == 0) return !dashed;
    if (digits == 3) {
        parts.day_of_year = take_number(text, 3, 3);
        return true;
    }
    if (!dashed && digits == 2) return false;  // "200401" may be anything
    parts.month = take_number(text, 1, 2);
    if (take(text, '-') || (!dashed && digits_ahead(text) >= 2)) {
        parts.day = take_number(text, 1, 2);
        return parts.day.has_value();
    }
    return true;
}

bool take_fraction(std::string_view& text, DateParts& parts) {
    if (!take(text, '.') && !take(text, ',')) return true;
    int scale = 100;
    if (digits_ahead(text) == 0) return false;
    while (!text.empty() && is_digit(text.front())) {
        parts.millisecond += (text.front() - '0') * scale;
        scale /= 10;
        text.remove_prefix(1);
    }
    return true;
}

bool take_time(std::string_view& text, DateParts& parts) {
    const auto hour = take_number(text, 1, 2);
    if (!hour) return false;
    parts.hour = *hour;
    const bool colons = take(text, ':');
    if (!colons && digits_ahead(text) < 2) return true;
    const auto minute = take_number(text, 1, 2);
    if (!minute) return false;
    parts.minute = *minute;
    if (take(text, ':') || (!colons && digits_ahead(text) >= 2)) {
        const auto second = take_number(text, 1, 2);
        if (!second) return false;
        parts.second = *second;
    }
    return take_fraction(text, parts);
}

/// The offset that the zone has at `when`: its wall clock read as if it were UTC, less the instant.
Millis offset_at(const TimeZone& zone, TimePoint when) {
    const TimePoint second = std::chrono::floor<std::chrono::seconds>(when);
    const auto wall = from_rfc3339(zone.format(second, "%Y-%m-%dT%H:%M:%SZ"));
    return wall ? *wall - second : Millis{0};
}

/// `wall` is local time written as if it were UTC. The second look settles times near a clock
/// change.
TimePoint from_local(TimePoint wall, const TimeZone& zone) {
    const TimePoint near = wall - offset_at(zone, wall);
    return wall - offset_at(zone, near);
}

}  // namespace

int full_year(int two_digits) noexcept {
    return two_digits < 70 ? 2000 + two_digits : 1900 + two_digits;
}

std::optional<int> take_number(std::string_view& text, std::size_t min_digits,
                               std::size_t max_digits) {
    const std::size_t count = std::min(digits_ahead(text), max_digits);
    if (count == 0 || count < min_digits || count > 9) return std::nullopt;
    int value = 0;
    for (const char c : text.substr(0, count)) value = value * 10 + (c - '0');
    text.remove_prefix(count);
    return value;
}

std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
    constexpr int kHoursMax = 15;
    std::string_view rest = text;
    const bool negative = take(rest, '-');
    if (!negative && !take(rest, '+')) return std::nullopt;
    const std::size_t digits = digits_ahead(rest);
    std::optional<int> hours = digits == 3 ? take_number(rest, 1, 1) : take_number(rest, 1, 2);
    int minutes = 0;
    if (digits >= 3 || take(rest, ':')) minutes = take_number(rest, 2, 2).value_or(-1);
    if (!hours || *hours > kHoursMax || minutes < 0 || minutes > 59) return std::nullopt;
    text = rest;
    const std::chrono::minutes offset{*hours * 60 + minutes};
    return negative ? -offset : offset;
}

std::optional<TimePoint> DateParts::assemble() const {
    using namespace std::chrono;
    const bool leap_second = second == 60;
    if (!year || *year < 1 || *year > 9999 || hour > 24 || minute > 59 || second > 60)
        return std::nullopt;
    if (hour == 24 && (minute != 0 || second != 0)) return std::nullopt;
    sys_days midnight;
    if (day_of_year) {
        const bool leap = std::chrono::year{*year}.is_leap();
        if (*day_of_year < 1 || *day_of_year > (leap ? 366 : 365)) return std::nullopt;
        midnight = sys_days{std::chrono::year{*year} / 1 / 1} + days{*day_of_year - 1};
    } else {
        const year_month_day date{std::chrono::year{*year},
                                  std::chrono::month{static_cast<unsigned>(month.value_or(1))},
                                  std::chrono::day{static_cast<unsigned>(day.value_or(1))}};
        if (!date.ok()) return std::nullopt;
        midnight = sys_days{date};
    }
    const Millis time = hours{hour} + minutes{minute} + seconds{leap_second ? 59 : second} +
                        Millis{leap_second ? 999 : millisecond};
    const TimePoint wall{midnight.time_since_epoch() + time};
    if (zone.empty()) return wall - offset.value_or(minutes{0});
    try {
        return from_local(wall, TimeZone{zone});
    } catch (const std::invalid_argument&) {
        return wall;  // a zone that nobody knows says no more than none
    }
}

std::optional<TimePoint> parse_iso_date(std::string_view text) {
    DateParts parts;
    parts.year = take_number(text, 4, 4);
    if (!parts.year || !take_rest_of_date(text, parts)) return std::nullopt;
    const bool separated = take(text, 't') || text.starts_with(' ');
    while (take(text, ' ')) {
    }
    if (separated && digits_ahead(text) > 0 && !take_time(text, parts)) return std::nullopt;
    while (take(text, ' ')) {
    }
    if (text == "z" || text == "utc" || text == "gmt") {
        parts.offset = std::chrono::minutes{0};
        return parts.assemble();
    }
    if (!text.empty()) {
        parts.offset = take_offset(text);
        if (!parts.offset || !text.empty()) return std::nullopt;
    }
    return parts.assemble();
}

}  // namespace ainews::text
