#include "text/event_numbers.h"

#include <algorithm>
#include <array>

#include "core/ascii.h"

namespace ainews::text {
namespace {

/// Longer units first: 分の1 before 分.
constexpr std::array<std::string_view, 42> kUnits{
    "パラメーター", "トークン", "ポイント", "ドル", "ユーロ", "ポンド",   "分の1", "時間", "言語",
    "日前",         "日間",     "週間",     "か月", "カ月",   "メートル", "キロ",  "か所", "かい",
    "円",           "元",       "%",        "倍",   "割",     "分",       "秒",    "字",   "回",
    "人",           "店",       "台",       "枚",   "件",     "冊",       "gb",    "kg",   "km",
    "社",           "行",       "号",       "年",   "校",     "万"};
constexpr std::array<std::string_view, 4> kScales{"万", "億", "兆", "千"};
constexpr std::array<std::string_view, 6> kRows{"四半期", "号", "週", "回", "版", "期"};

template <std::size_t N>
std::string_view starts_with_any(std::string_view text, const std::array<std::string_view, N>& of) {
    for (const std::string_view one : of)
        if (text.starts_with(one)) return one;
    return {};
}

/// A number in a folded text; `text` without thousands separators, `end` behind it.
struct FoundNumber {
    std::string text;
    std::size_t end = 0;
};

/// Digits with inner dots and commas from `at`, which is at a digit.
FoundNumber plain_number(std::string_view text, std::size_t at) {
    FoundNumber number;
    for (; at < text.size(); ++at) {
        const bool inner = (text[at] == '.' || text[at] == ',') && at + 1 < text.size() &&
                           is_digit(text[at + 1]) && !number.text.empty();
        if (!is_digit(text[at]) && !inner) break;
        if (text[at] != ',') number.text += text[at];
    }
    number.end = at;
    return number;
}

/// The same with its scales: 2億1000万.
FoundNumber scaled_number(std::string_view text, std::size_t at) {
    FoundNumber number = plain_number(text, at);
    for (auto scale = starts_with_any(text.substr(number.end), kScales); !scale.empty();
         scale = starts_with_any(text.substr(number.end), kScales)) {
        number.text += scale;
        number.end += scale.size();
        if (number.end >= text.size() || !is_digit(text[number.end])) continue;
        const FoundNumber rest = plain_number(text, number.end);
        number.text += rest.text;
        number.end = rest.end;
    }
    return number;
}

/// The Latin word right before `at`, with at most one space or hyphen between.
std::string_view word_before(std::string_view text, std::size_t at) {
    std::size_t end = at;
    if (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '-')) --end;
    std::size_t from = end;
    while (from > 0 && is_letter(text[from - 1])) --from;
    return text.substr(from, end - from);
}

void add_row(Ordinals& found, std::string_view text, std::size_t from, const FoundNumber& number) {
    constexpr std::string_view kNth = "第";
    constexpr std::string_view kMonth = "月";
    constexpr std::string_view kPeriod = "月期";
    const std::string_view behind = text.substr(number.end);
    if (text.substr(0, from).ends_with(kNth)) {
        if (const auto row = starts_with_any(behind, kRows); !row.empty())
            found["第" + std::string{row}].insert(number.text);
    } else if (behind.starts_with(kPeriod)) {
        // "4~6月期": its last month names the period.
        found[std::string{kPeriod}].insert(number.text);
    } else if (behind.starts_with(kMonth) &&
               (behind.size() == kMonth.size() || !is_digit(behind[kMonth.size()]))) {
        found[std::string{kMonth}].insert(number.text);
    }
}

}  // namespace

Quantities quantities(std::string_view folded) {
    Quantities found;
    for (std::size_t at = 0; at < folded.size();) {
        if (!is_digit(folded[at])) {
            ++at;
            continue;
        }
        const FoundNumber number = scaled_number(folded, at);
        const auto unit = starts_with_any(folded.substr(number.end), kUnits);
        // "2万点": what is counted may be anything, the size alone is telling.
        const bool scaled = number.end > plain_number(folded, at).end;
        if ((!unit.empty() || scaled) && number.text != "1")
            found[std::string{unit}].insert(number.text);
        at = number.end;
    }
    return found;
}

Ordinals ordinals(std::string_view folded) {
    Ordinals found;
    for (std::size_t at = 0; at < folded.size();) {
        if (!is_digit(folded[at])) {
            ++at;
            continue;
        }
        const FoundNumber number = plain_number(folded, at);
        const auto name = word_before(folded, at);
        const auto scaled = scaled_number(folded, at);
        const bool amount = !starts_with_any(folded.substr(scaled.end), kUnits).empty();
        if (!name.empty() && !amount) {
            found[std::string{name}].insert(number.text);
        } else {
            add_row(found, folded, at, number);
        }
        at = number.end;
    }
    return found;
}

bool contradict(const Ordinals& a, const Ordinals& b) {
    return std::ranges::any_of(a, [&](const auto& row) {
        const auto other = b.find(row.first);
        return other != b.end() && std::ranges::none_of(row.second, [&](const std::string& one) {
                   return other->second.contains(one);
               });
    });
}

}  // namespace ainews::text
