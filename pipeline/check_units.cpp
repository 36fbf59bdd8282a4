#include "pipeline/check_units.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <span>

#include "pipeline/check_numbers.h"
#include "pipeline/code_points.h"
#include "pipeline/number_words.h"
#include "text/segment.h"

namespace ainews::pipeline {
namespace {

using UnitWords = std::u32string_view;

struct Unit {
    std::u32string_view name;
    std::span<const UnitWords> ours;  ///< right after the number
    std::span<const UnitWords>
        theirs;                   ///< right after the number, lower case; a blank or - may precede
    std::u32string_view symbols;  ///< right before it
    bool currency = false;
};

constexpr auto kPercentJa = std::to_array<UnitWords>({U"%", U"パーセント"});
constexpr auto kPercent =
    std::to_array<UnitWords>({U"%", U"percent", U"per cent", U"pct", U"prozent", U"pour cent",
                              U"pourcent", U"por ciento", U"퍼센트", U"成", U"割", U"パーセント"});
constexpr auto kPointJa = std::to_array<UnitWords>({U"ポイント"});
constexpr auto kPoint = std::to_array<UnitWords>(
    {U"point", U"percentage point", U"percentage-point", U"个百分点", U"百分点", U"ポイント", U"%p",
     U"prozentpunkt", U"punto", U"포인트", U"个点"});
constexpr auto kDollarJa = std::to_array<UnitWords>({U"ドル", U"米ドル"});
constexpr auto kDollar =
    std::to_array<UnitWords>({U"dollar", U"usd", U"美元", U"ドル", U"米ドル", U"달러"});
constexpr auto kCentJa = std::to_array<UnitWords>({U"セント"});
constexpr auto kCent = std::to_array<UnitWords>({U"cent", U"¢", U"美分", U"セント", U"센트"});
constexpr auto kEuroJa = std::to_array<UnitWords>({U"ユーロ"});
constexpr auto kEuro =
    std::to_array<UnitWords>({U"euro", U"€", U"eur", U"欧元", U"ユーロ", U"유로"});
constexpr auto kYenJa = std::to_array<UnitWords>({U"円"});
constexpr auto kYen = std::to_array<UnitWords>({U"yen", U"円", U"日元", U"jpy", U"엔"});
constexpr auto kYuanJa = std::to_array<UnitWords>({U"元", U"人民元"});
constexpr auto kYuan = std::to_array<UnitWords>({U"yuan", U"元", U"rmb", U"renminbi", U"위안"});
constexpr auto kWonJa = std::to_array<UnitWords>({U"ウォン"});
constexpr auto kWon = std::to_array<UnitWords>({U"won", U"원", U"韩元", U"ウォン"});
constexpr auto kMinuteJa = std::to_array<UnitWords>({U"分"});
constexpr auto kMinute =
    std::to_array<UnitWords>({U"minute", U"min", U"分", U"minuto", U"분", U"mins"});
constexpr auto kSecondJa = std::to_array<UnitWords>({U"秒"});
constexpr auto kSecond = std::to_array<UnitWords>(
    {U"second", U"sec", U"秒", U"sekunde", U"segundo", U"초", U"s ", U"s."});
constexpr auto kHourJa = std::to_array<UnitWords>({U"時間"});
constexpr auto kHour = std::to_array<UnitWords>(
    {U"hour", U"小时", U"個小時", U"时", U"時間", U"stunde", U"heure", U"hora", U"시간", U"h "});
constexpr auto kTimesJa = std::to_array<UnitWords>({U"倍"});
constexpr auto kTimes = std::to_array<UnitWords>(
    {U"times", U"x", U"×", U"倍", U"fold", U"배", U"mal", U"fois", U"veces", U"fach"});

constexpr std::array<Unit, 12> kUnits{{{U"ポイント", kPointJa, kPoint, U"", false},
                                       {U"%", kPercentJa, kPercent, U"", false},
                                       {U"セント", kCentJa, kCent, U"", true},
                                       {U"ドル", kDollarJa, kDollar, U"$", true},
                                       {U"ユーロ", kEuroJa, kEuro, U"€", true},
                                       {U"円", kYenJa, kYen, U"¥", true},
                                       {U"元", kYuanJa, kYuan, U"¥", true},
                                       {U"ウォン", kWonJa, kWon, U"₩", true},
                                       {U"時間", kHourJa, kHour, U"", false},
                                       {U"分", kMinuteJa, kMinute, U"", false},
                                       {U"秒", kSecondJa, kSecond, U"", false},
                                       {U"倍", kTimesJa, kTimes, U"", false}}};

/// 3分の1, 分野 and 半分 are no minutes, 元々 is no currency.
constexpr std::u32string_view kNoMinutes = U"のか野類割岐散析布解化厘断担家科厚";

const Unit* unit_of_ours(std::u32string_view after) {
    for (const Unit& unit : kUnits)
        for (const UnitWords word : unit.ours) {
            if (!after.starts_with(word)) continue;
            const char32_t next = after.size() > word.size() ? after[word.size()] : U'。';
            if (word == U"分" && kNoMinutes.find(next) != std::u32string_view::npos) return nullptr;
            if (word == U"%" && after.substr(1).starts_with(U"ポイント")) return &kUnits[0];
            return &unit;
        }
    return nullptr;
}

const Unit* unit_of_theirs(std::u32string_view lower, const FoundNumber& number) {
    const std::size_t start = number.start;
    for (const Unit& unit : kUnits)
        if (start > 0 && unit.symbols.find(lower[start - 1]) != std::u32string_view::npos &&
            !unit.symbols.empty())
            return &unit;
    std::size_t from = number.end;
    while (from < lower.size() && from - number.end < 2 &&
           (lower[from] == U' ' || lower[from] == U'-' || lower[from] == 0xA0 ||
            lower[from] == U'个' || lower[from] == U'個'))
        ++from;
    std::u32string_view after = lower.substr(from);
    if (after.starts_with(U"a ")) after.remove_prefix(2);  // "half a point"
    if (after.starts_with(U"分の") || after.starts_with(U"分之")) return nullptr;
    for (const Unit& unit : kUnits)
        for (const UnitWords word : unit.theirs)
            if (after.starts_with(word)) return &unit;
    return nullptr;
}

bool holds(std::u32string_view lower, const Unit& unit) {
    return std::ranges::any_of(
               unit.theirs,
               [&](UnitWords word) { return lower.find(word) != std::u32string_view::npos; }) ||
           std::ranges::any_of(unit.symbols, [&](char32_t c) {
               return lower.find(c) != std::u32string_view::npos;
           });
}

/// Number words that carry their unit: "half" is 50%, "doubled" is 2倍.
bool carries(const FoundNumber& number, const FoundNumber& ours, const Unit& unit) {
    const std::string word = text::lower(number.text);
    const bool letters = std::ranges::none_of(word, [](char c) { return c >= '0' && c <= '9'; });
    if (!letters) return false;
    // "half" also stands for six months and thirty minutes: those are no percentages.
    if (unit.name == U"%" && ours.values.front() < 10) return false;
    if (unit.name == U"%")
        return word.find("hal") != std::string::npos || word.find("quarter") != std::string::npos ||
               word.find("third") != std::string::npos || word.find("fifth") != std::string::npos ||
               word.find("tenth") != std::string::npos || word.find("半") != std::string::npos ||
               word.find("viertel") != std::string::npos || word.find("moitié") == 0 ||
               word.find("mitad") == 0 || word.find("hälfte") == 0 || word.find("tercio") == 0;
    if (unit.name == U"倍")
        return word.find("doubl") != std::string::npos || word == "twice" || word == "thrice" ||
               word.find("tripl") != std::string::npos || word.find("quadrupl") == 0 ||
               word.find("fold") != std::string::npos || word.find("doppelt") == 0 ||
               word.find("doble") == 0 || word.starts_with("翻") || word == "half" ||
               word == "dozen";
    if (unit.name == U"分" || unit.name == U"時間")
        return word.find("hal") != std::string::npos || word.find("半") != std::string::npos ||
               word.find("quarter") != std::string::npos || word.find("demi") == 0 ||
               word.find("medi") == 0;
    return false;
}

bool shares_value(const FoundNumber& a, const FoundNumber& b) {
    return std::ranges::any_of(a.values, [&](double x) {
        return std::ranges::any_of(b.values, [&](double y) { return same_value(x, y); });
    });
}

/// One sentence of the source, with what is looked for in it.
struct Sentence {
    std::u32string lower;
    std::vector<FoundNumber> numbers;
};

std::vector<Sentence> sentences_of(std::string_view source) {
    std::vector<Sentence> out;
    for (const std::string& sentence : text::sentences(source)) {
        // Lower case letter by letter: offsets of numbers must not move.
        std::u32string lower = code_points(sentence);
        for (char32_t& c : lower) {
            if (c >= U'A' && c <= U'Z') c += 0x20;
            if (c == U'％') c = U'%';
        }
        out.push_back({std::move(lower), find_numbers(sentence)});
    }
    return out;
}

bool has_unit(const std::vector<Sentence>& source, const FoundNumber& number, const Unit& unit,
              bool currency_known) {
    bool met = false;
    for (const Sentence& sentence : source)
        for (const FoundNumber& theirs : sentence.numbers) {
            if (!shares_value(number, theirs)) continue;
            met = true;
            const Unit* own = unit_of_theirs(sentence.lower, theirs);
            if (own == &unit || carries(theirs, number, unit)) return true;
            // "half" may mean many values: it counts only where it carries the unit.
            if (own != nullptr || (theirs.values.size() > 1 && !has_digit(theirs.text))) continue;
            if (holds(sentence.lower, unit) || (unit.currency && currency_known)) return true;
        }
    return !met;  // a number from nowhere is another check's business
}

struct MonthDay {
    int month;
    int day;
    auto operator<=>(const MonthDay&) const = default;
};

bool is_month(const FoundNumber& number) {
    const std::string word = text::lower(number.text);
    return !number.values.empty() && word.size() >= 3 &&
           std::ranges::all_of(word, [](unsigned char c) { return c >= 'a'; }) &&
           number.values.front() >= 1 && number.values.front() <= 12 && is_month_name(word);
}

/// The number as a day or a month; 0 where it is too large for one ("1.2 trillion").
int small_number(const FoundNumber& number) {
    const double value = number.values.front();
    return value >= 0 && value < 100 ? static_cast<int>(value) : 0;
}

/// Months with their days: "October 5", "5 October", "10月5日", "5. Oktober".
std::set<MonthDay> dates_of(std::string_view text) {
    std::set<MonthDay> dates;
    const std::vector<FoundNumber> numbers = find_numbers(text);
    const std::u32string points = code_points(text);
    for (std::size_t i = 0; i + 1 < numbers.size(); ++i) {
        const FoundNumber& first = numbers[i];
        const FoundNumber& second = numbers[i + 1];
        if (second.start < first.end || second.start - first.end > 4) continue;
        if (first.values.empty() || second.values.empty()) continue;
        const auto between =
            std::u32string_view{points}.substr(first.end, second.start - first.end);
        const int a = small_number(first);
        const int b = small_number(second);
        if (is_month(first) && b >= 1 && b <= 31 && between == U" ") dates.insert({a, b});
        if (is_month(second) && a >= 1 && a <= 31 && has_digit(first.text)) dates.insert({b, a});
        if (between == U"月" || between == U"월 ") dates.insert({a, b});
    }
    return dates;
}

}  // namespace

std::vector<std::string> mistaken_units(std::string_view japanese, std::string_view source) {
    std::vector<std::string> mistaken;
    const std::u32string text = code_points(japanese);
    const std::vector<Sentence> theirs = sentences_of(source);
    for (const FoundNumber& number : find_numbers(japanese)) {
        if (!has_digit(number.text) || number.date_part || number.values.empty()) continue;
        if (same_value(number.values.front(), 1)) continue;                 // "an hour"
        if (number.start > 0 && text[number.start - 1] == U'時') continue;  // 6時45分
        const Unit* unit = unit_of_ours(std::u32string_view{text}.substr(number.end));
        if (unit == nullptr) continue;
        const bool currency = std::ranges::any_of(
            theirs, [&](const Sentence& sentence) { return holds(sentence.lower, *unit); });
        if (!has_unit(theirs, number, *unit, currency))
            mistaken.push_back("数値 " + number.text + " の単位「" + to_utf8(unit->name) +
                               "」が資料と違う");
    }
    return mistaken;
}

std::vector<std::string> mistaken_dates(std::string_view japanese, std::string_view source) {
    const std::set<MonthDay> theirs = dates_of(source);
    std::vector<std::string> mistaken;
    for (const MonthDay& date : dates_of(japanese)) {
        if (theirs.contains(date)) continue;
        const bool known_day_elsewhere = std::ranges::any_of(theirs, [&](const MonthDay& other) {
            return (other.day == date.day && other.month != date.month) ||
                   (other.month == date.day && other.day == date.month);
        });
        if (known_day_elsewhere)
            mistaken.push_back("日付 " + std::to_string(date.month) + "月" +
                               std::to_string(date.day) + "日 が資料と違う");
    }
    return mistaken;
}

}  // namespace ainews::pipeline
