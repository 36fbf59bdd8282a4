#include "daemon/plan_estimate.h"

#include <algorithm>
#include <cmath>

#include "core/results.h"

namespace ainews::daemon {
namespace {

/// What answers take under the shipped prompts before anything is known of a model: the length
/// that answers written by hand to these prompts have in the sample newsroom. The editorial cases,
/// written by others, are within a fifth of it (tests/daemon/plan_estimate_test.cpp); what a model
/// really takes is learned (PlanFactor).
constexpr std::int64_t kSummaryTokens = 420;
constexpr std::int64_t kScoreTokens = 290;
constexpr std::int64_t kAnalysisTokens = 180;
/// What stands around the article in the user's part: fences, topics, dates, the summary.
constexpr std::int64_t kFrameTokens = 150;
constexpr std::int64_t kSummaryShownTokens = 450;  ///< TL;DR and key points, for analyze
/// A translation's chunk and what comes with it each time: two paragraphs of context with their
/// translation.
constexpr std::int64_t kChunkTokens = 1500;
constexpr std::int64_t kContextTokens = 500;
/// Japanese tokens for each token of the source: half as many characters, at 1.1 tokens instead of
/// 1/3.5.
constexpr double kTranslationFactor = 1.9;
constexpr double kChineseTranslationFactor = 1.3;

constexpr double kNewestWeight = 0.05;  // of an observation once there are twenty
/// Beyond these an item was only partly asked about (replays, a restart), or went through re-asks
/// that say nothing about the next one.
constexpr double kRatioMin = 0.2;
constexpr double kRatioMax = 5.0;

std::int64_t prompt_of(const PromptTokens& prompts, std::string_view stage) {
    const auto found = prompts.find(stage);
    return found == prompts.end() ? 0 : found->second;
}

}  // namespace

PlanRow estimate_stage(std::string_view stage, std::int64_t article_tokens,
                       std::string_view language, const PromptTokens& prompts) {
    const std::int64_t question = prompt_of(prompts, stage) + kFrameTokens + article_tokens;
    if (stage == stage_names::kSummarize) return {1, question, kSummaryTokens};
    if (stage == stage_names::kScore) return {1, question, kScoreTokens};
    if (stage == stage_names::kAnalyze) return {1, question + kSummaryShownTokens, kAnalysisTokens};
    if (stage != stage_names::kTranslate) return {1, 0, 0};
    const std::int64_t chunks =
        std::max<std::int64_t>(1, (article_tokens + kChunkTokens - 1) / kChunkTokens);
    const double factor = language == "zh" ? kChineseTranslationFactor : kTranslationFactor;
    return {1,
            chunks * (prompt_of(prompts, stage) + kFrameTokens) + (chunks - 1) * kContextTokens +
                article_tokens,
            static_cast<std::int64_t>(static_cast<double>(article_tokens) * factor)};
}

void PlanFactor::learn(const PlanRow& estimated, std::int64_t tokens_in, std::int64_t tokens_out) {
    if (estimated.tokens_in <= 0 || estimated.tokens_out <= 0) return;
    const double now_in = static_cast<double>(tokens_in) / static_cast<double>(estimated.tokens_in);
    const double now_out =
        static_cast<double>(tokens_out) / static_cast<double>(estimated.tokens_out);
    const auto possible = [](double ratio) { return ratio >= kRatioMin && ratio <= kRatioMax; };
    if (!possible(now_in) || !possible(now_out)) return;
    ++samples;
    const double weight = std::max(kNewestWeight, 1.0 / (samples + 1));
    in += weight * (now_in - in);
    out += weight * (now_out - out);
}

PlanRow PlanFactor::apply(const PlanRow& estimated) const {
    PlanRow row = estimated;
    row.tokens_in =
        static_cast<std::int64_t>(std::llround(static_cast<double>(estimated.tokens_in) * in));
    row.tokens_out =
        static_cast<std::int64_t>(std::llround(static_cast<double>(estimated.tokens_out) * out));
    return row;
}

}  // namespace ainews::daemon
