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

/// What a question costs before the article: the system prompt of each stage, in tokens.
using PromptTokens = std::map<std::string, std::int64_t, std::less<>>;

/// Tokens of one stage for an article whose text has `article_tokens`; `language` is the article's.
[[nodiscard]] PlanRow estimate_stage(std::string_view stage, std::int64_t article_tokens,
                                     std::string_view language, const PromptTokens& prompts);

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
