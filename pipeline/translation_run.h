#pragma once

#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "pipeline/finding.h"
#include "pipeline/judge.h"
#include "pipeline/llm_stage.h"
#include "pipeline/source_text.h"
#include "pipeline/translation_units.h"

namespace ainews::pipeline {

/// What became of one unit.
struct UnitResult {
    std::string text;  ///< Japanese, in marked form; empty where it stays in the original
    bool left_out = false;
    Findings findings;  ///< of the text kept, or of the last one refused
};

/// The translation of one article while it is being made: asks chunk by chunk, re-asks for what is
/// missing or refused only, halves what does not fit. Lives for one Stage::run, on its thread.
class TranslationRun {
public:
    /// `input` has an extraction, in `language`.
    TranslationRun(const LlmStageParts& parts, const Judge& judge, const StageInput& input,
                   std::string language);

    /// Takes a translation that need not be asked for again; to be called before translate().
    void keep(std::int64_t unit, std::string text) { results_[unit].text = std::move(text); }

    /// Cancelled, or an error that parks the job; content that cannot be translated is no error.
    [[nodiscard]] Expected<void> translate(std::span<const TranslationUnit> units,
                                           std::stop_token stop);

    [[nodiscard]] const std::map<std::int64_t, UnitResult>& results() const noexcept {
        return results_;
    }
    [[nodiscard]] std::vector<AttemptNote>& attempts() noexcept { return attempts_; }

private:
    using Units = std::vector<const TranslationUnit*>;

    [[nodiscard]] Expected<void> chunk(int number, Units units, const std::stop_token& stop);
    /// `context`: what stands before, for its pronouns; may be empty.
    [[nodiscard]] Expected<void> ask(int number, int attempt, const Units& units,
                                     const std::string& context, const std::stop_token& stop);
    [[nodiscard]] Units still_open(const Units& units) const;
    void take(const Units& asked, const Answer& answer, AttemptNote& note);
    [[nodiscard]] std::string user_part(const Units& units, int attempt,
                                        const std::string& context) const;
    [[nodiscard]] std::string context_before(const TranslationUnit& unit) const;

    const LlmStageParts& parts_;
    const Judge& judge_;
    const StageInput& input_;
    SourceText source_;
    std::shared_ptr<const KnownNames> names_;  ///< of source_: taken from it once
    std::vector<const TranslationUnit*> order_;
    std::map<std::int64_t, UnitResult> results_;
    std::vector<AttemptNote> attempts_;
};

}  // namespace ainews::pipeline
