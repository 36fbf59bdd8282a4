#include "notify/quiet_hours.h"

#include <charconv>

namespace ainews::notify {
namespace {

constexpr int kDayMinutes = 24 * 60;

std::optional<int> number(std::string_view text, int max) {
    int value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size() || value < 0 || value > max)
        return std::nullopt;
    return value;
}

std::optional<int> minute_of_day(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hours = number(text.substr(0, 2), 23);
    const auto minutes = number(text.substr(3), 59);
    if (!hours || !minutes) return std::nullopt;
    return *hours * 60 + *minutes;
}

int minute_of(TimePoint when, const TimeZone& zone) {
    return minute_of_day(zone.format(when, "%H:%M")).value_or(0);
}

}  // namespace

std::optional<QuietHours> QuietHours::parse(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto from = minute_of_day(text.substr(0, dash));
    const auto until = minute_of_day(text.substr(dash + 1));
    if (!from || !until || *from == *until) return std::nullopt;
    return QuietHours{*from, *until};
}

bool QuietHours::holds(TimePoint when, const TimeZone& zone) const {
    const int minute = minute_of(when, zone);
    return from_ < until_ ? minute >= from_ && minute < until_ : minute >= from_ || minute < until_;
}

TimePoint QuietHours::end_after(TimePoint when, const TimeZone& zone) const {
    const int left = (until_ - minute_of(when, zone) + kDayMinutes) % kDayMinutes;
    return when + std::chrono::minutes{left};
}

}  // namespace ainews::notify
