#include "pipeline/translation_run.h"

#include <algorithm>

#include "pipeline/check_translation.h"
#include "pipeline/token_estimate.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

constexpr std::size_t kContextUnits = 2;
constexpr std::size_t kContextCharactersMax =
    600;  // of one paragraph: what follows the pronouns' referents
constexpr std::size_t kFindingsShownMax = 6;

std::int64_t answer_tokens(const std::vector<const TranslationUnit*>& units) {
    std::int64_t tokens = 256;
    // English of N tokens becomes Japanese of about 2.1 N; the rest is room for tags and slips.
    for (const TranslationUnit* unit : units) tokens += estimate_tokens(unit->text) * 5 / 2 + 12;
    return tokens;
}

bool settled(const UnitResult& result) {
    return (!result.text.empty() || result.left_out) && result.findings.empty();
}

/// The last characters of a text: what a pronoun at the start of the next paragraph refers to.
std::string tail(std::string_view text, std::size_t count) {
    const std::size_t length = text::length(text);
    if (length <= count) return std::string{text};
    std::size_t pos = 0;
    for (std::size_t skip = length - count; skip > 0; --skip)
        static_cast<void>(text::next(text, pos));
    return "…" + std::string{text.substr(pos)};
}

}  // namespace

TranslationRun::TranslationRun(const LlmStageParts& parts, const Judge& judge,
                               const StageInput& input, std::string language)
    : parts_{parts},
      judge_{judge},
      input_{input},
      source_{source_text(input)},
      names_{std::make_shared<const KnownNames>(source_.named())} {
    source_.language = std::move(language);
}

Expected<void> TranslationRun::translate(std::span<const TranslationUnit> units,
                                         std::stop_token stop) {
    order_.clear();
    std::vector<TranslationUnit> wanted;
    for (const TranslationUnit& unit : units) {
        order_.push_back(&unit);
        if (!results_.contains(unit.id)) wanted.push_back(unit);
    }
    int number = 0;
    for (const Chunk& part : chunk_units(wanted)) {
        Units chunk_units;
        for (std::size_t i = part.first; i < part.last; ++i) chunk_units.push_back(&wanted[i]);
        if (auto done = chunk(number++, std::move(chunk_units), stop); !done) return done;
    }
    return {};
}

Expected<void> TranslationRun::chunk(int number, Units units, const std::stop_token& stop) {
    for (int attempt = 0; attempt <= kReasksMax && !units.empty(); ++attempt) {
        const std::string context = context_before(*units.front());
        auto asked = ask(number, attempt, units, context, stop);
        if (!asked && asked.error().kind == ErrorKind::TooLarge && units.size() > 1) {
            const auto middle = units.begin() + static_cast<std::ptrdiff_t>(units.size() / 2);
            if (auto first = chunk(number, {units.begin(), middle}, stop); !first) return first;
            return chunk(number, {middle, units.end()}, stop);
        }
        // A small model takes the paragraph alone rather than not at all.
        if (!asked && asked.error().kind == ErrorKind::TooLarge && !context.empty())
            asked = ask(number, attempt, units, {}, stop);
        const bool content = !asked && (asked.error().kind == ErrorKind::TooLarge ||
                                        asked.error().kind == ErrorKind::BadInput);
        if (!asked && !content && asked.error().kind != ErrorKind::Rejected) return asked;
        if (!asked) {
            AttemptNote note{.engine = "llm", .findings = {asked.error().message}};
            note.at = parts_.clock->now();
            attempts_.push_back(std::move(note));
            for (const TranslationUnit* unit : units)
                if (results_[unit->id].text.empty())
                    results_[unit->id].findings = {{Gate::Schema, asked.error().message}};
        }
        if (content) return {};  // no model takes this text: it stays in the original
        units = still_open(units);
    }
    return {};
}

Expected<void> TranslationRun::ask(int number, int attempt, const Units& units,
                                   const std::string& context, const std::stop_token& stop) {
    StageQuestion question{.stage = stage_names::kTranslate,
                           .chunk = number,
                           .user = user_part(units, attempt, context)};
    question.answer_tokens_max = answer_tokens(units);
    auto answer =
        parts_.client->ask(stage_question(parts_, input_, std::move(question)), attempt, stop);
    if (!answer) return tl::unexpected{std::move(answer).error()};
    AttemptNote note{.engine = "llm", .model = answer->model};
    note.at = parts_.clock->now();
    if (!answer->replayed) {
        note.tokens_in = answer->tokens_in;
        note.tokens_out = answer->tokens_out;
        note.cost = answer->cost;
    }
    take(units, *answer, note);
    note.accepted = note.findings.empty();
    // Kept even where some units must be asked again: what is good in it is never paid for twice.
    auto judged =
        parts_.client->judge(*answer, true, note.findings.empty() ? "" : note.findings.front());
    attempts_.push_back(std::move(note));
    return judged;
}

TranslationRun::Units TranslationRun::still_open(const Units& units) const {
    Units open;
    std::ranges::copy_if(units, std::back_inserter(open), [&](const TranslationUnit* unit) {
        const auto found = results_.find(unit->id);
        return found == results_.end() || !settled(found->second);
    });
    return open;
}

void TranslationRun::take(const Units& asked, const Answer& answer, AttemptNote& note) {
    JudgedTranslation judged = judge_.translation(answer.text, answer.mark, asked,
                                                  input_.extraction->blocks, source_, names_);
    for (Finding& finding : judged.whole) note.findings.push_back(std::move(finding.text));
    for (const TranslationUnit* unit : asked) {
        UnitResult& result = results_[unit->id];
        auto& [text, findings] = judged.units[unit->id];
        for (const Finding& finding : findings)
            note.findings.push_back("p" + std::to_string(unit->id) + ": " + finding.text);
        const bool had_text = !result.text.empty();  // an earlier answer with soft findings only
        if (any_hard(findings)) {
            if (!had_text) result.findings = std::move(findings);
            continue;
        }
        if (had_text && findings.size() >= result.findings.size()) continue;
        result.left_out = text == kLeftOut;
        result.text = result.left_out ? std::string{} : std::move(text);
        result.findings = std::move(findings);
    }
}

std::string TranslationRun::user_part(const Units& units, int attempt,
                                      const std::string& context) const {
    std::string source;
    std::string body;
    for (const TranslationUnit* unit : units) {
        source += unit->text + "\n";
        body += "[[p" + std::to_string(unit->id) + "]] " + unit->text + "\n";
    }
    std::string user = terms_part(parts_, source) + context;
    if (attempt > 0) {
        user += "前の出力は次の検査に通らなかった。次の段落だけを、指摘を直して訳し直す。\n";
        for (const TranslationUnit* unit : units) {
            const auto found = results_.find(unit->id);
            if (found == results_.end()) continue;
            std::size_t shown = 0;
            for (const Finding& finding : found->second.findings)
                if (shown++ < kFindingsShownMax)
                    user += "- p" + std::to_string(unit->id) + ": " + finding.text + "\n";
        }
        user += "\n";
    }
    return user + fenced(body);
}

std::string TranslationRun::context_before(const TranslationUnit& unit) const {
    const auto at =
        std::ranges::find(order_, unit.id, [](const TranslationUnit* u) { return u->id; });
    const auto index = static_cast<std::size_t>(at - order_.begin());
    const std::size_t first = index > kContextUnits ? index - kContextUnits : 0;
    std::string lines;
    for (std::size_t i = first; i < index; ++i) {
        const auto found = results_.find(order_[i]->id);
        if (found == results_.end() || found->second.text.empty()) continue;
        lines += "原文: " + tail(without_marks(order_[i]->text), kContextCharactersMax) +
                 "\n訳文: " + tail(without_marks(found->second.text), kContextCharactersMax) + "\n";
    }
    if (lines.empty()) return {};
    return "前の文脈(資料の一部。訳さない):\n" + lines + "\n";
}

}  // namespace ainews::pipeline
