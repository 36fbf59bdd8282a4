#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/item.h"
#include "pipeline/finding.h"
#include "pipeline/llm_client.h"
#include "pipeline/prompt_set.h"
#include "tests/editorial/case_set.h"

/// A model put to the editorial test set: the real stages ask it about every source text, and the
/// checks say how its answers fare. Nothing is stored.
namespace ainews::editorial {

/// How often one stage, or one gate, was content.
struct Fate {
    int first = 0;     ///< with the first answer
    int reasked = 0;   ///< with the answer to a re-ask
    int degraded = 0;  ///< with none
    std::int64_t tokens_in = 0;
    std::int64_t tokens_out = 0;
    MicroUsd cost = 0;
    bool unpriced = false;  ///< some answer had no known price: `cost` is too low
    [[nodiscard]] int all() const noexcept { return first + reasked + degraded; }
};

struct Evaluation {
    /// Per stage; tokens and cost of all its answers.
    std::map<std::string, Fate> stages;
    /// Per gate, over the runs of stages that have it; tokens and cost of the re-asks of runs
    /// whose first answer it refused.
    std::map<pipeline::Gate, Fate> gates;
    /// "case stage: finding" of every run that ended degraded or in an error.
    std::vector<std::string> complaints;
    /// Why the endpoint could not be asked any further; empty: the whole set was gone through.
    std::string stopped;
};

/// Puts every case to the model: summarize, score, analyze, and translate where the text is not
/// Japanese. Stops at the first error that would hit every other question too (refused key, budget,
/// endpoint gone).
[[nodiscard]] Evaluation evaluate(std::span<const Case> cases, pipeline::LlmClient& client,
                                  std::shared_ptr<const pipeline::PromptSet> prompts,
                                  const Clock& clock);

/// Both tables and the complaints.
void print(std::ostream& out, const Evaluation& evaluation);

}  // namespace ainews::editorial
