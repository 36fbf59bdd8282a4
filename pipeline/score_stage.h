#pragma once

#include <memory>

#include "pipeline/llm_stage.h"
#include "pipeline/stage.h"

namespace ainews::pipeline {

/// Four axes from 1 to 5 with reasons and evidence, by a model. Where no answer passes the checks
/// there is no score (never a default 3): done without a result, with the findings.
[[nodiscard]] std::unique_ptr<Stage> make_llm_score(LlmStageParts parts);

}  // namespace ainews::pipeline
