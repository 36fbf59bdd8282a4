#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "config/config.h"
#include "core/item.h"
#include "core/store.h"
#include "daemon/plan_estimate.h"

/// What an estimate needs beside the arithmetic of plan_estimate.h: the articles, what the ledger
/// says of earlier calls, and today's prices. Shared by `--plan` and `compare`.
namespace ainews::daemon {

/// nullopt where the article is not extracted.
[[nodiscard]] std::optional<ArticleSize> article_size(const Item& item);

/// The context that is configured for the endpoint that a stage asks first; 0: unknown.
[[nodiscard]] std::int64_t context_of(const config::Config& config, const std::string& stage);

/// By stage: what the newest calls to its endpoint took, against what would have been planned.
[[nodiscard]] std::map<std::string, PlanFactor> learned_factors(const config::Config& config,
                                                                const PromptTokens& prompts,
                                                                const Store& store);

/// At today's price of the stage's first endpoint; nullopt where it has none.
[[nodiscard]] std::optional<MicroUsd> plan_price(const config::Config& config,
                                                 const std::string& stage, const PlanRow& row,
                                                 TimePoint now);

/// "$0.0123", or "no price".
[[nodiscard]] std::string usd_text(const std::optional<MicroUsd>& cost);

}  // namespace ainews::daemon
