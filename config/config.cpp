#include "config/config.h"

#include <algorithm>
#include <utility>

#include "config/rules.h"

namespace ainews::config {

ScoreWeights ScoreConfig::weights() const {
    ScoreWeights weights;
    weights.percent = {{Axis::Depth, depth},
                       {Axis::Relevance, relevance},
                       {Axis::Practicality, practicality},
                       {Axis::Novelty, novelty}};
    return weights;
}

const LlmConfig* Config::find_llm(std::string_view name) const noexcept {
    const auto found = std::ranges::find(llms, name, &LlmConfig::name);
    return found == llms.end() ? nullptr : &*found;
}

std::vector<const PriceConfig*> Config::prices_of(const LlmConfig& llm) const {
    const PriceConfig* best = nullptr;
    const auto rank = [](const PriceConfig& row) {
        return std::pair{!row.llm.empty(), row.model.size()};
    };
    for (const PriceConfig& row : prices) {
        if (!row.llm.empty() && row.llm != llm.name) continue;
        if (!matches_pattern(row.model, llm.model)) continue;
        if (best == nullptr || rank(row) > rank(*best)) best = &row;
    }
    std::vector<const PriceConfig*> rows;
    if (best == nullptr) return rows;
    for (const PriceConfig& row : prices)
        if (row.llm == best->llm && row.model == best->model) rows.push_back(&row);
    std::ranges::sort(rows, {}, [](const PriceConfig* row) { return row->from; });
    return rows;
}

const StageConfig* Config::find_stage(std::string_view name) const noexcept {
    const auto found = std::ranges::find(stages, name, &StageConfig::name);
    return found == stages.end() ? nullptr : &*found;
}

Path Config::database_path() const {
    constexpr std::string_view kScheme = "sqlite:";
    return (daemon.state_dir / store.url.substr(std::min(kScheme.size(), store.url.size())))
        .lexically_normal();
}

}  // namespace ainews::config
