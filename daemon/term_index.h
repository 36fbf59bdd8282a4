#pragma once

#include <vector>

#include "core/glossary.h"
#include "pipeline/llm_stage.h"

namespace ainews::daemon {

/// The glossary as the stages ask it: which of its terms occur in a text. Thread-safe.
[[nodiscard]] pipeline::TermLookup term_lookup(std::vector<Term> glossary);

}  // namespace ainews::daemon
