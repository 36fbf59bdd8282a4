#pragma once

#include <span>
#include <string>

#include "core/results.h"
#include "pipeline/finding.h"
#include "pipeline/source_text.h"
#include "pipeline/term.h"

/// Whether a result that has the right shape also says what the source says, in the right Japanese.
/// Pure; one finding each, in the model's language, because findings are sent back in a re-ask.
namespace ainews::pipeline {

/// Exactly three key points on blocks that exist and hold their numbers, lengths, Japanese, 常体,
/// numbers and names of the source, its hedges, the glossary's spellings.
[[nodiscard]] Findings check_summary(const Summary& summary, const SourceText& source,
                                     std::span<const Term> terms = {});

/// Entities whose `surface` does not occur in the source, letter for letter, or whose name it does
/// not have. Soft.
[[nodiscard]] Findings check_entities(const Summary& summary, const SourceText& source,
                                      std::span<const Term> terms = {});
/// Drops those with an unknown `surface`.
void drop_unfounded_entities(Summary& summary, const SourceText& source);

/// Four axes from 1 to 5 on blocks that exist, each with a reason in Japanese whose numbers and
/// names the source has; no level that the article asked for.
[[nodiscard]] Findings check_score(const Score& score, const SourceText& source,
                                   std::span<const Term> terms = {});

/// One to three sentences in 敬体 that mark what is inferred; no number or name the source lacks.
[[nodiscard]] Findings check_analysis(const Analysis& analysis, const SourceText& source,
                                      std::span<const Term> terms = {});

/// Everything a summary says, one line each: what OutputCheck looks at.
[[nodiscard]] std::string all_text(const Summary& summary);
[[nodiscard]] std::string all_text(const Score& score);
[[nodiscard]] std::string all_text(const Analysis& analysis);

}  // namespace ainews::pipeline
