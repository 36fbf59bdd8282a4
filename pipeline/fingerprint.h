#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/llm_stage.h"
#include "pipeline/stage.h"

namespace ainews::pipeline {

/// What a stage's results depend on beside the article, as configured today.
struct StageMaker {
    std::string stage;
    std::string prompt;  ///< version of its prompt files; of a command: the command line
    std::string model;   ///< the first configured model; empty for other engines
    TermLookup terms;    ///< empty function: the engine gets no glossary
};

/// What a result was made from, for Provenance::input_hash: four parts of 8 hexadecimal digits with
/// dots between them: prompt, model, injected terms, input. The first two are the maker.
[[nodiscard]] std::string fingerprint(const StageMaker& maker, const StageInput& input);
/// The first 17 characters of every fingerprint of this maker.
[[nodiscard]] std::string maker_part(const StageMaker& maker);

/// Which parts differ: "prompt", "model", "terms", "input". Nothing where `stored` is no
/// fingerprint: of a result that an earlier version made nobody can tell.
[[nodiscard]] std::vector<std::string> differences(std::string_view stored, std::string_view today);

}  // namespace ainews::pipeline
