#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "pipeline/llm_client.h"
#include "pipeline/prompt_set.h"
#include "pipeline/source_text.h"
#include "pipeline/stage.h"
#include "pipeline/term.h"

namespace ainews::pipeline {

class CondenseTurns;

/// What every stage that asks a model is built from. The references outlive the stage.
struct LlmStageParts {
    LlmClient* client = nullptr;
    std::shared_ptr<const PromptSet> prompts;
    TermLookup terms;
    const Clock* clock = nullptr;
    std::string maker;  ///< of what the stage makes: maker_part() in fingerprint.h
    std::shared_ptr<CondenseTurns> turns = nullptr;  ///< shared by all stages; null: no turns
};

/// One question of a stage, before the shared parts are put around it.
struct StageQuestion {
    std::string_view stage;
    int chunk = 0;
    std::string user;
    std::string_view schema;  ///< empty: plain text
    std::int64_t answer_tokens_max = 2048;
    CallPurpose purpose = CallPurpose::Item;
};

/// What came of asking: the last answer, or why there is none that can be read.
struct AskedAnswer {
    std::optional<Answer> answer;
    std::vector<std::string> findings;  ///< why there is no answer; else what the checks still say
    std::vector<AttemptNote> attempts;
    bool too_large = false;  ///< no answer, because the question or the answer did not fit
};

/// The same for a question about the whole article.
struct AskedAboutSource {
    AskedAnswer asked;
    std::string user;       ///< what was asked
    bool in_parts = false;  ///< the article was condensed first
    bool cut = false;       ///< something of the article was not read, even in parts
};

/// Builds the whole question of a stage.
[[nodiscard]] Question stage_question(const LlmStageParts& parts, const StageInput& input,
                                      StageQuestion question);

/// Asks with re-asks. Content that no model takes (Rejected, BadInput, TooLarge) is no error here
/// but an AskedAnswer without an answer; every other error is passed on.
[[nodiscard]] Expected<AskedAnswer> ask_stage(const LlmStageParts& parts, const StageInput& input,
                                              StageQuestion question, const Check& check,
                                              std::stop_token stop);

/// Asks about the article: `question.user` and then the fenced source. An article beyond
/// kQuestionCharactersMax, or beyond what the model takes, is read in parts first and the question
/// is asked about their main points, which keep the numbers of the original's blocks. Parts are
/// made smaller twice at most.
[[nodiscard]] Expected<AskedAboutSource> ask_about_source(const LlmStageParts& parts,
                                                          const StageInput& input,
                                                          StageQuestion question,
                                                          const SourceText& source,
                                                          const Check& check, std::stop_token stop);

/// "用語表:" with the terms that `text` holds, one a line; empty where it holds none.
[[nodiscard]] std::string terms_part(const LlmStageParts& parts, std::string_view text);

/// Provenance of a result made by a model: tokens and cost summed over all attempts.
[[nodiscard]] Provenance llm_provenance(const LlmStageParts& parts, std::string_view stage,
                                        std::string_view input,
                                        const std::vector<AttemptNote>& attempts);
/// The same for a question about the whole article. Where it was read in parts, the version of
/// condense.md stands behind that of the stage's prompt: see stale_parts() in fingerprint.h.
[[nodiscard]] Provenance llm_provenance(const LlmStageParts& parts, std::string_view stage,
                                        const AskedAboutSource& about,
                                        const std::vector<AttemptNote>& attempts);

}  // namespace ainews::pipeline
