#pragma once

#include <string>
#include <string_view>

#include "pipeline/check_hedges.h"
#include "pipeline/finding.h"
#include "pipeline/hedge_words.h"

/// What it means that a hedge is lost; shared by the checks of translations and of summaries.
namespace ainews::pipeline {

[[nodiscard]] const HedgeWords& hedge_row(Hedge hedge);

/// Whether the word stands in its own sense somewhere: 約 before a number is "about", in 予約 and
/// 約束 it is nothing of the kind; 先ほど and 後ほど are times; 最大 bounds where a number follows.
[[nodiscard]] bool says_hedge(std::string_view japanese, std::string_view word);

/// Whether the Japanese lacks the hedge that the source has. A bound counts only where its number
/// is told; who holds an opinion is no "may".
[[nodiscard]] bool is_lost(std::string_view japanese, Hedge hedge, std::string_view source);

/// `what` lost the hedge; `evidence`: the words that have it. Soft.
[[nodiscard]] Finding lost_hedge(const std::string& what, Hedge hedge, std::string_view evidence);

}  // namespace ainews::pipeline
