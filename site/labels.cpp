#include "site/labels.h"

#include <fmt/format.h>

#include <algorithm>

namespace ainews::site {
namespace {

using Words = std::pair<std::string_view, std::string_view>;

/// In the order in which work goes through them.
constexpr std::array<Words, 5> kStages{{{stage_names::kExtract, "本文の読み取り"},
                                        {stage_names::kSummarize, "要約"},
                                        {stage_names::kScore, "評価"},
                                        {stage_names::kTranslate, "翻訳"},
                                        {stage_names::kAnalyze, "分析"}}};

template <std::size_t N>
std::string_view word_for(const std::array<Words, N>& table, std::string_view key) {
    const auto found = std::ranges::find(table, key, &Words::first);
    return found == table.end() ? std::string_view{} : found->second;
}

}  // namespace

std::string_view kind_name(SourceKind kind) noexcept {
    switch (kind) {
        case SourceKind::News:
            return "報道";
        case SourceKind::Blog:
            return "ブログ";
        case SourceKind::Research:
            return "研究";
        case SourceKind::Community:
            return "コミュニティ";
        case SourceKind::Video:
            return "動画";
        case SourceKind::Tools:
            return "ツール";
    }
    return {};
}

std::string_view star_word(int stars) noexcept {
    constexpr std::array<std::string_view, kStarsMax + 1> kWords{"",     "短信", "参考",
                                                                 "注目", "重要", "最重要"};
    return stars < 1 || stars > kStarsMax ? std::string_view{}
                                          : kWords.at(static_cast<std::size_t>(stars));
}

std::string star_glyphs(int stars) {
    std::string glyphs;
    for (int i = 1; i <= kStarsMax; ++i) glyphs += i <= stars ? "★" : "☆";
    return glyphs;
}

std::string_view language_name(std::string_view tag) noexcept {
    static constexpr std::array<Words, 12> kLanguages{{{"ja", "日本語"},
                                                       {"en", "英語"},
                                                       {"zh", "中国語"},
                                                       {"ko", "韓国語"},
                                                       {"de", "ドイツ語"},
                                                       {"fr", "フランス語"},
                                                       {"es", "スペイン語"},
                                                       {"it", "イタリア語"},
                                                       {"pt", "ポルトガル語"},
                                                       {"ru", "ロシア語"},
                                                       {"ar", "アラビア語"},
                                                       {"hi", "ヒンディー語"}}};
    return word_for(kLanguages, tag);
}

std::string_view axis_name(Axis axis) noexcept {
    switch (axis) {
        case Axis::Depth:
            return "深度";
        case Axis::Relevance:
            return "関連度";
        case Axis::Practicality:
            return "実用性";
        case Axis::Novelty:
            return "革新性";
    }
    return {};
}

std::string_view stage_name(std::string_view stage) noexcept { return word_for(kStages, stage); }

std::size_t stage_rank(std::string_view stage) noexcept {
    const auto* const found = std::ranges::find(kStages, stage, &Words::first);
    return static_cast<std::size_t>(found - kStages.begin());
}

std::string grouped(std::int64_t number) {
    std::string digits = std::to_string(number);
    const std::size_t first = number < 0 ? 1 : 0;
    constexpr std::size_t kGroup = 3;
    for (std::size_t at = digits.size(); at > first + kGroup;) digits.insert(at -= kGroup, ",");
    return digits;
}

std::string ended(std::string_view sentence) {
    if (sentence.empty()) return {};
    static constexpr std::array<std::string_view, 7> kEnds{"。", "！", "？", ".", "!", "?", "」"};
    const bool over =
        std::ranges::any_of(kEnds, [&](std::string_view end) { return sentence.ends_with(end); });
    return std::string{sentence} + (over ? "" : "。");
}

std::string japanese_day(const Day& day) {
    const auto number = [&](std::size_t at, std::size_t count) {
        return std::stoi(day.substr(at, count));
    };
    return fmt::format("{}年{}月{}日", number(0, 4), number(5, 2), number(8, 2));
}

std::string month_and_day(const Day& day) {
    return fmt::format("{}月{}日", std::stoi(day.substr(5, 2)), std::stoi(day.substr(8, 2)));
}

}  // namespace ainews::site
