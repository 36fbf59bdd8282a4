#pragma once

#include <memory>

#include "pipeline/llm_stage.h"
#include "pipeline/stage.h"

namespace ainews::pipeline {

/// 影響分析 and 編集コメント by a model, from the article and its summary. Where no answer passes
/// the checks they are left out: done without a result, with the findings.
[[nodiscard]] std::unique_ptr<Stage> make_llm_analyze(LlmStageParts parts);

}  // namespace ainews::pipeline
