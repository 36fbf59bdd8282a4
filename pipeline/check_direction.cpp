#include "pipeline/check_direction.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>

#include "pipeline/check_numbers.h"
#include "pipeline/code_points.h"
#include "pipeline/number_words.h"
#include "pipeline/word_list.h"
#include "text/segment.h"

namespace ainews::pipeline {
namespace {

using Words = std::string_view;

constexpr auto kUp = std::to_array<Words>({"rose",
                                           "risen",
                                           "rise",
                                           "rising",
                                           "increase",
                                           "grew",
                                           "growth",
                                           "grown",
                                           "gained",
                                           "climbed",
                                           "jumped",
                                           "surged",
                                           "up from",
                                           "higher",
                                           "above",
                                           "exceed",
                                           "faster",
                                           "raised its",
                                           "more than doubled",
                                           "soared",
                                           "上升",
                                           "增长",
                                           "增加",
                                           "提高",
                                           "上涨",
                                           "高于",
                                           "超过",
                                           "stieg",
                                           "gestiegen",
                                           "erhöht",
                                           "augment",
                                           "aumentó",
                                           "증가",
                                           "상승"});
constexpr auto kDown = std::to_array<Words>(
    {"fell",   "fallen",  "decrease",  "decline", "dropped", "shrank",   "shrunk",
     "shrink", "lower",   "below",     "reduced", "reduce",  "slower",   "halved",
     "cut by", "cut its", "down from", "plunged", "slipped", "下降",     "减少",
     "下跌",   "降低",    "低于",      "缩减",    "sank",    "gesunken", "verringert",
     "baiss",  "diminu",  "redujo",    "cayó",    "감소",    "하락"});
constexpr auto kUpJa =
    std::to_array<Words>({"増え", "増加", "上昇", "伸び", "上回", "引き上げ", "高ま", "拡大",
                          "値上げ", "増収", "増益", "急増", "上がっ"});
constexpr auto kDownJa = std::to_array<Words>({"減っ", "減り", "減少", "下落", "低下", "下回",
                                               "引き下げ", "下がっ", "縮小", "縮ま", "落ち込",
                                               "値下げ", "減収", "減益", "急減", "削減", "減らし"});

enum class Way { Unknown, Up, Down };

Way way_of(bool up, bool down) {
    if (up == down) return Way::Unknown;
    return up ? Way::Up : Way::Down;
}

/// The way of each value that stands in exactly one sentence of the source.
std::map<double, Way> ways_of(std::string_view source) {
    std::map<double, Way> ways;
    for (const std::string& sentence : text::sentences(source)) {
        const std::string lower = text::lower(sentence);
        const Way way = way_of(holds_one_of(lower, kUp), holds_one_of(lower, kDown));
        for (const FoundNumber& number : find_numbers(sentence))
            for (const double value : number.values)
                if (const auto [at, first] = ways.emplace(value, way); !first)
                    at->second = Way::Unknown;
    }
    return ways;
}

/// What stands right beside a number: 「2%減」, "minus 2 percent", "a 4 percent decline".
constexpr auto kPlusAfterJa = std::to_array<Words>({"増", "上昇", "高"});
constexpr auto kMinusAfterJa = std::to_array<Words>({"減", "低下", "下落", "安"});
constexpr auto kPlusBefore = std::to_array<Words>({"plus ", "+", "增长", "上涨", "プラス"});
constexpr auto kMinusBefore = std::to_array<Words>({"minus ", "−", "下降", "减少", "マイナス"});
constexpr auto kPlusAfter =
    std::to_array<Words>({"increase", "rise", "growth", "gain", "jump", "늘", "증가"});
constexpr auto kMinusAfter =
    std::to_array<Words>({"decline", "drop", "fall", "decrease", "cut", "줄", "감소"});
constexpr std::size_t kBesideBefore = 8;  // characters
constexpr std::size_t kBesideAfter = 20;
constexpr std::size_t kBesideAfterJa = 4;

std::string around(const std::u32string& text, std::size_t from, std::size_t length) {
    return text::lower(
        to_utf8(std::u32string_view{text}.substr(std::min(from, text.size()), length)));
}

/// 「%」 and the like between a number and its sign.
std::string sign_after_ja(const std::u32string& text, const FoundNumber& number) {
    std::string after = around(text, number.end, kBesideAfterJa);
    for (const Words unit : {Words{"%"}, Words{"ポイント"}, Words{"の"}})
        if (after.starts_with(unit)) after.erase(0, unit.size());
    return after;
}

bool starts_with_one_of(std::string_view text, std::span<const Words> words) {
    return std::ranges::any_of(words, [&](Words word) { return text.starts_with(word); });
}

std::map<double, Way> signs_of(std::string_view source) {
    std::map<double, Way> signs;
    const std::u32string text = code_points(source);
    for (const FoundNumber& number : find_numbers(source)) {
        const std::size_t from = number.start > kBesideBefore ? number.start - kBesideBefore : 0;
        const std::string before = around(text, from, number.start - from);
        const std::string after = around(text, number.end, kBesideAfter);
        const auto ends = [&](std::span<const Words> words) {
            return std::ranges::any_of(words, [&](Words word) { return before.ends_with(word); });
        };
        Way way = way_of(ends(kPlusBefore), ends(kMinusBefore));
        if (way == Way::Unknown)
            way = way_of(holds_one_of(after, kPlusAfter), holds_one_of(after, kMinusAfter));
        for (const double value : number.values)
            if (const auto [at, first] = signs.emplace(value, way); !first && at->second != way)
                at->second = Way::Unknown;
    }
    return signs;
}

/// 「AからBに」: A, with B.
struct Step {
    FoundNumber from;
    FoundNumber to;
};

std::vector<Step> steps_of(std::string_view japanese) {
    std::vector<Step> steps;
    const std::vector<FoundNumber> numbers = find_numbers(japanese);
    const std::u32string text = code_points(japanese);
    for (std::size_t i = 0; i + 1 < numbers.size(); ++i) {
        const auto between =
            std::u32string_view{text}.substr(numbers[i].end, numbers[i + 1].start - numbers[i].end);
        const auto after = std::u32string_view{text}.substr(numbers[i + 1].end, kBesideAfterJa + 2);
        const bool goal = after.find(U"に") != std::u32string_view::npos ||
                          after.find(U"へ") != std::u32string_view::npos;
        if (between.size() <= kBesideAfterJa + 2 && between.ends_with(U"から") && goal)
            steps.push_back({numbers[i], numbers[i + 1]});
    }
    return steps;
}

/// Whether the source says "from" of the number.
bool starts_from(std::string_view source, const FoundNumber& number) {
    const std::u32string text = code_points(source);
    for (const FoundNumber& theirs : find_numbers(source)) {
        const bool equal = std::ranges::any_of(theirs.values, [&](double value) {
            return std::ranges::find(number.values, value) != number.values.end();
        });
        if (!equal) continue;
        const std::size_t from = theirs.start > kBesideBefore ? theirs.start - kBesideBefore : 0;
        std::string before = around(text, from, theirs.start - from);
        while (!before.empty() && !((before.back() >= 'a' && before.back() <= 'z') ||
                                    static_cast<unsigned char>(before.back()) >= 0x80))
            before.pop_back();
        if (before.ends_with("from") || before.ends_with("从") || before.ends_with("von") ||
            before.ends_with("由"))
            return true;
    }
    return false;
}

}  // namespace

std::vector<std::string> turned_directions(std::string_view japanese, std::string_view source) {
    const std::map<double, Way> ways = ways_of(source);
    std::vector<std::string> turned;
    for (const std::string& clause : text::clauses(japanese)) {
        const Way ours = way_of(holds_one_of(clause, kUpJa), holds_one_of(clause, kDownJa));
        if (ours == Way::Unknown) continue;
        for (const FoundNumber& number : find_numbers(clause)) {
            if (!has_digit(number.text) || number.date_part) continue;
            for (const double value : number.values) {
                const auto found = ways.find(value);
                if (found == ways.end() || found->second == Way::Unknown || found->second == ours)
                    continue;
                turned.push_back("数値 " + number.text + " の増減の向きが原文と逆");
                break;
            }
        }
    }
    const std::map<double, Way> signs = signs_of(source);
    const std::u32string text = code_points(japanese);
    for (const FoundNumber& number : find_numbers(japanese)) {
        const std::string after = sign_after_ja(text, number);
        const Way ours = way_of(starts_with_one_of(after, kPlusAfterJa),
                                starts_with_one_of(after, kMinusAfterJa));
        if (ours == Way::Unknown || !has_digit(number.text)) continue;
        for (const double value : number.values) {
            const auto found = signs.find(value);
            if (found == signs.end() || found->second == Way::Unknown || found->second == ours)
                continue;
            turned.push_back("数値 " + number.text + " の増減の向きが原文と逆");
            break;
        }
    }
    for (const Step& step : steps_of(japanese))
        if (starts_from(source, step.to) && !starts_from(source, step.from))
            turned.push_back("「" + step.from.text + "から" + step.to.text + "」の向きが原文と逆");
    return turned;
}

}  // namespace ainews::pipeline
