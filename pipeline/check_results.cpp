#include "pipeline/check_results.h"

#include <algorithm>

#include "pipeline/check_claims.h"
#include "pipeline/check_direction.h"
#include "pipeline/check_hedges.h"
#include "pipeline/check_injection.h"
#include "pipeline/check_language.h"
#include "pipeline/check_names.h"
#include "pipeline/check_numbers.h"
#include "pipeline/check_register.h"
#include "pipeline/check_repetition.h"
#include "pipeline/check_terms.h"
#include "pipeline/check_units.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

/// Bounds of a field in code points. Wider than what the prompt asks for: a title of 46 characters
/// is no reason to pay twice, one of 80 does not fit the page.
struct LengthBounds {
    std::size_t least;
    std::size_t most;
};
constexpr LengthBounds kTitleLength{6, 70};
constexpr LengthBounds kTldrLength{25, 220};
constexpr LengthBounds kHeadingLength{3, 34};
constexpr LengthBounds kPointLength{25, 240};
constexpr LengthBounds kReasonLength{10, 260};
constexpr LengthBounds kImpactLength{20, 420};
constexpr LengthBounds kCommentLength{15, 220};
constexpr std::size_t kKeyPoints = 3;

void check_length(Findings& findings, const std::string& what, std::string_view text,
                  LengthBounds bounds) {
    const std::size_t length = text::length(text);
    if (length < bounds.least)
        findings.push_back({Gate::Length, what + " が短すぎる(" + std::to_string(length) + "字)",
                            length * 3 < bounds.least});
    if (length > bounds.most)
        findings.push_back({Gate::Length, what + " が長すぎる(" + std::to_string(length) + "字)",
                            length > bounds.most * 3});
}

void check_japanese(Findings& findings, const std::string& what, std::string_view text,
                    std::string_view source) {
    if (const std::string why = not_japanese(text, source); !why.empty())
        findings.push_back({Gate::Language, what + ": " + why});
}

/// Numbers, their direction, names, an assistant's voice: what every Japanese field must get past.
void check_facts(Findings& findings, const std::string& what, std::string_view text,
                 const SourceText& source, std::span<const Term> terms) {
    for (const std::string& number : ungrounded_numbers(text, source.all, source.published))
        findings.push_back({Gate::Numbers, what + ": 数値 " + number + " が資料にない"});
    for (const auto& look : {turned_directions, mistaken_units, mistaken_dates})
        for (const std::string& mistake : look(text, source.all))
            findings.push_back({Gate::Numbers, what + ": " + mistake, false});
    // The outlet's headline may name what its text only means; a name is grounded in either.
    for (const std::string& name : ungrounded_names(text, source.named(), terms))
        findings.push_back({Gate::Names, what + ": 名前「" + name + "」が資料にない", false});
    for (Finding& term : check_term_forms(text, terms)) {
        term.text.insert(0, what + ": ");
        findings.push_back(std::move(term));
    }
    append(findings, check_voice(text));
    append(findings, check_claims(what, text, source.all));
    append(findings, check_request_words(what, text, source));
}

void check_plain_register(Findings& findings, const std::string& what, std::string_view text) {
    for (const std::string& sentence : polite_sentences(text))
        findings.push_back({Gate::Register,
                            what + ": 敬体の文がある「" + text::truncate(sentence, 20) + "」",
                            false});
}

void check_blocks(Findings& findings, const std::string& what,
                  const std::vector<std::int64_t>& blocks, const SourceText& source) {
    if (blocks.empty()) findings.push_back({Gate::Evidence, what + ": 根拠段落がない"});
    const auto is_prose = [&](const Block& block) {
        return block.kind != BlockKind::Heading &&
               std::ranges::find(blocks, block.n) != blocks.end();
    };
    const bool only_headings = std::ranges::none_of(source.blocks, is_prose) &&
                               std::ranges::any_of(source.blocks, [](const Block& block) {
                                   return block.kind == BlockKind::Paragraph;
                               });
    if (!blocks.empty() && only_headings)
        findings.push_back({Gate::Evidence, what + ": 見出しだけを根拠にしている", false});
    for (const std::int64_t n : blocks)
        if (!source.has_block(n))
            findings.push_back(
                {Gate::Evidence, what + ": 段落 p" + std::to_string(n) + " は資料にない"});
}

/// 「2つ」: the writer counted, no source needs to say the number.
bool is_own_count(std::string_view text, const std::string& number) {
    // A version ("1.9.3") is a part of a name.
    if (std::ranges::count(number, '.') > 1) return true;
    return number.size() == 1 && text.find(number + "つ") != std::string_view::npos;
}

/// Numbers that the source has, but not in the blocks that are named for them.
void check_cited_numbers(Findings& findings, const std::string& what, std::string_view text,
                         const std::vector<std::int64_t>& blocks, const SourceText& source) {
    std::string cited;
    for (const Block& block : source.blocks)
        if (std::ranges::find(blocks, block.n) != blocks.end()) cited += block.text + "\n";
    if (cited.empty()) return;
    const auto nowhere = ungrounded_numbers(text, source.all, source.published);
    for (const std::string& number : ungrounded_numbers(text, cited, source.published))
        if (std::ranges::find(nowhere, number) == nowhere.end() && !is_own_count(text, number))
            findings.push_back(
                {Gate::Evidence, what + ": 数値 " + number + " が根拠段落にない", false});
}

bool occurs(const Entity& entity, const SourceText& source) {
    if (entity.surface.empty() || entity.name.empty()) return false;
    return source.all.find(entity.surface) != std::string::npos ||
           text::collapse_space(source.all).find(text::collapse_space(entity.surface)) !=
               std::string::npos;
}

}  // namespace

Findings check_summary(const Summary& summary, const SourceText& source,
                       std::span<const Term> terms) {
    Findings findings;
    if (summary.key_points.size() != kKeyPoints)
        findings.push_back({Gate::Schema, "key_points が3つでない(" +
                                              std::to_string(summary.key_points.size()) + ")"});
    for (std::size_t i = 0; i < summary.key_points.size(); ++i) {
        const KeyPoint& point = summary.key_points[i];
        const std::string what = "key_points[" + std::to_string(i) + "]";
        check_blocks(findings, what, point.blocks, source);
        check_length(findings, what + " の heading", point.heading, kHeadingLength);
        check_length(findings, what + " の text", point.text, kPointLength);
        check_japanese(findings, what, point.heading + "。" + point.text, source.all);
        check_plain_register(findings, what, point.text);
        check_facts(findings, what, point.heading + "\n" + point.text, source, terms);
        check_cited_numbers(findings, what, point.heading + "\n" + point.text, point.blocks,
                            source);
    }
    check_length(findings, "tldr", summary.tldr, kTldrLength);
    check_japanese(findings, "tldr", summary.tldr, source.all);
    check_plain_register(findings, "tldr", summary.tldr);
    check_facts(findings, "tldr", summary.tldr, source, terms);
    check_length(findings, "title", summary.title, kTitleLength);
    check_japanese(findings, "title", summary.title, source.title);
    check_facts(findings, "title", summary.title, source, terms);
    for (const std::string& tag : summary.tags)
        append(findings, check_request_words("topics", tag, source));
    append(findings, check_repetition(summary));
    append(findings, check_headline_style(summary));
    append(findings, check_summary_hedges(summary, source));
    append(findings, check_contradictions(summary));
    append(findings, check_partial_admissions(summary));
    append(findings, check_point_requests(summary, source));
    return findings;
}

Findings check_entities(const Summary& summary, const SourceText& source,
                        std::span<const Term> terms) {
    Findings findings;
    for (const Entity& entity : summary.entities) {
        if (!occurs(entity, source)) {
            findings.push_back({Gate::Names,
                                "entities: surface「" + entity.surface + "」が資料の本文にない",
                                false});
            continue;
        }
        for (const std::string& name : ungrounded_names(entity.name, source.named(), terms))
            findings.push_back({Gate::Names, "entities: 名前「" + name + "」が資料にない", false});
    }
    return findings;
}

void drop_unfounded_entities(Summary& summary, const SourceText& source) {
    std::erase_if(summary.entities, [&](const Entity& entity) { return !occurs(entity, source); });
}

Findings check_score(const Score& score, const SourceText& source, std::span<const Term> terms) {
    Findings findings;
    for (const Axis axis : kAxes) {
        const std::string what{to_string(axis)};
        const auto found = score.axes.find(axis);
        if (found == score.axes.end() || found->second.level < 1 || found->second.level > 5) {
            findings.push_back({Gate::Schema, what + " がない"});
            continue;
        }
        const AxisScore& value = found->second;
        check_blocks(findings, what, value.blocks, source);
        check_length(findings, what + " の reason", value.reason, kReasonLength);
        check_japanese(findings, what, value.reason, source.all);
        check_plain_register(findings, what, value.reason);
        // A reason may name the level it falls short of ("5には届かない").
        const std::string levels = source.all + "\n1 2 3 4 5";
        for (const std::string& number : ungrounded_numbers(value.reason, levels, source.published))
            findings.push_back({Gate::Numbers, what + ": 数値 " + number + " が資料にない"});
        for (const std::string& name : ungrounded_names(value.reason, source.named(), terms))
            findings.push_back({Gate::Names, what + ": 名前「" + name + "」が資料にない", false});
        append(findings, check_voice(value.reason));
        append(findings, check_request_words(what, value.reason, source));
    }
    append(findings, check_score_requests(score, source));
    return findings;
}

Findings check_analysis(const Analysis& analysis, const SourceText& source,
                        std::span<const Term> terms) {
    Findings findings;
    check_blocks(findings, "facts_used", analysis.facts_used, source);
    check_length(findings, "impact", analysis.impact, kImpactLength);
    check_length(findings, "comment", analysis.comment, kCommentLength);
    for (const auto& [what, text] : {std::pair{std::string{"impact"}, analysis.impact},
                                     std::pair{std::string{"comment"}, analysis.comment}}) {
        check_japanese(findings, what, text, source.all);
        check_facts(findings, what, text, source, terms);
        for (const std::string& sentence : plain_sentences(text))
            findings.push_back(
                {Gate::Register,
                 what + ": 敬体でない文がある「" + text::truncate(sentence, 20) + "」", false});
    }
    if (!has_modal(analysis.impact))
        findings.push_back({Gate::Hedge, "impact: 推論と分かる言い方がない", false});
    for (const std::string& line : analysis.watch)
        check_facts(findings, "watch", line, source, terms);
    return findings;
}

std::string all_text(const Summary& summary) {
    std::string text = summary.title + "\n" + summary.tldr + "\n";
    for (const KeyPoint& point : summary.key_points)
        text += point.heading + "\n" + point.text + "\n";
    for (const std::string& tag : summary.tags) text += tag + "\n";
    for (const Entity& entity : summary.entities) text += entity.name + "\n";
    return text;
}

std::string all_text(const Score& score) {
    std::string text;
    for (const auto& [axis, value] : score.axes) text += value.reason + "\n";
    return text;
}

std::string all_text(const Analysis& analysis) {
    std::string text = analysis.impact + "\n" + analysis.comment + "\n";
    for (const std::string& line : analysis.watch) text += line + "\n";
    return text;
}

}  // namespace ainews::pipeline
