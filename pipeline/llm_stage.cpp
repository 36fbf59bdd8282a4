#include "pipeline/llm_stage.h"

#include "core/sha256.h"
#include "pipeline/marked_text.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

constexpr std::size_t kTermsMax = 60;  // a question names no more terms than this
/// What of an article is sent: all that a question may hold; then what a local model with a context
/// of 8,192 tokens takes; then what one of 4,096 does.
constexpr std::size_t kExcerpts[] = {kQuestionCharactersMax, 16'000, 5'000};

}  // namespace

Question stage_question(const LlmStageParts& parts, const StageInput& input,
                        StageQuestion question) {
    Question asked;
    asked.item = input.item.id;
    asked.stage = std::string{question.stage};
    asked.chunk = question.chunk;
    asked.system = parts.prompts->system(question.stage);
    asked.user = std::move(question.user);
    asked.schema_json = std::string{question.schema};
    if (!question.schema.empty()) asked.schema_name = asked.stage;
    asked.prompt_version = parts.prompts->version(question.stage);
    asked.answer_tokens_max = question.answer_tokens_max;
    asked.purpose = question.purpose;
    return asked;
}

Expected<AskedAnswer> ask_stage(const LlmStageParts& parts, const StageInput& input,
                                StageQuestion question, const Check& check, std::stop_token stop) {
    const Question asked = stage_question(parts, input, std::move(question));
    auto checked =
        ask_checked(*parts.client, asked, check, parts.prompts->text("reask"), std::move(stop));
    AskedAnswer out;
    if (!checked) {
        const ErrorKind kind = checked.error().kind;
        if (kind != ErrorKind::Rejected && kind != ErrorKind::BadInput &&
            kind != ErrorKind::TooLarge)
            return tl::unexpected{std::move(checked).error()};
        AttemptNote note{.engine = "llm", .findings = {checked.error().message}};
        note.at = parts.clock->now();
        out.findings = {checked.error().message};
        out.too_large = kind == ErrorKind::TooLarge;
        out.attempts.push_back(std::move(note));
        return out;
    }
    out.findings = std::move(checked->findings);
    out.attempts = std::move(checked->attempts);
    for (AttemptNote& note : out.attempts)
        if (note.at == TimePoint{}) note.at = parts.clock->now();
    out.answer = std::move(checked->answer);
    return out;
}

Expected<AskedAboutSource> ask_about_source(const LlmStageParts& parts, const StageInput& input,
                                            StageQuestion question, const SourceText& source,
                                            const Check& check, std::stop_token stop) {
    AskedAboutSource out;
    const std::string prefix = std::move(question.user);
    std::vector<AttemptNote> attempts;
    std::size_t sent = 0;
    for (const std::size_t characters_max : kExcerpts) {
        FencedSource fence = fenced_source(source, characters_max);
        if (fence.text.size() == sent) continue;  // the same question would not fit either
        sent = fence.text.size();
        out.cut = fence.cut;
        out.user = prefix + fence.text;
        question.user = out.user;
        auto asked = ask_stage(parts, input, question, check, stop);
        if (!asked) return tl::unexpected{std::move(asked).error()};
        out.asked = *std::move(asked);
        attempts.insert(attempts.end(), out.asked.attempts.begin(), out.asked.attempts.end());
        if (!out.asked.too_large) break;
    }
    out.asked.attempts = std::move(attempts);
    note_cut(out.asked.findings, out.cut);
    return out;
}

std::string terms_part(const LlmStageParts& parts, std::string_view text) {
    if (!parts.terms) return {};
    std::vector<Term> terms = parts.terms(text);
    if (terms.empty()) return {};
    if (terms.size() > kTermsMax) terms.resize(kTermsMax);
    std::string out = "用語表:\n";
    for (const Term& term : terms)
        out += "- " + as_data(term.source) + " → " + term.japanese + "\n";
    return out + "\n";
}

Provenance llm_provenance(const LlmStageParts& parts, std::string_view stage,
                          std::string_view input, const std::vector<AttemptNote>& attempts) {
    Provenance made;
    made.engine = "llm";
    made.prompt_version = parts.prompts->version(stage);
    made.input_hash =
        sha256_hex(std::string{stage} + '\0' + made.prompt_version + '\0' + std::string{input});
    for (const AttemptNote& note : attempts) {
        if (!note.model.empty()) made.model = note.model;
        made.tokens_in += note.tokens_in;
        made.tokens_out += note.tokens_out;
        if (note.cost) made.cost = made.cost.value_or(0) + *note.cost;
    }
    return made;
}

void note_cut(std::vector<std::string>& findings, bool cut) {
    if (cut) findings.emplace_back("本文が長いため、冒頭と末尾だけを資料にした");
}

}  // namespace ainews::pipeline
