#pragma once

#include <vector>

#include "core/glossary.h"
#include "pipeline/llm_stage.h"

namespace ainews::daemon {

/// Which terms of the glossary occur in a text, in the order of the glossary, each with the
/// spelling found first. Words in Latin letters match whole words only.
[[nodiscard]] pipeline::TermLookup term_lookup(std::vector<Term> glossary);

}  // namespace ainews::daemon
