#include "pipeline/llm_stage.h"

#include <algorithm>

#include "core/sha256.h"
#include "pipeline/condense.h"
#include "pipeline/fingerprint.h"
#include "pipeline/marked_text.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

constexpr std::size_t kTermsMax = 60;  // a question names no more terms than this
/// How much of an article goes into one question, in estimated tokens: what 60,000 characters of
/// English are; then what a local model with a context of 8,192 tokens takes; then what one of
/// 4,096 may.
constexpr std::int64_t kQuestionTokens[] = {17'000, 4'500, 1'400};
constexpr std::string_view kCondensedNote =
    "資料は、長い記事の要点を段落番号つきで書き出したもの。段落番号は元の記事のもの。\n\n";

bool fits_whole(const SourceText& source, std::int64_t tokens_max) {
    return tokens_max == kQuestionTokens[0] ? text::length(source.all) <= kQuestionCharactersMax
                                            : source_tokens(source) <= tokens_max;
}

/// The last resort where condensing could not make it short enough: as many characters as the
/// tokens stand for.
std::size_t characters_for(const SourceText& source, std::int64_t tokens_max) {
    const std::int64_t tokens = std::max<std::int64_t>(1, source_tokens(source));
    const auto length = static_cast<std::int64_t>(text::length(source.all));
    return static_cast<std::size_t>(std::max<std::int64_t>(1, length * tokens_max / tokens));
}

void append(std::vector<AttemptNote>& to, const std::vector<AttemptNote>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

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
    std::vector<std::string> findings;
    bool asked_whole = false;
    for (const std::int64_t tokens_max : kQuestionTokens) {
        const bool whole = fits_whole(source, tokens_max);
        if (whole && asked_whole) continue;  // the same question would not fit either
        asked_whole = asked_whole || whole;
        CondensedSource shown{source, {}, {}, false};
        if (!whole) {
            auto condensed = condense(parts, input, source, tokens_max, stop);
            if (!condensed) return tl::unexpected{std::move(condensed).error()};
            shown = *std::move(condensed);
            append(attempts, shown.attempts);
        }
        out.in_parts = !whole;
        out.asked.too_large = shown.too_large;
        if (shown.too_large) continue;
        const bool short_enough = whole || source_tokens(shown.source) <= tokens_max;
        const FencedSource fence =
            fenced_source(shown.source, short_enough ? kQuestionCharactersMax
                                                     : characters_for(shown.source, tokens_max));
        out.cut = fence.cut;
        findings = shown.findings;
        out.user = prefix + (whole ? "" : std::string{kCondensedNote}) + fence.text;
        question.user = out.user;
        auto asked = ask_stage(parts, input, question, check, stop);
        if (!asked) return tl::unexpected{std::move(asked).error()};
        out.asked = *std::move(asked);
        append(attempts, out.asked.attempts);
        if (!out.asked.too_large) break;
    }
    out.asked.attempts = std::move(attempts);
    if (out.asked.too_large && out.asked.findings.empty())
        out.asked.findings = {"本文が長く、モデルの文脈に入らない"};
    out.asked.findings.insert(out.asked.findings.end(), findings.begin(), findings.end());
    if (out.cut) out.asked.findings.emplace_back("本文が長いため、一部を資料にできなかった");
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

Provenance llm_provenance(const LlmStageParts& parts, std::string_view stage,
                          const AskedAboutSource& about, const std::vector<AttemptNote>& attempts) {
    Provenance made = llm_provenance(parts, stage, about.user, attempts);
    if (about.in_parts)
        made.prompt_version =
            in_parts_version(made.prompt_version, parts.prompts->version(kCondense));
    return made;
}

}  // namespace ainews::pipeline
