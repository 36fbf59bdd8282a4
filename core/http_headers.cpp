#include "core/http_headers.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/ascii.h"

namespace ainews {
namespace {

constexpr std::string_view kBlank = " \t";

std::string_view trim(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// Digits only, at least one; more than fit are `limit`, so that a huge number stays a number.
std::optional<std::int64_t> parse_digits(std::string_view text, std::int64_t limit) noexcept {
    if (text.empty() || !std::ranges::all_of(text, is_digit)) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) value = std::min(value * 10 + (c - '0'), limit);
    return value;
}

/// Takes a date apart from left to right; a piece that does not fit ends it.
class DateReader {
public:
    explicit DateReader(std::string_view text) noexcept : rest_{text} {}

    bool literal(std::string_view expected) noexcept {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }

    std::optional<int> number(std::size_t digits) noexcept {
        const auto value = parse_digits(rest_.substr(0, digits), 9999);
        if (!value || rest_.size() < digits) return std::nullopt;
        rest_.remove_prefix(digits);
        return static_cast<int>(*value);
    }

    std::optional<unsigned> month() noexcept {
        static constexpr std::array<std::string_view, 12> kMonths = {
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        for (unsigned i = 0; i < kMonths.size(); ++i) {
            if (!equal_ignoring_case(rest_.substr(0, 3), kMonths[i])) continue;
            rest_.remove_prefix(3);
            return i + 1;
        }
        return std::nullopt;
    }

    std::optional<std::chrono::seconds> time_of_day() noexcept {
        const auto hours = number(2);
        if (!hours || *hours > 23 || !literal(":")) return std::nullopt;
        const auto minutes = number(2);
        if (!minutes || *minutes > 59 || !literal(":")) return std::nullopt;
        const auto seconds = number(2);
        if (!seconds || *seconds > 60) return std::nullopt;
        return std::chrono::hours{*hours} + std::chrono::minutes{*minutes} +
               std::chrono::seconds{*seconds};
    }

    void skip_word() noexcept {
        const auto end = rest_.find_first_of(", ");
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end);
    }

    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }

private:
    std::string_view rest_;
};

std::optional<TimePoint> join(std::optional<int> year, std::optional<unsigned> month,
                              std::optional<int> day, std::optional<std::chrono::seconds> time) {
    if (!year || !month || !day || !time) return std::nullopt;
    const auto date = std::chrono::year{*year} / std::chrono::month{*month} /
                      std::chrono::day{static_cast<unsigned>(*day)};
    if (!date.ok()) return std::nullopt;
    return TimePoint{std::chrono::sys_days{date}} + *time;
}

/// "06 Nov 1994 08:49:37 GMT" and, with dashes and a short year, "06-Nov-94 08:49:37 GMT".
std::optional<TimePoint> read_after_comma(DateReader in) {
    const auto day = in.number(2);
    const bool dashes = in.literal("-");
    if (!day || (!dashes && !in.literal(" "))) return std::nullopt;
    const auto month = in.month();
    if (!month || !in.literal(dashes ? "-" : " ")) return std::nullopt;
    auto year = in.number(dashes ? 2 : 4);
    if (dashes && year) *year += *year < 70 ? 2000 : 1900;
    if (!in.literal(" ")) return std::nullopt;
    const auto time = in.time_of_day();
    if (!in.literal(" GMT") || !in.at_end()) return std::nullopt;
    return join(year, month, day, time);
}

/// "Nov  6 08:49:37 1994", the day padded with a space.
std::optional<TimePoint> read_asctime(DateReader in) {
    const auto month = in.month();
    if (!month || !in.literal(" ")) return std::nullopt;
    const auto day = in.number(in.literal(" ") ? 1 : 2);
    if (!in.literal(" ")) return std::nullopt;
    const auto time = in.time_of_day();
    if (!in.literal(" ")) return std::nullopt;
    const auto year = in.number(4);
    if (!in.at_end()) return std::nullopt;
    return join(year, month, day, time);
}

}  // namespace

std::optional<TimePoint> parse_http_date(std::string_view value) {
    DateReader in{trim(value)};
    in.skip_word();
    if (in.literal(", ")) return read_after_comma(in);
    if (in.literal(" ")) return read_asctime(in);
    return std::nullopt;
}

std::optional<Millis> parse_retry_after(std::string_view value, TimePoint now) {
    const auto limit = std::chrono::duration_cast<std::chrono::seconds>(kRetryAfterMax);
    if (const auto seconds = parse_digits(trim(value), limit.count()))
        return std::chrono::seconds{*seconds};
    if (const auto date = parse_http_date(value))
        return std::clamp<Millis>(*date - now, Millis{0}, kRetryAfterMax);
    return std::nullopt;
}

std::optional<Millis> parse_max_age(std::string_view cache_control) {
    const auto limit = std::chrono::duration_cast<std::chrono::seconds>(kMaxAgeMax);
    std::optional<Millis> fresh;
    while (!cache_control.empty()) {
        const auto comma = std::min(cache_control.find(','), cache_control.size());
        const auto directive = trim(cache_control.substr(0, comma));
        cache_control.remove_prefix(std::min(comma + 1, cache_control.size()));
        const auto equals = std::min(directive.find('='), directive.size());
        const auto name = trim(directive.substr(0, equals));
        if (equals == directive.size()) {  // no-cache="Field" speaks of that field only
            if (equal_ignoring_case(name, "no-store") || equal_ignoring_case(name, "no-cache"))
                return Millis{0};
            continue;
        }
        if (fresh || !equal_ignoring_case(name, "max-age")) continue;
        auto argument = trim(directive.substr(equals + 1));
        if (argument.size() >= 2 && argument.front() == '"' && argument.back() == '"')
            argument = argument.substr(1, argument.size() - 2);
        if (const auto seconds = parse_digits(argument, limit.count()))
            fresh = std::chrono::seconds{*seconds};
    }
    return fresh;
}

}  // namespace ainews
