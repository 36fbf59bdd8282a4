#pragma once

#include <set>
#include <string>
#include <string_view>

#include "pipeline/finding.h"

namespace ainews::pipeline {

/// What no answer may hold, whatever the stage: an address, markup, the fence's mark, editing tags,
/// a run of 12 characters of the common prompt. What the source itself says is excused, addresses
/// are not. Immutable and thread-safe.
class OutputCheck {
public:
    explicit OutputCheck(std::string_view common_prompt);
    /// All hard; empty: clean.
    [[nodiscard]] Findings operator()(std::string_view text, std::string_view mark,
                                      std::string_view source) const;

private:
    std::set<std::u32string> prompt_runs_;
};

}  // namespace ainews::pipeline
