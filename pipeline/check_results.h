#pragma once

#include <string>
#include <vector>

#include "core/results.h"
#include "pipeline/source_text.h"

/// Whether a result that has the right shape also says what the source says, in the right Japanese.
/// Pure; one finding each, in the model's language, because findings are sent back in a re-ask.
namespace ainews::pipeline {

/// Something that is wrong. After the last re-ask a soft finding is kept beside the result; a hard
/// one (not Japanese, a number from nowhere, no evidence) means that the result must not be shown.
struct Finding {
    std::string text;
    bool hard = true;
};
using Findings = std::vector<Finding>;

[[nodiscard]] bool any_hard(const Findings& findings) noexcept;
[[nodiscard]] std::vector<std::string> texts(const Findings& findings);

/// Exactly three key points on blocks that exist, lengths, Japanese, 常体, numbers of the source.
[[nodiscard]] Findings check_summary(const Summary& summary, const SourceText& source);

/// Entities whose `surface` does not occur in the source, letter for letter.
[[nodiscard]] Findings check_entities(const Summary& summary, const SourceText& source);
/// Drops those.
void drop_unfounded_entities(Summary& summary, const SourceText& source);

/// Four axes from 1 to 5 on blocks that exist, each with a reason in Japanese.
[[nodiscard]] Findings check_score(const Score& score, const SourceText& source);

/// One to three sentences in 敬体 that mark what is inferred; no number the source lacks.
[[nodiscard]] Findings check_analysis(const Analysis& analysis, const SourceText& source);

/// Everything a summary says, one line each: what OutputCheck looks at.
[[nodiscard]] std::string all_text(const Summary& summary);
[[nodiscard]] std::string all_text(const Score& score);
[[nodiscard]] std::string all_text(const Analysis& analysis);

}  // namespace ainews::pipeline
