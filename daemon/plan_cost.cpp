#include "daemon/plan_cost.h"

#include <fmt/format.h>

#include "core/results_json.h"
#include "daemon/wiring.h"
#include "pipeline/prices.h"
#include "pipeline/token_estimate.h"
#include "text/unicode.h"

namespace ainews::daemon {
namespace {

/// Some hundred items: enough for an average, little to read.
constexpr int kCallsLearnedFrom = 1500;

/// The endpoint that a stage asks first; null where it has none.
const config::LlmConfig* endpoint_of(const config::Config& config, const std::string& stage) {
    if (config.llms.empty()) return nullptr;
    const config::StageConfig* settings = config.find_stage(stage);
    return settings != nullptr && !settings->llm.empty() ? config.find_llm(settings->llm.front())
                                                         : &config.llms.front();
}

}  // namespace

std::optional<ArticleSize> article_size(const Item& item) {
    const auto extract = item.stages.find(stage_names::kExtract);
    if (extract == item.stages.end() || !extract->second.result_json) return std::nullopt;
    const auto extraction = extraction_from_json(*extract->second.result_json);
    if (!extraction) return std::nullopt;
    ArticleSize size{0, extraction->language, 0};
    for (const Block& block : extraction->blocks) {
        if (block.dropped) continue;
        size.tokens += pipeline::estimate_tokens(block.text);
        size.characters += static_cast<std::int64_t>(text::length(block.text));
    }
    return size;
}

std::int64_t context_of(const config::Config& config, const std::string& stage) {
    const config::LlmConfig* llm = endpoint_of(config, stage);
    return llm == nullptr ? 0 : llm->context_tokens.value_or(0);
}

std::map<std::string, PlanFactor> learned_factors(const config::Config& config,
                                                  const PromptTokens& prompts, const Store& store) {
    std::map<std::string, PlanFactor> factors;
    std::map<ItemId, ArticleSize> articles;
    for (const UsageSample& sample : store.recent_usage(kCallsLearnedFrom)) {
        const config::LlmConfig* llm = endpoint_of(config, sample.stage);
        if (llm == nullptr || llm->name != sample.endpoint) continue;
        auto found = articles.find(sample.item);
        if (found == articles.end()) {
            const auto item = store.item(sample.item);
            found = articles
                        .emplace(sample.item,
                                 item ? article_size(*item).value_or(ArticleSize{}) : ArticleSize{})
                        .first;
        }
        const ArticleSize& article = found->second;
        if (article.tokens == 0) continue;
        factors[sample.stage].learn(
            estimate_stage(sample.stage, article, context_of(config, sample.stage), prompts),
            sample.tokens_in, sample.tokens_out);
    }
    return factors;
}

std::optional<MicroUsd> plan_price(const config::Config& config, const std::string& stage,
                                   const PlanRow& row, TimePoint now) {
    const config::LlmConfig* llm = endpoint_of(config, stage);
    if (llm == nullptr) return std::nullopt;
    return pipeline::cost_of(price_list(config, *llm).at(now), row.tokens_in, row.tokens_out);
}

std::string usd_text(const std::optional<MicroUsd>& cost) {
    return cost ? fmt::format("${:.4f}", usd(*cost)) : "no price";
}

}  // namespace ainews::daemon
