#include "pipeline/check_results.h"

#include <algorithm>

#include "pipeline/check_language.h"
#include "pipeline/check_numbers.h"
#include "pipeline/check_register.h"
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
        findings.push_back(
            {what + " が短すぎる(" + std::to_string(length) + "字)", length * 3 < bounds.least});
    if (length > bounds.most)
        findings.push_back(
            {what + " が長すぎる(" + std::to_string(length) + "字)", length > bounds.most * 3});
}

void check_japanese(Findings& findings, const std::string& what, std::string_view text,
                    std::string_view source) {
    if (const std::string why = not_japanese(text, source); !why.empty())
        findings.push_back({what + ": " + why});
}

void check_numbers(Findings& findings, const std::string& what, std::string_view text,
                   const SourceText& source) {
    for (const std::string& number : ungrounded_numbers(text, source.all, source.published))
        findings.push_back({what + ": 数値 " + number + " が資料にない"});
}

void check_plain_register(Findings& findings, const std::string& what, std::string_view text) {
    for (const std::string& sentence : polite_sentences(text))
        findings.push_back(
            {what + ": 敬体の文がある「" + text::truncate(sentence, 20) + "」", false});
}

void check_blocks(Findings& findings, const std::string& what,
                  const std::vector<std::int64_t>& blocks, const SourceText& source) {
    if (blocks.empty()) findings.push_back({what + ": 根拠段落がない"});
    for (const std::int64_t n : blocks)
        if (!source.has_block(n))
            findings.push_back({what + ": 段落 p" + std::to_string(n) + " は資料にない"});
}

bool occurs(const Entity& entity, const SourceText& source) {
    if (entity.surface.empty() || entity.name.empty()) return false;
    return source.all.find(entity.surface) != std::string::npos ||
           text::collapse_space(source.all).find(text::collapse_space(entity.surface)) !=
               std::string::npos;
}

}  // namespace

bool any_hard(const Findings& findings) noexcept {
    return std::ranges::any_of(findings, &Finding::hard);
}

std::vector<std::string> texts(const Findings& findings) {
    std::vector<std::string> lines;
    for (const Finding& finding : findings) lines.push_back(finding.text);
    return lines;
}

Findings check_summary(const Summary& summary, const SourceText& source) {
    Findings findings;
    if (summary.key_points.size() != kKeyPoints)
        findings.push_back(
            {"key_points が3つでない(" + std::to_string(summary.key_points.size()) + ")"});
    for (std::size_t i = 0; i < summary.key_points.size(); ++i) {
        const KeyPoint& point = summary.key_points[i];
        const std::string what = "key_points[" + std::to_string(i) + "]";
        check_blocks(findings, what, point.blocks, source);
        check_length(findings, what + " の heading", point.heading, kHeadingLength);
        check_length(findings, what + " の text", point.text, kPointLength);
        check_japanese(findings, what, point.heading + "。" + point.text, source.all);
        check_plain_register(findings, what, point.text);
        check_numbers(findings, what, point.heading + "\n" + point.text, source);
    }
    check_length(findings, "tldr", summary.tldr, kTldrLength);
    check_japanese(findings, "tldr", summary.tldr, source.all);
    check_plain_register(findings, "tldr", summary.tldr);
    check_numbers(findings, "tldr", summary.tldr, source);
    check_length(findings, "title", summary.title, kTitleLength);
    check_japanese(findings, "title", summary.title, source.title);
    check_numbers(findings, "title", summary.title, source);
    if (summary.title.ends_with("？") || summary.title.ends_with("！") ||
        summary.title.ends_with("。"))
        findings.push_back({"title が疑問形・感嘆符・句点で終わっている", false});
    return findings;
}

Findings check_entities(const Summary& summary, const SourceText& source) {
    Findings findings;
    for (const Entity& entity : summary.entities)
        if (!occurs(entity, source))
            findings.push_back(
                {"entities: surface「" + entity.surface + "」が資料の本文にない", false});
    return findings;
}

void drop_unfounded_entities(Summary& summary, const SourceText& source) {
    std::erase_if(summary.entities, [&](const Entity& entity) { return !occurs(entity, source); });
}

Findings check_score(const Score& score, const SourceText& source) {
    Findings findings;
    for (const Axis axis : kAxes) {
        const std::string what{to_string(axis)};
        const auto found = score.axes.find(axis);
        if (found == score.axes.end() || found->second.level < 1 || found->second.level > 5) {
            findings.push_back({what + " がない"});
            continue;
        }
        check_blocks(findings, what, found->second.blocks, source);
        check_length(findings, what + " の reason", found->second.reason, kReasonLength);
        check_japanese(findings, what, found->second.reason, source.all);
        check_plain_register(findings, what, found->second.reason);
    }
    return findings;
}

Findings check_analysis(const Analysis& analysis, const SourceText& source) {
    Findings findings;
    check_blocks(findings, "facts_used", analysis.facts_used, source);
    check_length(findings, "impact", analysis.impact, kImpactLength);
    check_length(findings, "comment", analysis.comment, kCommentLength);
    for (const auto& [what, text] : {std::pair{std::string{"impact"}, analysis.impact},
                                     std::pair{std::string{"comment"}, analysis.comment}}) {
        check_japanese(findings, what, text, source.all);
        check_numbers(findings, what, text, source);
        for (const std::string& sentence : plain_sentences(text))
            findings.push_back(
                {what + ": 敬体でない文がある「" + text::truncate(sentence, 20) + "」", false});
    }
    if (!has_modal(analysis.impact))
        findings.push_back({"impact: 推論と分かる言い方がない", false});
    for (const std::string& line : analysis.watch) check_numbers(findings, "watch", line, source);
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
