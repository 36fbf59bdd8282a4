#include "pipeline/summarize_stage.h"

#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"
#include "core/sha256.h"
#include "pipeline/answers.h"
#include "pipeline/check_results.h"
#include "pipeline/extractive_summary.h"
#include "pipeline/judge.h"
#include "pipeline/source_text.h"

namespace ainews::pipeline {
namespace {

constexpr std::int64_t kSummaryTokensMax = 2500;

StageOutput nothing_to_summarize() {
    StageOutput out;
    out.not_needed = true;
    out.findings = {"本文も題もない"};
    return out;
}

class LlmSummarize final : public Stage {
public:
    explicit LlmSummarize(LlmStageParts parts)
        : parts_{std::move(parts)},
          topics_{parse_topics(parts_.prompts->text("topics"))},
          judge_{*parts_.prompts, parts_.terms} {
        for (const Topic& topic : topics_)
            topic_table_ += (topic_table_.empty() ? "" : "、") + topic.name;
    }

    [[nodiscard]] std::string_view name() const noexcept override {
        return stage_names::kSummarize;
    }

    [[nodiscard]] Expected<StageOutput> run(const StageInput& input,
                                            std::stop_token stop) const override {
        const SourceText source = source_text(input);
        if (source.blocks.empty() && source.title.empty()) return nothing_to_summarize();
        StageQuestion question{
            .stage = name(), .schema = summary_schema(), .answer_tokens_max = kSummaryTokensMax};
        question.user = terms_part(parts_, source.title + "\n" + source.all) +
                        "topics の候補表: " + topic_table_ + "\n\n";
        const auto check = [&](const Answer& answer) {
            return texts(judge_.summary(answer.text, answer.mark, source));
        };
        auto about =
            ask_about_source(parts_, input, std::move(question), source, check, std::move(stop));
        if (!about) return tl::unexpected{std::move(about).error()};
        StageOutput out = result_of(about->asked, source);
        out.attempts = std::move(about->asked.attempts);
        out.provenance = llm_provenance(parts_, name(), *about, out.attempts);
        return out;
    }

private:
    /// The answer where nothing hard stands against it; else sentences of the original.
    StageOutput result_of(const AskedAnswer& asked, const SourceText& source) const {
        StageOutput out;
        out.findings = asked.findings;
        if (asked.answer &&
            !any_hard(judge_.summary(asked.answer->text, asked.answer->mark, source))) {
            Summary summary = *read_summary_answer(asked.answer->text);
            drop_unfounded_entities(summary, source);
            out.result_json = dump(to_json(summary));
            return out;
        }
        out.findings.emplace_back("要約が検査に通らないため、原文からの抽出で代えた");
        out.result_json = dump(to_json(extractive_summary(source, topics_)));
        return out;
    }

    LlmStageParts parts_;
    std::vector<Topic> topics_;
    std::string topic_table_;
    Judge judge_;
};

class BuiltinSummarize final : public Stage {
public:
    explicit BuiltinSummarize(std::vector<Topic> topics) : topics_{std::move(topics)} {}

    [[nodiscard]] std::string_view name() const noexcept override {
        return stage_names::kSummarize;
    }

    [[nodiscard]] Expected<StageOutput> run(const StageInput& input,
                                            std::stop_token stop) const override {
        if (stop.stop_requested()) return fail(ErrorKind::Cancelled, "stopped");
        const SourceText source = source_text(input);
        if (source.blocks.empty() && source.title.empty()) return nothing_to_summarize();
        StageOutput out;
        out.result_json = dump(to_json(extractive_summary(source, topics_)));
        out.provenance.engine = "builtin";
        out.provenance.input_hash =
            sha256_hex("summarize/builtin\n" + source.title + "\n" + source.all);
        return out;
    }

private:
    std::vector<Topic> topics_;
};

}  // namespace

std::unique_ptr<Stage> make_llm_summarize(LlmStageParts parts) {
    return std::make_unique<LlmSummarize>(std::move(parts));
}

std::unique_ptr<Stage> make_builtin_summarize(std::vector<Topic> topics) {
    return std::make_unique<BuiltinSummarize>(std::move(topics));
}

}  // namespace ainews::pipeline
