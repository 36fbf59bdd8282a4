#include "pipeline/check_numbers.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "pipeline/code_points.h"
#include "pipeline/number_words.h"

namespace ainews::pipeline {
namespace {

constexpr std::size_t kDigitsMax = 18;  // longer runs are identifiers
constexpr int kRelativeDays = 8;        // "last Tuesday", "next Monday"

bool is_ascii_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
bool is_range_dash(char32_t c) {
    return c == U'-' || c == U'–' || c == U'—' || c == U'~' || c == U'〜' || c == U'～' ||
           c == U'－';
}

/// Width and separators made plain; everything else stays where it was.
std::u32string plain_digits(std::string_view text) {
    std::u32string out = code_points(text);
    for (char32_t& c : out) {
        if (c >= U'０' && c <= U'９')
            c = c - U'０' + U'0';
        else if (c == U'．')
            c = U'.';
        else if (c == U'，')
            c = U',';
        else if (c == U'％')
            c = U'%';
        else if (c >= U'Ａ' && c <= U'ｚ')
            c -= 0xFEE0;
        else if (c == 0x202F || c == 0x00A0 || c == 0x2009)
            c = U' ';
    }
    return out;
}

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_{plain_digits(text)} {}

    std::vector<FoundNumber> run() {
        while (at_ < text_.size()) {
            const char32_t c = text_[at_];
            if (text::is_ascii_digit(c))
                digits();
            else if (text::is_latin_letter(c))
                word();
            else if (c == U'半')
                half();
            else if (c == U'翻')
                doubling();
            else if (numeral_character(c) || scale_character(c))
                numerals();
            else
                ++at_;
        }
        share_scales_in_ranges();
        return std::move(found_);
    }

private:
    struct Position {
        std::size_t start = 0;
        std::size_t end = 0;
        double scale = 1;
        bool digits = false;
    };

    void add(std::size_t start, std::vector<double> values, double scale, bool digits) {
        FoundNumber number{to_utf8(std::u32string_view{text_}.substr(start, at_ - start)),
                           std::move(values)};
        const char32_t next = at_ < text_.size() ? text_[at_] : U'\0';
        number.date_part = next == U'年' || next == U'月' || next == U'日' || next == U'号';
        number.hour = next == U'時';
        number.scaled = digits && scale != 1;
        number.start = start;
        number.end = at_;
        found_.push_back(std::move(number));
        places_.push_back({start, at_, scale, digits});
    }

    /// "1,234.5", "2.5 billion", "1億2000万", "128K", and the pieces of "4.1.2".
    void digits() {
        const std::size_t start = at_;
        std::vector<std::string> pieces{{}};
        std::string separators;
        for (; at_ < text_.size(); ++at_) {
            const char32_t c = text_[at_];
            const bool separator = (c == U'.' || c == U',') && at_ + 1 < text_.size() &&
                                   text::is_ascii_digit(text_[at_ + 1]);
            if (text::is_ascii_digit(c)) {
                pieces.back().push_back(static_cast<char>(c));
            } else if (separator) {
                separators.push_back(static_cast<char>(c));
                pieces.emplace_back();
            } else {
                break;
            }
        }
        if (separators.empty() && pieces[0].size() <= 3) spaced_groups(pieces[0]);
        std::vector<double> values = readings(pieces, separators);
        if (values.empty()) return;
        double scale = 1;
        if (compound(start, values)) return;
        if (const auto factor = following_scale()) {
            scale = *factor;
            const std::size_t count = values.size();
            for (std::size_t i = 0; i < count; ++i) values.push_back(values[i] * scale);
        }
        add(start, std::move(values), scale, true);
    }

    /// "4 300 personnes": groups of three after a blank, as several languages write.
    void spaced_groups(std::string& digits) {
        const auto group_at = [&](std::size_t from) {
            if (from + 3 >= text_.size() || text_[from] != U' ') return false;
            for (std::size_t i = from + 1; i <= from + 3; ++i)
                if (!text::is_ascii_digit(text_[i])) return false;
            return from + 4 >= text_.size() || !text::is_ascii_digit(text_[from + 4]);
        };
        while (group_at(at_)) {
            for (std::size_t i = at_ + 1; i <= at_ + 3; ++i)
                digits.push_back(static_cast<char>(text_[i]));
            at_ += 4;
        }
    }

    /// Every value the pieces may mean in the notations of different countries.
    static std::vector<double> readings(const std::vector<std::string>& pieces,
                                        const std::string& separators) {
        std::size_t length = 0;
        for (const std::string& piece : pieces) length += piece.size();
        if (length > kDigitsMax) return {};
        const bool grouped =
            !separators.empty() && std::all_of(pieces.begin() + 1, pieces.end(),
                                               [](const auto& p) { return p.size() == 3; });
        std::vector<double> values;
        std::string joined;
        for (const std::string& piece : pieces) joined += piece;
        if (separators.empty() ||
            (grouped && separators.find_first_not_of(separators[0]) == std::string::npos))
            values.push_back(std::stod(joined));
        if (separators.size() == 1) values.push_back(std::stod(pieces[0] + "." + pieces[1]));
        if (separators.size() > 1 &&
            separators.back() != separators.front()) {  // 1,234.5 and 1.234,5
            std::string whole;
            for (std::size_t i = 0; i + 1 < pieces.size(); ++i) whole += pieces[i];
            values.push_back(std::stod(whole + "." + pieces.back()));
        }
        if (values.empty()) values = version(pieces);
        return values;
    }

    /// "4.1.2" is one value of its own, and 4.1: its pieces mean nothing alone.
    static std::vector<double> version(const std::vector<std::string>& pieces) {
        double whole = 0.5;  // never equal to a plain number
        for (const std::string& piece : pieces) whole = whole * 1000 + std::stod(piece);
        return {whole, std::stod(pieces[0] + "." + pieces[1])};
    }

    /// "1億2000万", "2万5,000", "3千万": digits and scales that add up to one value.
    bool compound(std::size_t start, const std::vector<double>& first) {
        double total = 0;
        double part = first.back();
        bool scaled = false;
        while (at_ < text_.size()) {
            if (const auto factor = scale_character(text_[at_])) {
                part *= *factor;
                scaled = true;
                ++at_;
                continue;
            }
            // "2조 3000억": a blank between the parts.
            if (scaled && text_[at_] == U' ' && at_ + 1 < text_.size() &&
                text::is_ascii_digit(text_[at_ + 1]) && scale_follows(at_ + 1))
                ++at_;
            if (!scaled || !text::is_ascii_digit(text_[at_])) break;
            total += std::exchange(part, read_plain_digits());
            scaled = false;
        }
        if (total == 0 && !scaled) return false;
        double scale = 1;
        if (total == 0 && first.back() > 0) scale = part / first.back();
        add(start, {total + part}, scale, true);
        return true;
    }

    [[nodiscard]] bool scale_follows(std::size_t at) const {
        while (at < text_.size() &&
               (text::is_ascii_digit(text_[at]) || text_[at] == U',' || text_[at] == U'.'))
            ++at;
        return at < text_.size() && scale_character(text_[at]).has_value();
    }

    double read_plain_digits() {
        std::string digits;
        for (; at_ < text_.size() && digits.size() < kDigitsMax; ++at_) {
            const char32_t c = text_[at_];
            const bool dot =
                c == U'.' && at_ + 1 < text_.size() && text::is_ascii_digit(text_[at_ + 1]);
            if (text::is_ascii_digit(c) || dot)
                digits.push_back(static_cast<char>(c));
            else if (!(c == U',' && at_ + 1 < text_.size() && text::is_ascii_digit(text_[at_ + 1])))
                break;
        }
        return std::stod(digits);
    }

    /// A scale word or letter right after the digits; it is consumed.
    std::optional<double> following_scale() {
        std::size_t from = at_;
        while (from < text_.size() && from - at_ < 2 &&
               (text_[from] == U' ' || text_[from] == U'-'))
            ++from;
        if (from < text_.size())
            if (const auto factor = scale_character(text_[from]); factor && from != at_) {
                at_ = from + 1;
                return factor;
            }
        std::size_t end = from;
        while (end < text_.size() && text::is_word_char(text_[end]) && !text::is_cjk(text_[end]) &&
               !text::is_ascii_digit(text_[end]))
            ++end;
        const std::string word =
            text::lower(to_utf8(std::u32string_view{text_}.substr(from, end - from)));
        if (word.size() == 1 && from != at_) return std::nullopt;  // "5 m" is five metres
        const auto factor = scale_word(word);
        if (factor) at_ = end;
        return factor;
    }

    void word() {
        const std::size_t start = at_;
        while (at_ < text_.size() && text::is_latin_letter(text_[at_])) ++at_;
        const std::string word =
            text::lower(to_utf8(std::u32string_view{text_}.substr(start, at_ - start)));
        std::vector<double> values = number_word(word);
        // "more than one" is 2つ以上, "one and a half" is 1.5.
        if (values.empty() && word == "one") values = {1, 2};
        if (values.empty()) return;
        join_words(values);
        add(start, std::move(values), 1, false);
    }

    /// 半小时 is 30分, 半年 6か月, 一半 50% or 2分の1; 一年半 is 1.5 of what stands before.
    void half() {
        const std::size_t start = at_++;
        add(start, {0.5, 2, 6, 30, 50}, 1, false);
    }

    /// 翻番 and 翻倍 are 2倍, 翻了两番 4倍: each 番 doubles.
    void doubling() {
        const std::size_t start = at_++;
        if (at_ < text_.size() && text_[at_] == U'了') ++at_;
        int times = 1;
        if (at_ + 1 < text_.size() && text_[at_ + 1] == U'番')
            if (const auto count = numeral_character(text_[at_])) {
                times = *count;
                ++at_;
            }
        if (at_ == text_.size() || (text_[at_] != U'番' && text_[at_] != U'倍')) return;
        ++at_;
        add(start, {std::pow(2.0, times)}, 1, false);
    }

    /// "twenty-five", "two hundred", "three million".
    void join_words(std::vector<double>& values) {
        for (int parts = 0; parts < 3; ++parts) {
            std::size_t from = at_;
            if (from >= text_.size() || (text_[from] != U'-' && text_[from] != U' ')) return;
            ++from;
            std::size_t end = from;
            while (end < text_.size() && text::is_latin_letter(text_[end])) ++end;
            const std::string word =
                text::lower(to_utf8(std::u32string_view{text_}.substr(from, end - from)));
            if (const auto scale = scale_word(word); scale && word.size() > 1) {
                values.push_back(values.back() * *scale);
            } else if (const auto unit = number_word(word); !unit.empty() && unit[0] < 10 &&
                                                            values.back() >= 20 &&
                                                            values.back() < 100) {
                values.push_back(values.back() + unit[0]);
            } else if (word == "quarters" || word == "thirds" || word == "fifths" ||
                       word == "tenths") {
                // "three-quarters": 4分の3, 75%.
                const double whole = number_word(word == "tenths" ? "tenth" : word).front();
                values.insert(values.end(),
                              {whole, values.front() / whole, values.front() * 100 / whole});
            } else {
                return;
            }
            at_ = end;
        }
    }

    /// 二十五, 十亿, 三. A lone scale (千 in a name, 万 in 万が一) is no number.
    void numerals() {
        const std::size_t start = at_;
        double total = 0, section = 0, digit = 0;
        int digits = 0;
        for (; at_ < text_.size(); ++at_) {
            if (const auto value = numeral_character(text_[at_])) {
                digit = digit * (digits > 0 ? 10 : 1) + *value;
                ++digits;
            } else if (const auto scale = scale_character(text_[at_])) {
                if (*scale < 1e4) {
                    section += (digits > 0 ? digit : 1) * *scale;
                } else {
                    total += (section + digit > 0 ? section + digit : 1) * *scale;
                    section = 0;
                }
                digit = 0;
                digits = 0;
            } else {
                break;
            }
        }
        std::vector<double> values{total + section + digit};
        const auto here = std::u32string_view{text_}.substr(at_);
        if (here.starts_with(U"成")) values.push_back(values.front() * 10);  // 三成: 30%
        if (here.starts_with(U"倍")) values.push_back(values.front() + 1);   // 增长一倍: 2倍
        if (here.starts_with(U"折")) values.push_back(100 - values.front() * 10);  // 九折: 10%引き
        add(start, std::move(values), 1, false);
    }

    /// "5–10 billion", "50〜100億", "5 to 10 million": the first number shares the second's scale.
    void share_scales_in_ranges() {
        for (std::size_t i = 0; i + 1 < found_.size(); ++i) {
            const double scale = places_[i + 1].scale;
            if (scale == 1 || places_[i].scale != 1 || !places_[i].digits) continue;
            const auto between = std::u32string_view{text_}.substr(
                places_[i].end, places_[i + 1].start - places_[i].end);
            const bool dash =
                between.size() <= 4 && std::any_of(between.begin(), between.end(), is_range_dash);
            const bool words = between == U" to " || between == U" and " || between == U" or " ||
                               between == U"から" || between == U"到" || between == U"至";
            if (dash || words) {
                const std::size_t count = found_[i].values.size();
                for (std::size_t k = 0; k < count; ++k)
                    found_[i].values.push_back(found_[i].values[k] * scale);
            }
        }
    }

    std::u32string text_;
    std::size_t at_ = 0;
    std::vector<FoundNumber> found_;
    std::vector<Position> places_;
};

bool speaks_of_relative_days(std::string_view source) {
    static constexpr std::string_view kWords[] = {
        "yesterday",   "today",        "tomorrow",     "monday",      "tuesday",   "wednesday",
        "thursday",    "friday",       "saturday",     "sunday",      "last week", "this week",
        "昨日",        "今日",         "明日",         "昨天",        "今天",      "明天",
        "曜",          "周",           "星期",         "gestern",     "heute",     "hier",
        "ayer",        "어제",         "오늘",         "montag",      "dienstag",  "mittwoch",
        "donnerstag",  "freitag",      "samstag",      "sonntag",     "lundi",     "mardi",
        "mercredi",    "jeudi",        "vendredi",     "samedi",      "dimanche",  "lunes",
        "martes",      "miércoles",    "jueves",       "viernes",     "sábado",    "domingo",
        "lunedì",      "martedì",      "mercoledì",    "giovedì",     "venerdì",   "segunda-feira",
        "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "요일",      "일 "};
    const std::string lower = text::lower(source);
    return std::any_of(std::begin(kWords), std::end(kWords), [&](std::string_view word) {
        return lower.find(word) != std::string::npos;
    });
}

/// Years, months and days around the publication.
std::vector<double> dates_around(TimePoint published) {
    std::vector<double> values;
    for (int offset = -kRelativeDays; offset <= kRelativeDays; ++offset) {
        const std::chrono::year_month_day day{
            std::chrono::floor<std::chrono::days>(published + std::chrono::days{offset})};
        values.push_back(static_cast<int>(day.year()));
        values.push_back(static_cast<unsigned>(day.month()));
        values.push_back(static_cast<unsigned>(day.day()));
    }
    return values;
}

/// Digits that stand by themselves: not a year, not a part of a name or a version ("GPT-5", "v2",
/// "4.1.2", "24/7").
bool is_free_number(std::u32string_view text, std::string_view number) {
    if (!std::all_of(number.begin(), number.end(), [](unsigned char c) {
            return (c >= '0' && c <= '9') || c == ',' || c == '.';
        }))
        return false;
    if (std::count(number.begin(), number.end(), '.') > 1) return false;
    const std::u32string digits = code_points(number);
    const auto at = text.find(digits);
    if (at == std::u32string_view::npos) return false;
    const char32_t before = at == 0 ? U' ' : text[at - 1];
    const auto end = at + digits.size();
    const char32_t after = end == text.size() ? U' ' : text[end];
    const auto joins = [](char32_t c) {
        return is_ascii_letter(c) || c == U'-' || c == U'/' || c == U'_' || c == U':' ||
               c == U'–' || c == U'\'' || c == U'’';
    };
    if (joins(before) || joins(after)) return false;
    // "Heron 2": a number after a capitalized word may be its name.
    if (before == U' ' && at >= 2) {
        std::size_t word = at - 1;
        while (word > 0 && is_ascii_letter(text[word - 1])) --word;
        if (text[word] >= U'A' && text[word] <= U'Z') return false;
    }
    return true;
}

/// What the number claims: with a scale only the scaled value ("512M" is not the 512 of "512K").
std::vector<double> claims(const FoundNumber& number) {
    if (!number.scaled || number.values.size() < 2) return number.values;
    return {number.values.begin() + static_cast<std::ptrdiff_t>(number.values.size() / 2),
            number.values.end()};
}

bool grounded(const FoundNumber& number, const std::vector<double>& known,
              const std::vector<double>& dates) {
    const auto has = [](const std::vector<double>& values, double value) {
        return std::any_of(values.begin(), values.end(),
                           [value](double v) { return same_value(v, value); });
    };
    const std::vector<double> values = claims(number);
    return std::any_of(values.begin(), values.end(), [&](double value) {
        if (same_value(value, 1) || has(known, value)) return true;
        if (number.hour && (has(known, value - 12) || has(known, value + 12))) return true;
        return number.date_part && has(dates, value);
    });
}

}  // namespace

bool same_value(double a, double b) noexcept {
    return std::fabs(a - b) <= 1e-9 * std::max({1.0, std::fabs(a), std::fabs(b)});
}

std::vector<FoundNumber> find_numbers(std::string_view text) { return Scanner{text}.run(); }

std::vector<std::string> ungrounded_numbers(std::string_view japanese, std::string_view source,
                                            std::optional<TimePoint> published) {
    std::vector<double> known;
    for (const FoundNumber& number : find_numbers(source))
        known.insert(known.end(), number.values.begin(), number.values.end());
    std::vector<double> dates;
    if (published && speaks_of_relative_days(source)) dates = dates_around(*published);
    std::vector<std::string> missing;
    for (const FoundNumber& number : find_numbers(japanese)) {
        // Kanji numerals in Japanese are mostly parts of words (一方, 十分, 千葉): only digits are
        // claims.
        if (has_digit(number.text) && !grounded(number, known, dates) &&
            std::find(missing.begin(), missing.end(), number.text) == missing.end())
            missing.push_back(number.text);
    }
    return missing;
}

std::vector<std::string> lost_numbers(std::string_view japanese, std::string_view source) {
    std::vector<double> ours;
    for (const FoundNumber& number : find_numbers(japanese))
        ours.insert(ours.end(), number.values.begin(), number.values.end());
    const auto kept = [&](double value) {
        return std::any_of(ours.begin(), ours.end(),
                           [value](double v) { return same_value(v, value); });
    };
    const std::u32string text = plain_digits(source);
    std::vector<std::string> lost;
    for (const FoundNumber& number : find_numbers(source)) {
        if (number.values.empty() || !is_free_number(text, number.text)) continue;
        const bool found =
            std::any_of(number.values.begin(), number.values.end(), [&](double value) {
                return same_value(value, 1) || kept(value) || kept(value + 12) || kept(value - 12);
            });
        if (!found) lost.push_back(number.text);
    }
    return lost;
}

}  // namespace ainews::pipeline
