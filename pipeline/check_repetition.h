#pragma once

#include <string_view>

#include "core/results.h"
#include "pipeline/finding.h"

namespace ainews::pipeline {

/// Share of character pairs two texts have in common (Jaccard), 0 to 1.
[[nodiscard]] double bigram_overlap(std::string_view a, std::string_view b);

/// Headings that are nearly the same, key points that repeat each other or the TL;DR. Soft.
[[nodiscard]] Findings check_repetition(const Summary& summary);

/// Titles that ask, shout or end in a full stop, headings that do. Soft.
[[nodiscard]] Findings check_headline_style(const Summary& summary);

}  // namespace ainews::pipeline
