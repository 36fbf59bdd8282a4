#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/item.h"

namespace ainews::daemon {

/// What one stage of a run would take.
struct PlanRow {
    std::int64_t items = 0;
    std::int64_t tokens_in = 0;
    std::int64_t tokens_out = 0;
};

/// What a question costs before the article: the system prompt of each stage, and of condensing,
/// in tokens.
using PromptTokens = std::map<std::string, std::int64_t, std::less<>>;

/// An extracted article, as far as asking about it depends on it.
struct ArticleSize {
    std::int64_t tokens = 0;
    std::string language;
    std::int64_t characters = 0;  ///< code points
};

/// What is paid once, by whichever stage comes first, to bring an article down to what one question
/// carries (pipeline/condense.h); `items` is 0 where it is read whole. `context_tokens` of the
/// model; 0: unknown, taken as large enough for 60,000 characters.
[[nodiscard]] PlanRow estimate_condensing(const ArticleSize& article, std::int64_t context_tokens,
                                          const PromptTokens& prompts);

/// Tokens of one stage for an article. A stage that reads it in parts is shown their main points,
/// without what these cost.
[[nodiscard]] PlanRow estimate_stage(std::string_view stage, const ArticleSize& article,
                                     std::int64_t context_tokens, const PromptTokens& prompts);

/// How a model's real use compares with the estimate, learned from the newest finished calls: a
/// moving average in which the estimate itself counts as the first observation.
struct PlanFactor {
    double in = 1.0;
    double out = 1.0;
    int samples = 0;

    /// Takes one item's real tokens into account; what cannot be meant is left out.
    void learn(const PlanRow& estimated, std::int64_t tokens_in, std::int64_t tokens_out);
    [[nodiscard]] PlanRow apply(const PlanRow& estimated) const;
};

}  // namespace ainews::daemon
