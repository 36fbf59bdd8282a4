#include "pipeline/judge.h"

#include <algorithm>

#include "pipeline/answers.h"
#include "pipeline/check_injection.h"
#include "pipeline/check_language.h"
#include "pipeline/check_results.h"
#include "pipeline/check_terms.h"
#include "pipeline/check_translation.h"
#include "pipeline/japanese_style.h"

namespace ainews::pipeline {
namespace {

/// Whether some unit of the answer is in another language. Then a short one that reads as its
/// source, which could be a name that stays as it is, is more likely a heading that nobody
/// translated.
bool is_half_translated(std::span<const TranslationUnit* const> asked,
                        const TranslationReply& reply) {
    return std::ranges::any_of(asked, [&](const TranslationUnit* unit) {
        const auto found = reply.texts.find(unit->id);
        return found != reply.texts.end() && !not_japanese(found->second, unit->text).empty();
    });
}

}  // namespace

Judge::Judge(const PromptSet& prompts, TermLookup terms)
    : output_{prompts.text("common")}, terms_{std::move(terms)} {}

std::vector<Term> Judge::terms_of(std::string_view text) const {
    return terms_ ? terms_(text) : std::vector<Term>{};
}

Findings Judge::summary(std::string_view reply, std::string_view mark,
                        const SourceText& source) const {
    const auto summary = read_summary_answer(reply);
    if (!summary) return {{Gate::Schema, summary.error().message}};
    const std::vector<Term> terms = terms_of(source.title + "\n" + source.all);
    Findings findings = check_summary(*summary, source, terms);
    append(findings, check_entities(*summary, source, terms));
    append(findings, output_(all_text(*summary), mark, source.all));
    return findings;
}

Findings Judge::score(std::string_view reply, std::string_view mark,
                      const SourceText& source) const {
    const auto score = read_score_answer(reply);
    if (!score) return {{Gate::Schema, score.error().message}};
    Findings findings = check_score(*score, source, terms_of(source.title + "\n" + source.all));
    append(findings, output_(all_text(*score), mark, source.all));
    return findings;
}

Findings Judge::analysis(std::string_view reply, std::string_view mark,
                         const SourceText& source) const {
    const auto analysis = read_analysis_answer(reply);
    if (!analysis) return {{Gate::Schema, analysis.error().message}};
    Findings findings =
        check_analysis(*analysis, source, terms_of(source.title + "\n" + source.all));
    append(findings, output_(all_text(*analysis), mark, source.all));
    return findings;
}

JudgedTranslation Judge::translation(std::string_view text, std::string_view mark,
                                     std::span<const TranslationUnit* const> asked,
                                     std::span<const Block> blocks, const SourceText& source,
                                     std::shared_ptr<const KnownNames> names) const {
    JudgedTranslation judged;
    if (!names) names = std::make_shared<const KnownNames>(source.named());
    const TranslationReply reply = read_translation_reply(text);
    if (!reply.complete) judged.whole.push_back({Gate::Completeness, "[[end]] がない"});
    // An order in the article was followed where nothing but its answer came back.
    if (reply.texts.empty() && std::ranges::any_of(asked, [](const TranslationUnit* unit) {
            return addresses_a_model(unit->text);
        }))
        judged.whole.push_back({Gate::Injection, "資料中の指示への応答になっている。全段落を訳す"});
    const bool half_translated = is_half_translated(asked, reply);
    for (const TranslationUnit* unit : asked) {
        JudgedUnit& here = judged.units[unit->id];
        const auto found = reply.texts.find(unit->id);
        if (found == reply.texts.end()) {
            here.findings = {{Gate::Completeness, "段落が出力にない"}};
            continue;
        }
        here.text = tidy_japanese(found->second);
        const UnitSource against{unit->text,      blocks[unit->block].kind,
                                 source.language, source.published,
                                 names,           terms_of(unit->text)};
        here.findings = check_unit(here.text, against, output_, mark);
        if (half_translated && here.findings.empty() && here.text == unit->text)
            here.findings.push_back({Gate::Language, "原文のまま訳されていない"});
    }
    return judged;
}

}  // namespace ainews::pipeline
