#include "pipeline/command_stage.h"

#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "core/json_text.h"
#include "core/results_json.h"
#include "core/sha256.h"
#include "pipeline/article_text.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

using nlohmann::json;

constexpr std::size_t kFindingsMax = 50;
constexpr std::size_t kFindingLengthMax = 300;

json item_json(const WorkItem& item) {
    json out{{"id", item.id},
             {"url", item.url},
             {"source", item.source},
             {"title", item.title},
             {"authors", item.authors},
             {"language", item.language},
             {"published", item.published ? json(to_rfc3339(*item.published)) : json(nullptr)},
             {"first_seen", to_rfc3339(item.first_seen)}};
    out["summary_html"] = item.entry.summary_html ? json(*item.entry.summary_html) : json(nullptr);
    out["content_html"] = item.entry.content_html ? json(*item.entry.content_html) : json(nullptr);
    return out;
}

std::string input_json(const std::string& stage, const StageInput& input) {
    json out{{"stage", stage}, {"item", item_json(input.item)}, {"results", json::object()}};
    for (const auto& [name, text] : input.item.results)
        if (json result = json::parse(text, nullptr, false); !result.is_discarded())
            out["results"][name] = std::move(result);
    return dump(out);
}

/// The result in our stored form; what is wrong with it is the program's to mend.
template <typename T>
Expected<std::string> in_our_form(const Expected<T>& value) {
    if (!value) return fail(ErrorKind::Rejected, "the command's result: " + value.error().message);
    return dump(to_json(*value));
}

Expected<std::string> checked_result(const std::string& stage, const std::string& result) {
    if (stage == stage_names::kSummarize) return in_our_form(summary_from_json(result));
    if (stage == stage_names::kScore) return in_our_form(score_from_json(result));
    if (stage == stage_names::kTranslate) return in_our_form(translation_from_json(result));
    if (stage == stage_names::kAnalyze) return in_our_form(analysis_from_json(result));
    return fail(ErrorKind::BadInput, "a command cannot do the stage " + stage);
}

/// Blocks bounded and numbered as our own extraction's, and the facts drawn from them.
Expected<StageOutput> extraction_output(const std::string& result) {
    auto extraction = extraction_from_json(result);
    if (!extraction)
        return fail(ErrorKind::Rejected, "the command's result: " + extraction.error().message);
    extraction->blocks = clean_blocks(std::move(extraction->blocks)).blocks;
    if (extraction->reading_minutes < 1)
        extraction->reading_minutes = reading_minutes(extraction->blocks, extraction->language);
    StageOutput out;
    out.facts = extract_facts(*extraction);
    out.result_json = dump(to_json(*extraction));
    return out;
}

std::vector<std::string> findings_of(const json& answer) {
    std::vector<std::string> findings;
    const auto found = answer.find("findings");
    if (found == answer.end() || !found->is_array()) return findings;
    for (const json& finding : *found)
        if (finding.is_string() && findings.size() < kFindingsMax)
            findings.push_back(text::truncate(
                text::collapse_space(text::clean_utf8(finding.get_ref<const std::string&>())),
                kFindingLengthMax));
    return findings;
}

class CommandStage final : public Stage {
public:
    CommandStage(std::string stage, Clock& clock, CommandSpec command, StageGate gate)
        : stage_{std::move(stage)},
          clock_{clock},
          command_{std::move(command)},
          gate_{std::move(gate)} {}

    [[nodiscard]] std::string_view name() const noexcept override { return stage_; }

    [[nodiscard]] Expected<StageOutput> run(const StageInput& input,
                                            std::stop_token stop) const override {
        if (std::string why = gate_ ? gate_(input) : std::string{}; !why.empty()) {
            StageOutput out;
            out.not_needed = true;
            out.findings = {std::move(why)};
            return out;
        }
        const std::string asked = input_json(stage_, input);
        auto answered = run_command(clock_, command_, asked, std::move(stop));
        if (!answered) return tl::unexpected{std::move(answered).error()};
        const json answer = json::parse(*answered, nullptr, false);
        if (!answer.is_object())
            return fail(ErrorKind::Rejected, "the command's output is no JSON object");
        auto out = output_of(answer);
        if (!out) return out;
        out->findings = findings_of(answer);
        out->provenance.engine = "command";
        if (const auto model = answer.find("model"); model != answer.end() && model->is_string())
            out->provenance.model =
                text::truncate(text::clean_utf8(model->get_ref<const std::string&>()), 100);
        out->provenance.input_hash = sha256_hex(asked);
        return out;
    }

private:
    [[nodiscard]] Expected<StageOutput> output_of(const json& answer) const {
        const auto result = answer.find("result");
        if (result == answer.end() || result->is_null()) {
            StageOutput out;
            out.not_needed = true;
            return out;
        }
        if (stage_ == stage_names::kExtract) return extraction_output(dump(*result));
        auto text = checked_result(stage_, dump(*result));
        if (!text) return tl::unexpected{std::move(text).error()};
        StageOutput out;
        out.result_json = *std::move(text);
        return out;
    }

    std::string stage_;
    Clock& clock_;
    CommandSpec command_;
    StageGate gate_;
};

}  // namespace

std::unique_ptr<Stage> make_command_stage(std::string stage, Clock& clock, CommandSpec command,
                                          StageGate gate) {
    return std::make_unique<CommandStage>(std::move(stage), clock, std::move(command),
                                          std::move(gate));
}

}  // namespace ainews::pipeline
