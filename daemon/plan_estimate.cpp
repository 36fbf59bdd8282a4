#include "daemon/plan_estimate.h"

#include <algorithm>
#include <cmath>

#include "core/results.h"
#include "pipeline/condense.h"
#include "pipeline/source_text.h"

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

/// How much of an article a question carries, widest first, and what of the answer's cap has to fit
/// beside it (pipeline/llm_stage.cpp).
constexpr std::int64_t kQuestionTokens[] = {17'000, 4'500, 1'400};
constexpr std::int64_t kAnswerRoomTokens = 600;
/// Main points of a part: how many are asked for, and what one takes.
constexpr std::int64_t kPointTokensMax = 100;
constexpr std::int64_t kPointTokens = 65;
constexpr std::int64_t kPointsMin = 2;
constexpr std::int64_t kPointsMax = 24;
constexpr int kRoundsMax = 4;

std::int64_t prompt_of(const PromptTokens& prompts, std::string_view stage) {
    const auto found = prompts.find(stage);
    return found == prompts.end() ? 0 : found->second;
}

/// What every question about the whole article is shown of it.
struct Reading {
    std::int64_t shown = 0;  ///< tokens
    PlanRow condensing;      ///< no items: it is read whole
};

/// The largest question that the model takes.
std::int64_t question_room(std::int64_t context_tokens, const PromptTokens& prompts) {
    if (context_tokens == 0) return kQuestionTokens[0];
    std::int64_t prompt = 0;
    for (const auto& [stage, tokens] : prompts)
        if (stage != stage_names::kTranslate) prompt = std::max(prompt, tokens);
    const std::int64_t free = context_tokens - prompt - kFrameTokens - kAnswerRoomTokens;
    for (const std::int64_t room : kQuestionTokens)
        if (room <= free) return room;
    return kQuestionTokens[std::size(kQuestionTokens) - 1];
}

Reading reading_of(const ArticleSize& article, std::int64_t context_tokens,
                   const PromptTokens& prompts) {
    const std::int64_t room = question_room(context_tokens, prompts);
    const bool whole =
        room == kQuestionTokens[0]
            ? article.characters <= static_cast<std::int64_t>(pipeline::kQuestionCharactersMax)
            : article.tokens <= room;
    Reading reading{article.tokens, {}};
    if (whole) return reading;
    reading.condensing.items = 1;
    for (int round = 0; round < kRoundsMax && reading.shown > room; ++round) {
        const std::int64_t pieces = (reading.shown + room - 1) / room;
        const std::int64_t points =
            std::clamp(room / (kPointTokensMax * pieces), kPointsMin, kPointsMax);
        reading.condensing.tokens_in +=
            pieces * (prompt_of(prompts, pipeline::kCondense) + kFrameTokens) + reading.shown;
        reading.shown = pieces * points * kPointTokens;
        reading.condensing.tokens_out += reading.shown;
    }
    return reading;
}

}  // namespace

PlanRow estimate_condensing(const ArticleSize& article, std::int64_t context_tokens,
                            const PromptTokens& prompts) {
    return reading_of(article, context_tokens, prompts).condensing;
}

PlanRow estimate_stage(std::string_view stage, const ArticleSize& article,
                       std::int64_t context_tokens, const PromptTokens& prompts) {
    if (stage == pipeline::kCondense) return estimate_condensing(article, context_tokens, prompts);
    const std::int64_t question = prompt_of(prompts, stage) + kFrameTokens +
                                  reading_of(article, context_tokens, prompts).shown;
    if (stage == stage_names::kSummarize) return {1, question, kSummaryTokens};
    if (stage == stage_names::kScore) return {1, question, kScoreTokens};
    if (stage == stage_names::kAnalyze) return {1, question + kSummaryShownTokens, kAnalysisTokens};
    if (stage != stage_names::kTranslate) return {1, 0, 0};
    const std::int64_t chunks =
        std::max<std::int64_t>(1, (article.tokens + kChunkTokens - 1) / kChunkTokens);
    const double factor = article.language == "zh" ? kChineseTranslationFactor : kTranslationFactor;
    return {1,
            chunks * (prompt_of(prompts, stage) + kFrameTokens) + (chunks - 1) * kContextTokens +
                article.tokens,
            static_cast<std::int64_t>(static_cast<double>(article.tokens) * factor)};
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
