#pragma once

#include <memory>
#include <vector>

#include "pipeline/llm_stage.h"
#include "pipeline/prompt_set.h"
#include "pipeline/stage.h"

namespace ainews::pipeline {

/// Title, TL;DR, three key points, tags and entities by a model. Where no answer passes the hard
/// checks, the extractive summary stands in, with the findings.
[[nodiscard]] std::unique_ptr<Stage> make_llm_summarize(LlmStageParts parts);

/// Sentences of the original chosen by TextRank and tags by keywords: no model, marked 抽出.
[[nodiscard]] std::unique_ptr<Stage> make_builtin_summarize(std::vector<Topic> topics);

}  // namespace ainews::pipeline
