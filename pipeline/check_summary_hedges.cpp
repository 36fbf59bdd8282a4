#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

#include "pipeline/check_hedges.h"
#include "pipeline/check_names.h"
#include "pipeline/check_numbers.h"
#include "pipeline/code_points.h"
#include "pipeline/hedge_loss.h"
#include "text/segment.h"

namespace ainews::pipeline {
namespace {

/// Anchors that occur in more sentences than this say nothing about which one is meant.
constexpr int kAnchorSentencesMax = 2;
/// Shares of a hedged clause's bigrams that another sentence must have to be saying the same.
constexpr double kSameClause = 0.55;
constexpr std::size_t kClauseBigramsMin = 3;
/// Characters after a hedge's word that say what it limits.
constexpr std::size_t kLimitedSpan = 10;
constexpr std::size_t kContentWordMin = 2;   // characters
constexpr std::size_t kContentWordsMin = 2;  // words that make a clause a statement

/// Words of a number that is not exact.
constexpr auto kApproximations =
    std::to_array<std::string_view>({"約", "ほど", "くらい", "およそ"});

/// Latin words that name nobody: they tie nothing.
constexpr auto kNoNames = std::to_array<std::string_view>(
    {"ai", "llm", "llms", "api", "gpu", "gpus", "cpu", "ml", "it", "sdk", "ui", "ceo", "us"});

/// Numbers (by value) and names that tie a sentence of ours to one of the source.
std::set<std::string> anchors_of(std::string_view text) {
    std::set<std::string> anchors;
    for (const FoundNumber& number : find_numbers(text)) {
        const bool digits =
            std::ranges::any_of(number.text, [](unsigned char c) { return c >= '0' && c <= '9'; });
        if (digits && !number.values.empty() && number.values.back() != 1)
            anchors.insert("#" + std::to_string(number.values.back()));
    }
    for (const std::string& name : latin_names(text))
        if (std::ranges::find(kNoNames, text::lower(name)) == kNoNames.end())
            anchors.insert(text::lower(name));
    return anchors;
}

struct HedgedSentence {
    std::string text;
    std::int64_t block;
    std::vector<Hedge> hedges;
    std::set<std::string> anchors = {};  ///< only those that few sentences share
    std::set<std::string> own = {};      ///< those of no other sentence
};

/// Sentences, cut at commas: a hedge limits its own part.
std::vector<std::vector<std::string>> limbs_of(std::string_view text) {
    std::vector<std::vector<std::string>> sentences;
    for (const std::string& sentence : text::sentences(text)) {
        std::vector<std::string>& limbs = sentences.emplace_back(1);
        const std::u32string points = code_points(sentence);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const bool comma =
                points[i] == U'，' || points[i] == U'、' || points[i] == U';' ||
                points[i] == U'；' ||
                (points[i] == U',' && i + 1 < points.size() && points[i + 1] == U' ');
            if (comma)
                limbs.emplace_back();
            else
                text::append(limbs.back(), points[i]);
        }
    }
    return sentences;
}

/// A name or a noun after a comma, where "but it runs" would be a clause of its own.
bool is_apposition(std::string_view limb) {
    const std::string_view text = text::trim(limb);
    if (text.empty() || (text.front() >= 'A' && text.front() <= 'Z')) return !text.empty();
    return std::ranges::any_of(
        std::to_array<std::string_view>(
            {"the ", "a ", "an ", "its ", "their ", "der ", "die ", "das ", "le ", "la ", "el "}),
        [&](std::string_view article) { return text.starts_with(article); });
}

std::vector<HedgedSentence> hedged_sentences(const SourceText& source) {
    std::vector<HedgedSentence> all;
    std::map<std::string, int> seen;
    for (const Block& block : source.blocks) {
        if (block.kind == BlockKind::Code) continue;
        for (const std::vector<std::string>& limbs : limbs_of(block.text))
            for (std::size_t i = 0; i < limbs.size(); ++i) {
                all.push_back({limbs[i], block.n, hedges_of(limbs[i]), anchors_of(limbs[i])});
                HedgedSentence& limb = all.back();
                for (const std::string& anchor : limb.anchors) ++seen[anchor];
                // "It reportedly lost its largest customer, the cloud firm Skerry": what follows
                // the comma names what the hedged part speaks of.
                if (limb.anchors.empty() && !limb.hedges.empty() && i + 1 < limbs.size() &&
                    is_apposition(limbs[i + 1]))
                    limb.anchors = anchors_of(limbs[i + 1]);
            }
    }
    for (HedgedSentence& sentence : all) {
        std::erase_if(sentence.anchors,
                      [&](const auto& anchor) { return seen[anchor] > kAnchorSentencesMax; });
        for (const std::string& anchor : sentence.anchors)
            if (seen[anchor] == 1) sentence.own.insert(anchor);
    }
    return all;
}

/// Hedges whose loss in a summary turns a claim into a fact. A plan's date or a negation is told by
/// the sentence's own verb, which no list of words finds reliably.
bool counts_in_summaries(Hedge hedge) {
    return hedge == Hedge::Partial || hedge == Hedge::Reported || hedge == Hedge::Possible ||
           hedge == Hedge::Alleged || hedge == Hedge::Claimed || hedge == Hedge::Opinion ||
           hedge == Hedge::AtMost || hedge == Hedge::AtLeast;
}

/// Hedges that a key point and the TL;DR must both keep where they tell the same.
constexpr auto kBridged =
    std::to_array<Hedge>({Hedge::Partial, Hedge::Reported, Hedge::Possible, Hedge::Alleged,
                          Hedge::Unclear, Hedge::Considered, Hedge::Draft, Hedge::Planned});

bool is_about(const std::set<std::string>& ours, const HedgedSentence& sentence) {
    const auto shared = static_cast<std::size_t>(std::ranges::count_if(
        sentence.anchors, [&](const auto& anchor) { return ours.contains(anchor); }));
    // A text with figures of its own is about the sentences that have them: one shared name is the
    // article's subject.
    const auto is_number = [](const std::string& anchor) { return anchor.starts_with('#'); };
    const bool has_figures = std::ranges::count_if(ours, is_number) >= 2;
    const bool shares_figure = std::ranges::any_of(sentence.anchors, [&](const auto& anchor) {
        return is_number(anchor) && ours.contains(anchor);
    });
    const bool shares_own = std::ranges::any_of(
        sentence.own, [&](const std::string& anchor) { return ours.contains(anchor); });
    if (has_figures && !shares_figure && !shares_own && shared < 2) return false;
    return shared > 0 && shared * 2 >= sentence.anchors.size();
}

std::set<std::u32string> content_bigrams(std::string_view text) {
    std::set<std::u32string> bigrams;
    const std::u32string points = code_points(text);
    for (std::size_t i = 0; i + 1 < points.size(); ++i)
        if (text::is_word_char(points[i]) && text::is_word_char(points[i + 1]))
            bigrams.insert(points.substr(i, 2));
    return bigrams;
}

/// Whether `sentence` says what `marker` limits in the clause: what stands before and after it.
bool says_the_same(std::string_view clause, std::string_view marker, std::string_view sentence) {
    const auto at = clause.find(marker);
    const auto have = content_bigrams(sentence);
    const std::u32string before = code_points(clause.substr(0, at));
    const std::u32string after = code_points(clause.substr(at + marker.size()));
    const auto wanted = [&](std::size_t left, std::size_t right) {
        auto bigrams = content_bigrams(to_utf8(
            std::u32string_view{before}.substr(before.size() - std::min(before.size(), left))));
        bigrams.merge(content_bigrams(to_utf8(std::u32string_view{after}.substr(0, right))));
        return bigrams;
    };
    // Around the word, or before it: 「〜する可能性がある」 limits what precedes.
    for (const auto& bigrams : {wanted(kLimitedSpan, kLimitedSpan / 2), wanted(0, kLimitedSpan),
                                wanted(kLimitedSpan * 2, 0)}) {
        if (bigrams.size() < kClauseBigramsMin) continue;
        const auto shared =
            std::ranges::count_if(bigrams, [&](const auto& one) { return have.contains(one); });
        if (static_cast<double>(shared) >= kSameClause * static_cast<double>(bigrams.size()))
            return true;
    }
    return false;
}

/// Kanji, katakana and Latin words of a text: what it speaks of, without particles and endings.
std::set<std::u32string> content_words(std::string_view text) {
    std::set<std::u32string> words;
    std::u32string word;
    int kind = 0;
    for (const char32_t c : code_points(text::lower(text) + "。")) {
        const bool katakana = (c >= U'ァ' && c <= U'ヺ') || c == U'ー';
        const bool latin = (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9');
        const int here = katakana ? 1 : text::is_kanji(c) ? 2 : latin ? 3 : 0;
        if (here != kind && word.size() >= kContentWordMin) words.insert(word);
        if (here != kind) word.clear();
        kind = here;
        if (kind != 0) word.push_back(c);
    }
    return words;
}

/// Whether a clause states what another one limits: all it speaks of ("Folioが理由かは分からない",
/// "理由はFolioである"), or the same figure of the same thing ("30日を超えて保存された可能性",
/// "30日を超える保存").
bool states_the_same(std::string_view clause, std::string_view marker, std::string_view sentence) {
    std::string bare{clause};
    bare.erase(bare.find(marker), marker.size());
    const auto wanted = content_words(bare);
    if (wanted.size() < kContentWordsMin) return false;
    return std::ranges::any_of(text::clauses(sentence), [&](const std::string& other) {
        const auto have = content_words(other);
        std::vector<std::u32string> both;
        std::ranges::set_intersection(have, wanted, std::back_inserter(both));
        const bool figure = std::ranges::any_of(
            both, [](const auto& word) { return word.front() >= U'0' && word.front() <= U'9'; });
        return both.size() == wanted.size() || (figure && both.size() >= kContentWordsMin);
    });
}

}  // namespace

Findings check_summary_hedges(const Summary& summary, const SourceText& source) {
    const std::vector<HedgedSentence> sentences = hedged_sentences(source);
    Findings findings;
    const auto against_source = [&](const std::string& what, const std::string& text,
                                    const std::vector<std::int64_t>* blocks) {
        const std::set<std::string> anchors = anchors_of(text);
        std::set<Hedge> told;
        for (const HedgedSentence& sentence : sentences) {
            const bool cited =
                blocks == nullptr || std::ranges::find(*blocks, sentence.block) != blocks->end();
            if (!cited || !is_about(anchors, sentence)) continue;
            for (const Hedge hedge : sentence.hedges)
                if (counts_in_summaries(hedge) && is_lost(text, hedge, sentence.text) &&
                    told.insert(hedge).second)
                    findings.push_back(lost_hedge(what, hedge, sentence.text));
        }
    };
    against_source("tldr", summary.tldr, nullptr);
    for (std::size_t i = 0; i < summary.key_points.size(); ++i)
        against_source("key_points[" + std::to_string(i) + "]", summary.key_points[i].text,
                       &summary.key_points[i].blocks);

    const std::vector<Hedge> in_source = hedges_of(source.all);
    for (const KeyPoint& point : summary.key_points)
        for (const std::string& clause : text::clauses(point.text))
            for (const Hedge hedge : kBridged) {
                if (std::ranges::find(in_source, hedge) == in_source.end()) continue;
                for (const std::string_view marker : hedge_row(hedge).japanese) {
                    // About how many is no hedge of what happened.
                    if (!says_hedge(clause, marker) ||
                        std::ranges::find(kApproximations, marker) != kApproximations.end())
                        continue;
                    for (const auto& [what, text] :
                         {std::pair{std::string{"tldr"}, &summary.tldr},
                          std::pair{std::string{"title"}, &summary.title}})
                        if (!keeps_hedge(*text, hedge) && (says_the_same(clause, marker, *text) ||
                                                           states_the_same(clause, marker, *text)))
                            findings.push_back(lost_hedge(what, hedge, clause));
                    break;
                }
            }
    return findings;
}

}  // namespace ainews::pipeline
