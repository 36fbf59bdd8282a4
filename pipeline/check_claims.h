#pragma once

#include <string>
#include <string_view>

#include "core/results.h"
#include "pipeline/finding.h"

namespace ainews::pipeline {

/// Claims that a text makes and its source does not: that somebody admitted (認めた) where nobody
/// did; superlatives and drama (世界一, 圧倒, あらゆる) without a counterpart in the body
/// (evidence) or stated as our own although the source has them from the maker (hedge). Quotations
/// 「」 are not looked at. Soft.
[[nodiscard]] Findings check_claims(const std::string& what, std::string_view japanese,
                                    std::string_view source);

/// Superlatives and drama of a text that its source has no counterpart for.
[[nodiscard]] bool holds_strong_claim(std::string_view japanese, std::string_view source);

/// Fields of one summary that contradict each other: one denies what another admits. Soft.
[[nodiscard]] Findings check_contradictions(const Summary& summary);

/// Fields that say "admitted" where another says "admitted in part" of the same. Soft.
[[nodiscard]] Findings check_partial_admissions(const Summary& summary);

}  // namespace ainews::pipeline
