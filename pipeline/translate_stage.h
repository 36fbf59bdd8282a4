#pragma once

#include <memory>

#include "core/results.h"
#include "core/rights.h"
#include "pipeline/llm_stage.h"
#include "pipeline/stage.h"

namespace ainews::pipeline {

/// When there is anything to translate.
struct TranslateRules {
    int min_importance = 1;  ///< stars; 1: everything. Passes where there is no score
    bool always = false;     ///< also where the rights forbid to publish a translation
    std::shared_ptr<const RightsPolicy> rights;
    ScoreWeights weights;
};

/// Every block into Japanese, aligned one to one, in chunks whose replies are replayed after a
/// restart. Blocks that no answer gets past the checks stay in the original, marked; where that is
/// more than half of them, there is no translation and the job fails.
[[nodiscard]] std::unique_ptr<Stage> make_llm_translate(LlmStageParts parts, TranslateRules rules);

/// Why nothing is to be translated; empty where something is. Japanese is not decided here.
[[nodiscard]] std::string translate_gate(const TranslateRules& rules, const StageInput& input);

}  // namespace ainews::pipeline
