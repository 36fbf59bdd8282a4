#include "tests/editorial/case_set.h"

#include <toml++/toml.h>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "core/calendar.h"
#include "core/results_json.h"
#include "pipeline/answers.h"
#include "pipeline/extract_stage.h"
#include "pipeline/llm_json.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_http.h"
#include "text/terms.h"

namespace ainews::editorial {
namespace {

using pipeline::Findings;
using pipeline::Gate;

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what) {
    throw std::runtime_error{file.filename().string() + ": " + what};
}

std::string text_of(const toml::table& table, std::string_view key,
                    const std::filesystem::path& file) {
    const auto value = table[key].value<std::string>();
    if (!value || value->empty()) refuse(file, std::string{key} + " is missing");
    return *value;
}

CaseAnswer read_answer(const toml::table& table, const std::filesystem::path& file) {
    CaseAnswer answer;
    answer.stage = text_of(table, "stage", file);
    for (const std::string_view known : {"summarize", "score", "translate", "analyze", ""}) {
        if (known.empty()) refuse(file, "no stage is called " + answer.stage);
        if (answer.stage == known) break;
    }
    const auto good = table["good"].value<bool>();
    if (!good) refuse(file, "an answer does not say whether it is good");
    answer.good = *good;
    answer.text = table["text"].value<std::string>().value_or("");
    if (!answer.good) {
        answer.gate = pipeline::gate_from(text_of(table, "gate", file));
        if (!answer.gate) refuse(file, "no gate is called " + text_of(table, "gate", file));
    }
    return answer;
}

Case read_case(const std::filesystem::path& file) {
    toml::table table;
    try {
        table = toml::parse_file(file.string());
    } catch (const toml::parse_error& error) {
        refuse(file, "line " + std::to_string(error.source().begin.line) + ": " +
                         std::string{error.description()});
    }
    Case one;
    one.name = file.stem().string();
    one.title = text_of(table, "title", file);
    one.language = text_of(table, "language", file);
    one.kind = text_of(table, "kind", file);
    one.published = text_of(table, "published", file);
    one.note = text_of(table, "note", file);
    one.html = text_of(table, "html", file);
    if (const auto* traps = table["traps"].as_array())
        for (const auto& trap : *traps) one.traps.push_back(trap.value<std::string>().value_or(""));
    if (const auto* terms = table["glossary"].as_array())
        for (const auto& term : *terms) {
            const auto* pair = term.as_array();
            if (pair == nullptr || pair->size() != 2) refuse(file, "a glossary row is not a pair");
            one.glossary.emplace_back(pair->get(0)->value<std::string>().value_or(""),
                                      pair->get(1)->value<std::string>().value_or(""));
        }
    if (const auto* answers = table["answer"].as_array())
        for (const auto& answer : *answers)
            if (const auto* row = answer.as_table()) one.answers.push_back(read_answer(*row, file));
    if (one.answers.empty()) refuse(file, "has no answers");
    return one;
}

/// As the client does before a stage sees an answer: the object in it, conforming to the schema.
Expected<std::string> object_in(std::string_view reply, std::string_view schema) {
    const auto object = pipeline::find_json_object(reply);
    if (!object) return fail(ErrorKind::Rejected, "no JSON object");
    const auto violations = pipeline::schema_violations(nlohmann::json::parse(schema), *object);
    if (!violations.empty()) return fail(ErrorKind::Rejected, violations.front());
    return object->dump();
}

Findings judged_translation(const pipeline::Judge& judge, const pipeline::StageInput& input,
                            std::string_view reply, std::string_view mark,
                            std::string_view question) {
    const auto& blocks = input.extraction->blocks;
    std::vector<pipeline::MarkedText> marked;
    for (const Block& block : blocks) marked.push_back(pipeline::mark_block(block));
    const auto units = pipeline::translation_units(blocks, marked);
    std::vector<const pipeline::TranslationUnit*> asked;
    for (const auto& unit : units)
        if (question.empty() ||
            question.find("\n[[p" + std::to_string(unit.id) + "]] ") != std::string_view::npos)
            asked.push_back(&unit);
    auto verdict = judge.translation(reply, mark, asked, blocks, pipeline::source_text(input));
    Findings findings = std::move(verdict.whole);
    for (auto& [id, unit] : verdict.units)
        for (pipeline::Finding& finding : unit.findings) {
            finding.text.insert(0, "p" + std::to_string(id) + ": ");
            findings.push_back(std::move(finding));
        }
    return findings;
}

}  // namespace

std::vector<Case> load_cases(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        if (entry.path().extension() == ".toml") files.push_back(entry.path());
    std::ranges::sort(files);
    std::vector<Case> cases;
    for (const auto& file : files) cases.push_back(read_case(file));
    return cases;
}

pipeline::StageInput extracted(const Case& one) {
    const std::string url = "https://desk.example/" + one.name;
    testing::FakeHttp http;
    const auto published = from_rfc3339(one.published);
    testing::FakeClock clock{published.value_or(TimePoint{})};
    http.answer(url, 200,
                "<!doctype html><html lang=\"" + one.language +
                    "\"><head><meta charset=\"utf-8\"></head><body>" + one.html + "</body></html>",
                {{"content-type", "text/html; charset=utf-8"}});
    Source source;
    source.slug = "desk";
    source.text = TextMode::Page;
    pipeline::StageInput input;
    input.item.id = 1;
    input.item.url = url;
    input.item.source = source.slug;
    input.item.title = one.title;
    input.item.published = published;
    input.item.first_seen = clock.now();
    const auto out = pipeline::make_extract(http, clock, {source})->run(input, {});
    if (!out) throw std::runtime_error{one.name + ": " + out.error().message};
    input.item.results["extract"] = out->result_json;
    input.extraction = extraction_from_json(out->result_json).value();
    return input;
}

pipeline::TermLookup terms_of(const Case& one) {
    if (one.glossary.empty()) return {};
    std::vector<Term> terms;
    for (const auto& [source, japanese] : one.glossary)
        terms.push_back({{source}, japanese, {}, "term"});
    auto finder = std::make_shared<const text::TermFinder>(std::move(terms));
    return [finder](std::string_view text) {
        std::vector<pipeline::Term> found;
        for (const Term* term : finder->find(text))
            found.push_back({term->surfaces.front(), term->ja, term->surfaces, {}, term->kind});
        return found;
    };
}

Findings judged(const pipeline::Judge& judge, const pipeline::StageInput& input,
                std::string_view stage, std::string_view reply, std::string_view mark,
                std::string_view question) {
    if (stage == "translate") return judged_translation(judge, input, reply, mark, question);
    const auto schema = stage == "summarize" ? pipeline::summary_schema()
                        : stage == "score"   ? pipeline::score_schema()
                                             : pipeline::analysis_schema();
    const auto object = object_in(reply, schema);
    if (!object) return {{Gate::Schema, object.error().message}};
    const pipeline::SourceText source = pipeline::source_text(input);
    if (stage == "summarize") return judge.summary(*object, mark, source);
    if (stage == "score") return judge.score(*object, mark, source);
    return judge.analysis(*object, mark, source);
}

}  // namespace ainews::editorial
