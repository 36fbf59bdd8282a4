#include "pipeline/score_stage.h"

#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "core/json_text.h"
#include "core/results_json.h"
#include "pipeline/answers.h"
#include "pipeline/judge.h"
#include "pipeline/marked_text.h"
#include "pipeline/source_text.h"

namespace ainews::pipeline {
namespace {

constexpr std::int64_t kScoreTokensMax = 1500;

class LlmScore final : public Stage {
public:
    explicit LlmScore(LlmStageParts parts)
        : parts_{std::move(parts)}, judge_{*parts_.prompts, parts_.terms} {}

    [[nodiscard]] std::string_view name() const noexcept override { return stage_names::kScore; }

    [[nodiscard]] Expected<StageOutput> run(const StageInput& input,
                                            std::stop_token stop) const override {
        const SourceText source = source_text(input);
        StageOutput out;
        if (source.blocks.empty()) {
            out.not_needed = true;
            out.findings = {"本文がない"};
            return out;
        }
        StageQuestion question{.stage = name(),
                               .user = origin(input, source),
                               .schema = score_schema(),
                               .answer_tokens_max = kScoreTokensMax};
        const auto check = [&](const Answer& answer) {
            return texts(judge_.score(answer.text, answer.mark, source));
        };
        auto about =
            ask_about_source(parts_, input, std::move(question), source, check, std::move(stop));
        if (!about) return tl::unexpected{std::move(about).error()};
        const AskedAnswer& asked = about->asked;
        out.findings = asked.findings;
        if (asked.answer && !any_hard(judge_.score(asked.answer->text, asked.answer->mark, source)))
            out.result_json = dump(to_json(*read_score_answer(asked.answer->text)));
        else
            out.findings.emplace_back("評価が検査に通らないため、重要度を示さない");
        out.attempts = asked.attempts;
        out.provenance = llm_provenance(parts_, name(), *about, out.attempts);
        return out;
    }

private:
    static std::string origin(const StageInput& input, const SourceText& source) {
        std::string text = "媒体: " + as_data(input.item.source) + "\n";
        if (source.published) text += "発行: " + to_rfc3339(*source.published).substr(0, 10) + "\n";
        return text + "\n";
    }

    LlmStageParts parts_;
    Judge judge_;
};

}  // namespace

std::unique_ptr<Stage> make_llm_score(LlmStageParts parts) {
    return std::make_unique<LlmScore>(std::move(parts));
}

}  // namespace ainews::pipeline
