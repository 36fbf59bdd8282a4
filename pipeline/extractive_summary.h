#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/results.h"
#include "pipeline/prompt_set.h"
#include "pipeline/source_text.h"

namespace ainews::pipeline {

/// A summary in the original's own words and language: sentences by TextRank (Mihalcea & Tarau
/// 2004), in the order they stand, none of them twice. Deterministic.
[[nodiscard]] Summary extractive_summary(const SourceText& source, std::span<const Topic> topics);

}  // namespace ainews::pipeline
