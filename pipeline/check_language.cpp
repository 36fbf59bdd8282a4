#include "pipeline/check_language.h"

#include <algorithm>

#include "pipeline/code_points.h"
#include "text/segment.h"

namespace ainews::pipeline {
namespace {

constexpr double kKanaShareMin = 0.25;
constexpr std::size_t kLongText = 60;        // letters: enough for a share to mean something
constexpr int kForeignRunMax = 7;            // words in a row
constexpr int kPlainWordsMin = 3;            // lower-case words that make a short text a sentence
constexpr std::size_t kRatioSourceMin = 80;  // code points
constexpr std::size_t kCjkRatioSourceMin = 30;

constexpr double kNearTheLeast = 1.25;
constexpr double kNearTheLeastCjk = 1.45;

struct Ratio {
    double least;
    double most;
};

struct Letters {
    std::size_t all = 0, kana = 0, kanji = 0, hangul = 0;
    int longest_foreign_run = 0;
    int plain_words = 0;  ///< of lower-case Latin letters: not names
};

/// Without ⟦…⟧ marks: they are no letters of the text.
std::u32string points_outside_marks(std::string_view text) {
    std::u32string out;
    bool inside = false;
    for (const char32_t c : code_points(text)) {
        if (c == U'⟦') inside = true;
        if (!inside) out.push_back(c);
        if (c == U'⟧') inside = false;
    }
    return out;
}

Letters count_letters(const std::u32string& text) {
    Letters letters;
    int run = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char32_t c = text[i];
        if (text::is_kana(c) || text::is_kanji(c) || text::is_hangul(c)) {
            ++letters.all;
            letters.kana += text::is_kana(c) ? 1 : 0;
            letters.kanji += text::is_kanji(c) ? 1 : 0;
            letters.hangul += text::is_hangul(c) ? 1 : 0;
            run = 0;
            continue;
        }
        if (!text::is_word_char(c)) {
            if (c == U'\n' || c == U'、' || c == U'。' || c == U'・' || c == U',' || c == U'\t')
                run = 0;
            continue;
        }
        const std::size_t start = i;
        while (i < text.size() && text::is_word_char(text[i]) && !text::is_cjk(text[i])) ++i;
        const std::u32string_view word{text.data() + start, i - start};
        const bool lower = std::all_of(word.begin(), word.end(), [](char32_t w) {
            return (w >= U'a' && w <= U'z') || w > 0xDF;
        });
        letters.plain_words += lower && word.size() > 1 ? 1 : 0;
        const bool digits = std::all_of(word.begin(), word.end(),
                                        [](char32_t w) { return w >= U'0' && w <= U'9'; });
        letters.all += digits ? 0 : word.size();  // figures are the same in every language
        run = digits ? run : run + 1;
        letters.longest_foreign_run = std::max(letters.longest_foreign_run, run);
        --i;
    }
    return letters;
}

}  // namespace

std::string not_japanese(std::string_view text, std::string_view source) {
    const Letters here = count_letters(points_outside_marks(text));
    const Letters there = count_letters(points_outside_marks(source));
    if (here.all == 0) return there.all == 0 ? "" : "文字がない";
    if (here.hangul * 10 > here.all) return "ハングルのまま残っている";
    if (here.longest_foreign_run > kForeignRunMax && here.plain_words >= kPlainWordsMin)
        return "外国語のまま残っている箇所がある";
    const double share = static_cast<double>(here.kana) / static_cast<double>(here.all);
    // Lists and tables of names have little kana however well they are translated.
    const bool prose =
        there.plain_words * 4 > static_cast<int>(there.all) / 5 || there.kanji * 2 > there.all;
    if (here.all >= kLongText && prose && share < kKanaShareMin)
        return "日本語になっていない(かなの割合が低い)";
    const bool has_words = there.plain_words >= kPlainWordsMin || there.kanji + there.hangul >= 6;
    if (has_words && here.kana == 0 && (here.kanji == 0 || there.kanji > 0 || here.all >= 20))
        return "日本語になっていない(かながない)";
    return {};
}

std::string bad_length_ratio(std::string_view text, std::string_view source,
                             std::string_view language) {
    const std::size_t source_length = points_outside_marks(source).size();
    const bool cjk = language == "zh" || language == "ko";
    if (source_length < (cjk ? kCjkRatioSourceMin : kRatioSourceMin)) return {};
    Ratio bounds{0.25, 1.2};  // alphabets
    if (language == "en") bounds = {0.30, 1.0};
    if (language == "zh") bounds = {source_length < kRatioSourceMin ? 0.75 : 0.9, 3.2};
    if (language == "ko") bounds = {0.6, 2.2};
    const double ratio =
        static_cast<double>(points_outside_marks(text).size()) / static_cast<double>(source_length);
    // A sentence fewer and hardly more than the least: one was left out.
    const bool sentence_less = text::sentences(text).size() < text::sentences(source).size() &&
                               ratio < bounds.least * (cjk ? kNearTheLeastCjk : kNearTheLeast);
    if (ratio < bounds.least || sentence_less) return "原文に比べて短すぎる(訳し落としの疑い)";
    if (ratio > bounds.most) return "原文に比べて長すぎる(加筆の疑い)";
    return {};
}

}  // namespace ainews::pipeline
