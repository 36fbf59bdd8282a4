#include "config/config.h"

#include <algorithm>

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
