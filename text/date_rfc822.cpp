#include "text/date_parts.h"

namespace ainews::text {
namespace {

constexpr std::string_view kMonthNames = "JanFebMarAprMayJunJulAugSepOctNovDec";

bool take(std::string_view& text, std::string_view wanted) {
    if (!text.starts_with(wanted)) return false;
    text.remove_prefix(wanted.size());
    return true;
}

/// "Thu, " of any three letters: which day it was follows from the date.
void take_weekday(std::string_view& text) {
    if (text.size() > 5 && text.substr(3, 2) == ", ") text.remove_prefix(5);
}

std::optional<int> take_month(std::string_view& text) {
    const auto at = text.size() < 3 ? std::string_view::npos : kMonthNames.find(text.substr(0, 3));
    if (at == std::string_view::npos || at % 3 != 0) return std::nullopt;
    text.remove_prefix(3);
    return static_cast<int>(at / 3) + 1;
}

}  // namespace

std::optional<TimePoint> parse_rfc822_date(std::string_view text) {
    DateParts parts;
    take_weekday(text);
    parts.day = take_number(text, 1, 2);
    if (!parts.day || !take(text, " ")) return std::nullopt;
    parts.month = take_month(text);
    if (!parts.month || !take(text, " ")) return std::nullopt;
    parts.year = take_number(text, 4, 4);
    if (!parts.year || !take(text, " ")) return std::nullopt;
    const auto hour = take_number(text, 2, 2);
    if (!hour || !take(text, ":")) return std::nullopt;
    const auto minute = take_number(text, 2, 2);
    if (!minute || !take(text, ":")) return std::nullopt;
    const auto second = take_number(text, 2, 2);
    if (!second || !take(text, " ")) return std::nullopt;
    parts.hour = *hour;
    parts.minute = *minute;
    parts.second = *second;
    if (text == "GMT" || text == "UTC" || text == "Z") return parts.assemble();
    parts.offset = take_offset(text);
    return parts.offset && text.empty() ? parts.assemble() : std::nullopt;
}

}  // namespace ainews::text
