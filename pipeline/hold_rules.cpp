#include "pipeline/hold_rules.h"

#include <algorithm>
#include <array>

#include "core/results_json.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

constexpr const char* kByWords = "hold_if: a word of the source's list";
constexpr std::size_t kFirstBlocks = 2;
constexpr std::size_t kNoticeCharactersMax = 300;  // a longer block is an article, not a notice

/// Titles that begin so.
constexpr std::array kTitles{
    "retracted:", "[retracted]",      "retraction:",    "withdrawn:", "[withdrawn]", "removed:",
    "[removed]",  "page not found",   "404 ",           "404:",       "【撤回】",    "【取り下げ】",
    "【削除】",   "ページが見つかり", "お探しのページ", "页面不存在", "文章已撤回",  "文章已删除"};
/// Notices that say so somewhere.
constexpr std::array kNotices{"this article has been retracted",
                              "this article has been removed",
                              "this article has been withdrawn",
                              "this story has been retracted",
                              "this story has been removed",
                              "this post has been removed",
                              "this post has been deleted",
                              "this paper has been withdrawn",
                              "we have retracted this",
                              "is no longer available",
                              "記事を撤回",
                              "記事を取り下げ",
                              "記事は削除",
                              "記事は取り下げ",
                              "ページは見つかりません",
                              "ページが見つかりません",
                              "该内容已被删除",
                              "文章已被撤回"};

std::string folded(std::string_view text) {
    return text::lower(text::collapse_space(text::nfkc(text)));
}

std::string all_text(std::string_view title, const std::vector<Block>& blocks) {
    std::string out{title};
    for (const Block& block : blocks)
        if (!block.dropped) out += '\n' + block.text;
    return out;
}

/// What a reader would see of the stage's result; empty where it has no text of its own.
std::string readable(std::string_view stage, const std::string& result_json) {
    if (result_json.empty()) return {};
    if (stage == stage_names::kExtract) {
        const auto extraction = extraction_from_json(result_json);
        return extraction ? all_text(extraction->title, extraction->blocks) : std::string{};
    }
    if (stage == stage_names::kTranslate) {
        const auto translation = translation_from_json(result_json);
        return translation ? all_text({}, translation->blocks) : std::string{};
    }
    if (stage != stage_names::kSummarize) return {};
    const auto summary = summary_from_json(result_json);
    if (!summary) return {};
    std::string out = summary->title + '\n' + summary->tldr;
    for (const KeyPoint& point : summary->key_points)
        out += '\n' + point.heading + '\n' + point.text;
    return out;
}

/// The original is not there any more although we have read it; says how we know.
std::string vanished(const StageInput& input, const StageOutput& output) {
    const auto before = extraction_from_json(input.item.previous);
    if (!before || before->blocks.empty()) return {};
    for (const std::string& finding : output.findings)
        for (const std::string_view answer : {"page answered 404", "page answered 410"})
            if (before->from_page && finding.starts_with(answer))
                return "vanished: the original's " + finding;
    const auto now = extraction_from_json(output.result_json);
    if (now && !says_retracted(before->title, before->blocks) &&
        (says_retracted(now->title, now->blocks) || says_retracted(input.item.title, {})))
        return "vanished: the original says that it was taken back";
    return {};
}

}  // namespace

bool says_retracted(std::string_view title, const std::vector<Block>& blocks) {
    const std::string name = folded(title);
    if (std::ranges::any_of(kTitles,
                            [&](std::string_view start) { return name.starts_with(start); }))
        return true;
    std::size_t seen = 0;
    for (const Block& block : blocks) {
        if (block.dropped || block.text.empty()) continue;
        if (++seen > kFirstBlocks) return false;
        const std::string text = folded(block.text);
        if (text::length(text) <= kNoticeCharactersMax &&
            std::ranges::any_of(kNotices, [&](std::string_view notice) {
                return text.find(notice) != std::string::npos;
            }))
            return true;
    }
    return false;
}

HoldRules::HoldRules(const std::vector<Source>& sources, bool vanished) : vanished_{vanished} {
    for (const Source& source : sources) {
        if (source.hold_if.empty()) continue;
        std::vector<std::string> words = source.hold_if;
        const bool findings = std::erase(words, kHoldFindings) > 0;
        rules_.emplace(source.slug, Rule{text::WordFilter{words}, findings});
    }
}

std::string HoldRules::apply(std::string_view stage, const StageInput& input,
                             StageOutput& output) const {
    if (vanished_ && stage == stage_names::kExtract) {
        if (std::string why = vanished(input, output); !why.empty()) {
            output.result_json = input.item.previous;
            output.facts = std::nullopt;
            return why;
        }
    }
    const auto rule = rules_.find(input.item.source);
    if (rule == rules_.end()) return {};
    if (!rule->second.words.empty() &&
        rule->second.words.matches(readable(stage, output.result_json)))
        return kByWords;
    if (rule->second.findings && !output.not_needed && !output.findings.empty() &&
        stage != stage_names::kExtract)
        return "findings: " + std::string{stage} + ": " + output.findings.front();
    return {};
}

}  // namespace ainews::pipeline
