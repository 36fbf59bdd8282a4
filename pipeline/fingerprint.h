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
    std::string prompt;             ///< version of its prompt files; of a command: the command line
    std::string model;              ///< the first configured model; empty for other engines
    TermLookup terms;               ///< empty function: the engine gets no glossary
    std::string parts_prompt = {};  ///< version of the prompt that long articles are read with
};

/// What a result was made from, for Provenance::input_hash: four parts of 8 hexadecimal digits with
/// dots between them: prompt, model, injected terms, input. The first two are the maker.
[[nodiscard]] std::string fingerprint(const StageMaker& maker, const StageInput& input);
/// The first 17 characters of every fingerprint of this maker.
[[nodiscard]] std::string maker_part(const StageMaker& maker);

/// Provenance::prompt_version of a result whose article was read in parts first: "PROMPT+PARTS".
/// Only such results hang on the second: whether an article is read in parts is decided by the
/// model's context, which nobody can tell from the article.
[[nodiscard]] std::string in_parts_version(std::string_view prompt, std::string_view parts);

/// What of a finished result would be another one today, as differences() names it.
[[nodiscard]] std::vector<std::string> stale_parts(const Provenance& made, const StageMaker& maker,
                                                   const StageInput& input);

/// Which parts differ: "prompt", "model", "terms", "input". Nothing where `stored` is no
/// fingerprint: of a result that an earlier version made nobody can tell.
[[nodiscard]] std::vector<std::string> differences(std::string_view stored, std::string_view today);

}  // namespace ainews::pipeline
