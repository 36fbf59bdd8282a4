#include "pipeline/hedge_loss.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "pipeline/check_numbers.h"
#include "pipeline/code_points.h"
#include "pipeline/number_words.h"

namespace ainews::pipeline {
namespace {

constexpr std::size_t kBoundSpan = 16;     // characters between "up to" and its number
constexpr std::size_t kCompareSpan = 48;   // before a number: "roughly as much as" and its spaces
constexpr std::size_t kQuestionSpan = 30;  // bytes between "which" and "may"

/// Who holds an opinion in Japanese is said with these too: then they keep no "may".
constexpr auto kOpinions =
    std::to_array<std::string_view>({"认为", "觉得", "believe", "thinks", "think", "expects",
                                     "expect", "considers", "예상", "glaub"});
constexpr auto kOpinionsJa =
    std::to_array<std::string_view>({"とみ", "見込", "予想", "考えられ", "期待", "見通し", "懸念",
                                     "できる", "高い", "低い", "示し"});

/// Whole words for scripts that separate them, substrings for the others.
bool has_word(std::string_view text, std::string_view word) {
    const auto letter = [](unsigned char c) { return (c >= 'a' && c <= 'z') || c >= 0xC3; };
    const bool latin = static_cast<unsigned char>(word.front()) < 0x80 || word.starts_with("\xC3");
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        if (!latin) return true;
        const auto end = at + word.size();
        const auto before = at == 0 ? ' ' : text[at - 1];
        const auto after = end == text.size() ? ' ' : text[end];
        if (!letter(static_cast<unsigned char>(before)) &&
            !letter(static_cast<unsigned char>(after)))
            return true;
    }
    return false;
}

/// Lower case with plain apostrophes; the month May, written with its capital, is not "may".
std::string searchable(std::string_view source) {
    std::string out;
    const std::u32string text = code_points(source);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool month = text[i] == U'M' && i > 0 && i + 2 < text.size() && text[i + 1] == U'a' &&
                           text[i + 2] == U'y' &&
                           (i + 3 == text.size() || !text::is_word_char(text[i + 3]));
        text::append(out, month ? U'#' : text[i] == U'’' ? U'\'' : text[i]);
    }
    return text::lower(out);
}

/// Whether the "may" at `at` speaks of a chance: "may not" forbids, "which logs may be shown" asks
/// for a permission.
bool is_chance(std::string_view lower, std::size_t at) {
    const std::string_view here = lower.substr(at);
    if (here.starts_with("may not") || here.starts_with("may only") ||
        here.substr(3).starts_with("or"))
        return false;
    const std::size_t from = at > kQuestionSpan ? at - kQuestionSpan : 0;
    const std::string_view before = lower.substr(from, at - from);
    // "Anyone may use it": a permission.
    for (const std::string_view person :
         {"anyone ", "users ", "customers ", "developers ", "people ", "firms ", "you ", "it "})
        if (before.ends_with(person)) return false;
    if (before.find("which ") != std::string_view::npos ||
        before.find("what ") != std::string_view::npos)
        return false;
    return has_word(lower.substr(at == 0 ? 0 : at - 1, 5), "may");
}

bool is_possibility(const std::string& lower) {
    for (const std::string_view word : hedge_row(Hedge::Possible).source) {
        if (!has_word(lower, word)) continue;
        // "In cases where the two could be compared": what was possible, not what may be so.
        if (word == "could be" &&
            lower.substr(0, lower.find(word)).find("where ") != std::string::npos)
            continue;
        if (word != "may" && word != "可能") return true;
        for (auto at = lower.find("may"); word == "may" && at != std::string::npos;
             at = lower.find("may", at + 1))
            if (is_chance(lower, at)) return true;
        if (word == "可能" && lower.find("不可能") == std::string::npos) return true;
    }
    return false;
}

/// A French verb in the conditional ("emploierait", "coûteraient") tells hearsay, unless the
/// sentence has a condition ("si") or tells what somebody announced ("que").
bool is_french_hearsay(const std::string& lower) {
    for (const std::string_view ending : {"erait", "eraient"})
        for (auto at = lower.find(ending); at != std::string::npos;
             at = lower.find(ending, at + 1)) {
            const auto start = lower.find_last_of(" '(\n", at);
            const std::string_view word{lower.data() + (start == std::string::npos ? 0 : start + 1),
                                        lower.data() + at + ending.size()};
            if (!has_word(std::string_view{lower}.substr(start == std::string::npos ? 0 : start),
                          word))
                continue;
            const std::string_view before{lower.data(), at};
            if (!has_word(before, "si") && !has_word(before, "s") && !has_word(before, "que") &&
                !has_word(before, "qu"))
                return true;
        }
    return false;
}

/// Words that bound a number, where one follows.
constexpr auto kExtremes =
    std::to_array<std::string_view>({"最大", "最高", "最長", "最低", "最小", "最短", "最少"});
constexpr std::size_t kExtremeSpan = 8;  // characters

bool holds_opinion(std::string_view source) {
    const std::string lower = text::lower(source);
    return std::ranges::any_of(
        kOpinions, [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

/// keeps_hedge(), where the source also says whose opinion it is.
bool keeps_beside_opinion(std::string_view japanese, Hedge hedge) {
    std::string bare{japanese};
    if (hedge == Hedge::Possible)
        for (const std::string_view word : kOpinionsJa)
            for (auto at = bare.find(word); at != std::string::npos; at = bare.find(word))
                bare.erase(at, word.size());
    return keeps_hedge(bare, hedge);
}

/// "About as much as 400 books", "twice as much as": a comparison, where "as much as 40 percent"
/// alone is a bound.
bool compares_equals(std::string_view before) {
    before = text::trim(before);
    const auto at = before.rfind("as much as");
    if (at == std::string_view::npos || at + kBoundSpan < before.size()) return false;
    const std::string_view lead = text::trim(before.substr(0, at));
    return std::ranges::any_of(
        std::to_array<std::string_view>({"about", "almost", "nearly", "roughly", "just", "exactly",
                                         "twice", "half", "times", "least"}),
        [&](std::string_view word) { return lead.ends_with(word); });
}

/// A bound counts only where the text has the number that it bounds.
bool has_bounded_number(std::string_view japanese, Hedge hedge, std::string_view source) {
    const std::string lower = searchable(source);
    const std::u32string points = code_points(lower);
    const std::vector<FoundNumber> ours = find_numbers(japanese);
    for (const FoundNumber& number : find_numbers(source)) {
        const std::size_t from = number.start > kBoundSpan ? number.start - kBoundSpan : 0;
        const std::string before =
            to_utf8(std::u32string_view{points}.substr(from, number.start - from));
        const std::size_t lead = number.start > kCompareSpan ? number.start - kCompareSpan : 0;
        if (compares_equals(to_utf8(std::u32string_view{points}.substr(lead, number.start - lead))))
            continue;
        const bool bound = std::ranges::any_of(
            hedge_row(hedge).source, [&](std::string_view word) { return has_word(before, word); });
        // "At least one of them" bounds nothing that must be said again.
        if (number.values.front() == 1) continue;
        if (bound && std::ranges::any_of(ours, [&](const FoundNumber& one) {
                return std::ranges::any_of(one.values, [&](double value) {
                    return std::ranges::any_of(number.values, [value](double theirs) {
                        return std::fabs(theirs - value) <= 1e-9 * std::fabs(value);
                    });
                });
            }))
            return true;
    }
    return false;
}

}  // namespace

const HedgeWords& hedge_row(Hedge hedge) {
    const auto lexicon = hedge_lexicon();
    return *std::ranges::find(lexicon, hedge, &HedgeWords::hedge);
}

/// Whether the word stands in its own sense somewhere: 約 before a number is "about", in 予約 and
/// 約束 it is nothing of the kind; 先ほど and 後ほど are times.
bool says_hedge(std::string_view japanese, std::string_view word) {
    const auto stands = [&](std::size_t at) {
        const std::u32string before = code_points(japanese.substr(0, at));
        const std::u32string after = code_points(japanese.substr(at + word.size()));
        const char32_t last = before.empty() ? U' ' : before.back();
        const char32_t next = after.empty() ? U' ' : after.front();
        if (word == "約")
            return !text::is_kanji(last) &&
                   ((next >= U'0' && next <= U'9') || next == U'数' || next == U'半' ||
                    numeral_character(next) || scale_character(next));
        // 最大40%, 最高で1億円: a bound; 最高責任者 and 最大の顧客 are none.
        if (std::ranges::find(kExtremes, word) != kExtremes.end())
            return std::ranges::any_of(after.substr(0, kExtremeSpan), [](char32_t c) {
                return (c >= U'0' && c <= U'9') || numeral_character(c) || scale_character(c);
            });
        if (word == "ほど") return last != U'先' && last != U'後' && last != U'る';
        return true;
    };
    for (auto at = japanese.find(word); at != std::string_view::npos;
         at = japanese.find(word, at + 1))
        if (stands(at)) return true;
    return false;
}

std::vector<Hedge> hedges_of(std::string_view source) {
    const std::string lower = searchable(source);
    std::vector<Hedge> found;
    for (const HedgeWords& row : hedge_lexicon()) {
        // "It is not impossible", 「宁可…也不」: what is denied there is not the sentence.
        static constexpr std::string_view kNoDenials[] = {"not impossible", "not only", "宁可",
                                                          "不仅"};
        const bool idle = std::ranges::any_of(kNoDenials, [&](std::string_view phrase) {
            return lower.find(phrase) != std::string::npos;
        });
        if (row.hedge == Hedge::Negated && idle) continue;
        const bool here = row.hedge == Hedge::Possible
                              ? is_possibility(lower)
                              : std::ranges::any_of(row.source, [&](std::string_view word) {
                                    return has_word(lower, word);
                                });
        const bool hearsay = row.hedge == Hedge::Reported && is_french_hearsay(lower);
        if (here || hearsay) found.push_back(row.hedge);
    }
    return found;
}

bool keeps_hedge(std::string_view japanese, Hedge hedge) {
    return std::ranges::any_of(hedge_row(hedge).japanese,
                               [&](std::string_view word) { return says_hedge(japanese, word); });
}

bool is_lost(std::string_view japanese, Hedge hedge, std::string_view source) {
    if ((hedge == Hedge::AtMost || hedge == Hedge::AtLeast) &&
        !has_bounded_number(japanese, hedge, source))
        return false;
    return holds_opinion(source) && hedge != Hedge::Opinion ? !keeps_beside_opinion(japanese, hedge)
                                                            : !keeps_hedge(japanese, hedge);
}

Finding lost_hedge(const std::string& what, Hedge hedge, std::string_view evidence) {
    return {Gate::Hedge,
            what + ": 原文の限定「" + std::string{hedge_row(hedge).name} + "」が落ちている(" +
                text::truncate(evidence, 60) + ")",
            false};
}

}  // namespace ainews::pipeline
