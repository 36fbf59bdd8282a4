#include "text/date.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/ascii.h"
#include "text/date_names.h"
#include "text/date_parts.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

constexpr std::size_t kDateBytesMax = 200;
constexpr std::chrono::hours kTokyo{9};
constexpr std::chrono::hours kSeoul{9};
constexpr std::chrono::hours kBeijing{8};

struct Number {
    int value = 0;
    std::size_t digits = 0;
    char before = ' ';  ///< the separator in front: '/', '.', '-' or ' '
};

/// Reads a date in any order of its pieces, once: names and marks first, then the numbers left
/// over.
class SloppyDate {
public:
    explicit SloppyDate(std::string_view text) : rest_{text} {}

    std::optional<TimePoint> read() {
        while (!rest_.empty())
            if (!step()) return std::nullopt;
        if (!place_numbers()) return std::nullopt;
        apply_half_day();
        if (!parts_.offset) parts_.offset = assumed_offset_;
        return parts_.assemble();
    }

private:
    bool step() {
        const char c = rest_.front();
        if (is_digit(c)) return number();
        if ((c == '+' || c == '-') && has_time_) {
            if (const auto offset = take_offset(rest_)) {
                parts_.offset = offset;
                return true;
            }
        }
        std::size_t pos = 0;
        const char32_t first = next(rest_, pos);
        if (is_word_char(first)) return word();
        before_ = c == '/' || c == '.' || c == '-' ? c : ' ';
        rest_.remove_prefix(pos);
        return true;
    }

    bool number() {
        std::string_view ahead = rest_;
        const auto digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
        const auto value = take_number(ahead, 1, 9);
        if (!value || digits > 9) return false;
        if (!has_time_ && digits <= 2 && ahead.size() > 1 && (ahead[0] == ':' || ahead[0] == 'h') &&
            is_digit(ahead[1])) {
            parts_.hour = *value;
            return time_after_hour(ahead.substr(1));
        }
        rest_ = ahead;
        if (take_unit(*value)) return true;
        numbers_.push_back({*value, digits, before_});
        before_ = ' ';
        return true;
    }

    /// `ahead` begins with the minutes.
    bool time_after_hour(std::string_view ahead) {
        has_time_ = true;
        parts_.minute = take_number(ahead, 1, 2).value_or(0);
        if (ahead.size() > 1 && ahead[0] == ':' && is_digit(ahead[1])) {
            ahead.remove_prefix(1);
            parts_.second = take_number(ahead, 1, 2).value_or(0);
            if (ahead.size() > 1 && (ahead[0] == '.' || ahead[0] == ',') && is_digit(ahead[1]))
                ahead.remove_prefix(
                    std::min(ahead.find_first_not_of("0123456789", 1), ahead.size()));
        }
        rest_ = ahead;
        return true;
    }

    /// The unit that East Asian dates write behind a number.
    bool take_unit(int value) {
        const auto take = [this](std::initializer_list<std::string_view> units) {
            std::string_view ahead = rest_;
            while (ahead.starts_with(' ')) ahead.remove_prefix(1);
            for (const std::string_view unit : units) {
                if (!ahead.starts_with(unit)) continue;
                rest_ = ahead.substr(unit.size());
                return true;
            }
            return false;
        };
        if (take({"년"})) return assume(kSeoul), set_year(value);
        if (take({"年"})) return assume(kTokyo), set_year(value);
        if (take({"月", "월"})) return parts_.month = value, true;
        if (take({"日", "일", "号"})) return parts_.day = value, true;
        if (take({"时", "点"})) return assume(kBeijing), set_hour(value);
        if (take({"時", "시"})) return set_hour(value);
        if (take({"分", "분"})) return parts_.minute = value, has_time_ = true;
        if (take({"秒", "초"})) return parts_.second = value, has_time_ = true;
        return false;
    }

    /// "令和6年", "平成元年": a year counted from the one in which an emperor came to the throne.
    bool place_era(std::string_view name) {
        constexpr std::array<std::pair<std::string_view, int>, 3> kEras{
            {{"令和", 2018}, {"平成", 1988}, {"昭和", 1925}}};
        for (const auto& [era, before_first] : kEras) {
            if (!name.starts_with(era)) continue;
            era_ = before_first;
            assume(kTokyo);
            if (name.substr(era.size()).starts_with("元年")) parts_.year = before_first + 1;
            return true;
        }
        return false;
    }

    bool set_year(int value) {
        if (era_ != 0) return parts_.year = era_ + value, true;
        return parts_.year = value < 100 ? full_year(value) : value, true;
    }

    bool set_hour(int value) { return parts_.hour = value, has_time_ = true; }

    /// Dates in these languages name no zone because their readers share one.
    void assume(std::chrono::hours offset) { assumed_offset_ = offset; }

    bool word() {
        std::size_t end = 0;
        for (std::size_t pos = 0; pos < rest_.size();) {
            const char32_t c = next(rest_, pos);
            const bool zone_part = end > 0 && (c == '/' || c == '_') && pos < rest_.size();
            if ((!is_word_char(c) && !zone_part) || (c < 0x80 && is_digit(static_cast<char>(c))))
                break;
            end = pos;
        }
        const std::string_view name = rest_.substr(0, end);
        rest_.remove_prefix(end);
        before_ = ' ';
        return place_word(name);
    }

    bool place_word(std::string_view name) {
        if (place_era(name)) return true;
        if (const auto half = half_day_from_word(name)) {
            half_day_ = half;
            if (name == "오전" || name == "오후") assume(kSeoul);
            if (name == "上午" || name == "下午") assume(kBeijing);
        } else if (const auto month = month_from_name(name);
                   month && (!parts_.month || may_be_tuesday_)) {
            may_be_tuesday_ = name == "mar" && !parts_.month;
            parts_.month = month;
        } else if (const auto offset = zone_offset(name);
                   offset && (has_time_ || !is_common_word(name))) {
            parts_.offset = offset;
        } else if (name.find('/') != std::string_view::npos) {
            parts_.zone = zone_name(name);
        }
        return true;  // weekdays, "of", "um", "th" and the like say nothing
    }

    /// Zones that are words before the time: "July 7 at 6:28", "7 juillet et 9:00".
    static bool is_common_word(std::string_view name) noexcept {
        return name == "at" || name == "et" || name == "ist" || name == "est" || name == "art" ||
               name == "met";
    }

    /// The text was folded to lower case; the zone database wants "America/Los_Angeles".
    static std::string zone_name(std::string_view folded) {
        std::string name{folded};
        bool start = true;
        for (char& c : name) {
            if (start && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
            start = c == '/' || c == '_';
        }
        return name;
    }

    bool place_numbers() {
        if (parts_.month && !numbers_.empty()) return place_around_month_name();
        if (numbers_.empty()) return true;
        if (numbers_.size() < 3) {
            if (numbers_[0].digits != 4 || parts_.year)
                return numbers_.size() == 1 && parts_.year.has_value();
            parts_.year = numbers_[0].value;
            if (numbers_.size() == 2) parts_.month = numbers_[1].value;
            return true;
        }
        return place_three();
    }

    bool place_around_month_name() {
        for (std::size_t i = 0; i < numbers_.size(); ++i) {
            const Number& number = numbers_[i];
            if (number.digits >= 3 || number.value > 31) {
                if (!parts_.year)
                    parts_.year = number.value < 100 ? full_year(number.value) : number.value;
            } else if (!parts_.day) {
                parts_.day = number.value;
            } else if (!parts_.year && number.digits == 2) {
                parts_.year = full_year(number.value);
            }
        }
        return true;
    }

    bool place_three() {
        const int a = numbers_[0].value;
        const int b = numbers_[1].value;
        const int c = numbers_[2].value;
        if (numbers_[0].digits >= 3) return set(a, b, c);
        const int year = numbers_[2].digits >= 3 ? c : full_year(c);
        // Slashes are American unless that makes no date; dots and dashes put the day first.
        const bool american = numbers_[1].before == '/' ? a <= 12 : b > 12;
        return american ? set(year, a, b) : set(year, b, a);
    }

    bool set(int year, int month, int day) {
        parts_.year = year;
        parts_.month = month;
        parts_.day = day;
        return true;
    }

    void apply_half_day() {
        if (!half_day_) return;
        if (*half_day_ == HalfDay::Afternoon && parts_.hour < 12) parts_.hour += 12;
        if (*half_day_ == HalfDay::Morning && parts_.hour == 12) parts_.hour = 0;
    }

    std::string_view rest_;
    DateParts parts_;
    std::vector<Number> numbers_;
    std::optional<HalfDay> half_day_;
    std::optional<std::chrono::minutes> assumed_offset_;
    bool has_time_ = false;
    /// "mar" was read as March, yet is mardi, martes or martedì where a month's name follows.
    bool may_be_tuesday_ = false;
    int era_ = 0;  ///< the year before its first; 0: years are those of our own count
    char before_ = ' ';
};

/// Digits alone: a compact date with time, or seconds or milliseconds since 1970.
std::optional<TimePoint> parse_digits(std::string_view text) {
    if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    if (text.size() == 14 || text.size() == 12)
        return parse_iso_date(std::string{text.substr(0, 8)} + "t" + std::string{text.substr(8)});
    if (text.size() != 10 && text.size() != 13) return std::nullopt;
    std::int64_t value = 0;
    for (const char c : text) value = value * 10 + (c - '0');
    return TimePoint{Millis{text.size() == 10 ? value * 1000 : value}};
}

/// RFC 3339 as nearly every Atom feed writes it: ASCII without spaces, where folding comes down to
/// lower case. Without it, folding was most of what such a date cost.
std::optional<TimePoint> parse_plain_iso_date(std::string_view text) {
    constexpr std::size_t kLongest = 35;  // "2026-01-02T03:04:05.123456789+09:00"
    if (text.size() < 10 || text.size() > kLongest || text[4] != '-') return std::nullopt;
    std::array<char, kLongest> folded{};
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c <= ' ' || c > '~') return std::nullopt;
        folded[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return parse_iso_date(std::string_view{folded.data(), text.size()});
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

}  // namespace

std::optional<TimePoint> parse_date(std::string_view text) {
    if (text.size() > kDateBytesMax) return std::nullopt;
    if (const auto when = parse_rfc822_date(text)) return when;
    if (const auto when = parse_plain_iso_date(text)) return when;
    std::string folded = lower(nfkc(collapse_space(text)));
    replace_all(folded, "a.m.", "am");
    replace_all(folded, "p.m.", "pm");
    if (const auto when = parse_iso_date(folded)) return when;
    if (const auto when = parse_digits(folded)) return when;
    return SloppyDate{folded}.read();
}

}  // namespace ainews::text
