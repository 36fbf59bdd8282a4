#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/check_names.h"
#include "pipeline/check_output.h"
#include "pipeline/finding.h"
#include "pipeline/llm_stage.h"
#include "pipeline/prompt_set.h"
#include "pipeline/source_text.h"
#include "pipeline/translation_units.h"

namespace ainews::pipeline {

/// A unit of a translation reply, tidied, and what is wrong with it.
struct JudgedUnit {
    std::string text;  ///< in marked form; empty where the reply does not have it
    Findings findings;
};

/// What a whole translation reply comes to.
struct JudgedTranslation {
    Findings whole;                            ///< of no unit in particular
    std::map<std::int64_t, JudgedUnit> units;  ///< every unit that was asked for
};

/// Judges what a model answered: shape first, then every gate of its stage. The one place where
/// stages and the editorial test set get their verdicts. Immutable and thread-safe.
class Judge {
public:
    explicit Judge(const PromptSet& prompts, TermLookup terms = {});

    /// `reply` is the answer as the model wrote it, `mark` the fence's mark of the question.
    [[nodiscard]] Findings summary(std::string_view reply, std::string_view mark,
                                   const SourceText& source) const;
    [[nodiscard]] Findings score(std::string_view reply, std::string_view mark,
                                 const SourceText& source) const;
    [[nodiscard]] Findings analysis(std::string_view reply, std::string_view mark,
                                    const SourceText& source) const;
    /// `asked`: the units of the question; their `block` indexes `blocks`. `names`: those of
    /// source.named(), where several answers about one source share them.
    [[nodiscard]] JudgedTranslation translation(std::string_view reply, std::string_view mark,
                                                std::span<const TranslationUnit* const> asked,
                                                std::span<const Block> blocks,
                                                const SourceText& source,
                                                std::shared_ptr<const KnownNames> names = {}) const;

private:
    [[nodiscard]] std::vector<Term> terms_of(std::string_view text) const;

    OutputCheck output_;
    TermLookup terms_;
};

}  // namespace ainews::pipeline
