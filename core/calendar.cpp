#include "core/calendar.h"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include <charconv>
#include <sstream>
#include <stdexcept>

namespace ainews {
namespace {

const date::time_zone& zone_of(const void* zone) {
    return *static_cast<const date::time_zone*>(zone);
}

date::local_time<Millis> local(const void* zone, TimePoint when) {
    return zone_of(zone).to_local(date::sys_time<Millis>{when.time_since_epoch()});
}

std::optional<date::year_month_day> parse_day(std::string_view day) {
    std::istringstream in{std::string{day}};
    date::year_month_day ymd;
    in >> date::parse("%F", ymd);
    if (in.fail() || in.peek() != std::char_traits<char>::eof() || !ymd.ok()) return std::nullopt;
    return ymd;
}

}  // namespace

std::string to_rfc3339(TimePoint when) {
    // Field by field: fmt's %Y goes through nanoseconds, which end in 2262; feeds name any year.
    const auto midnight = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date{midnight};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(when - midnight)};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::optional<TimePoint> from_rfc3339(std::string_view text) {
    std::string copy{text};
    if (copy.size() > 10 && (copy[10] == 't' || copy[10] == ' ')) copy[10] = 'T';
    if (!copy.empty() && copy.back() == 'z') copy.back() = 'Z';
    for (const char* form : {"%FT%TZ", "%FT%T%Ez"}) {
        std::istringstream in{copy};
        date::sys_time<Millis> when;
        in >> date::parse(form, when);
        if (!in.fail() && in.peek() == std::char_traits<char>::eof())
            return TimePoint{when.time_since_epoch()};
    }
    return std::nullopt;
}

TimeZone::TimeZone(std::string_view name) : name_{name} {
    try {
        zone_ = date::locate_zone(name_);
    } catch (const std::runtime_error&) {
        throw std::invalid_argument{fmt::format("no time zone \"{}\" on this system", name)};
    }
}

TimeZone::~TimeZone() = default;
TimeZone::TimeZone(const TimeZone&) = default;
TimeZone& TimeZone::operator=(const TimeZone&) = default;

const std::string& TimeZone::name() const noexcept { return name_; }

Day TimeZone::day_of(TimePoint when) const {
    const date::year_month_day ymd{date::floor<date::days>(local(zone_, when))};
    return fmt::format("{:0{}}-{:02}-{:02}", static_cast<int>(ymd.year()),
                       static_cast<int>(ymd.year()) < 0 ? 5 : 4, static_cast<unsigned>(ymd.month()),
                       static_cast<unsigned>(ymd.day()));
}

std::string TimeZone::month_of(TimePoint when) const {
    return date::format("%Y-%m", local(zone_, when));
}

std::optional<TimePoint> TimeZone::start_of(std::string_view day) const {
    const auto ymd = parse_day(day);
    if (!ymd) return std::nullopt;
    const auto start = zone_of(zone_).to_sys(date::local_days{*ymd}, date::choose::earliest);
    return TimePoint{std::chrono::duration_cast<Millis>(start.time_since_epoch())};
}

std::string TimeZone::japanese_minute(TimePoint when) const {
    const auto civil = local(zone_, when);
    const auto midnight = date::floor<date::days>(civil);
    const date::year_month_day ymd{midnight};
    const date::hh_mm_ss time{civil - midnight};
    return fmt::format("{}年{}月{}日 {:02}:{:02}", static_cast<int>(ymd.year()),
                       static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                       time.hours().count(), time.minutes().count());
}

std::string TimeZone::format(TimePoint when, const char* strftime_format) const {
    const date::sys_time<std::chrono::seconds> whole{
        std::chrono::floor<std::chrono::seconds>(when.time_since_epoch())};
    return date::format(strftime_format, date::make_zoned(&zone_of(zone_), whole));
}

std::optional<Millis> parse_duration(std::string_view text) {
    if (text.empty()) return std::nullopt;
    constexpr long long kMaxUnits = 100'000'000;
    Millis total{0};
    while (!text.empty()) {
        long long count = 0;
        const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (ec != std::errc{} || count < 0 || count > kMaxUnits) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (text.starts_with("ms")) {
            total += Millis{count};
            text.remove_prefix(2);
            continue;
        }
        if (text.empty()) return std::nullopt;
        switch (text.front()) {
            case 's':
                total += std::chrono::seconds{count};
                break;
            case 'm':
                total += std::chrono::minutes{count};
                break;
            case 'h':
                total += std::chrono::hours{count};
                break;
            case 'd':
                total += std::chrono::hours{24 * count};
                break;
            case 'w':
                total += std::chrono::hours{7 * 24 * count};
                break;
            default:
                return std::nullopt;
        }
        text.remove_prefix(1);
    }
    return total;
}

}  // namespace ainews
