#include "pipeline/check_translation.h"

#include <algorithm>

#include "pipeline/boilerplate.h"
#include "pipeline/check_direction.h"
#include "pipeline/check_hedges.h"
#include "pipeline/check_injection.h"
#include "pipeline/check_language.h"
#include "pipeline/check_names.h"
#include "pipeline/check_numbers.h"
#include "pipeline/check_register.h"
#include "pipeline/check_terms.h"
#include "pipeline/check_units.h"
#include "pipeline/marked_text.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

Findings left_out(const UnitSource& source) {
    if (looks_like_boilerplate(without_marks(source.text))) return {};
    return {{Gate::Dropped, "除外してよい段落ではない。省略せずに訳す"}};
}

void check_numbers(Findings& findings, std::string_view text, const UnitSource& source) {
    const std::string ours = without_marks(text);
    const std::string theirs = without_marks(source.text);
    for (const std::string& number : ungrounded_numbers(ours, theirs, source.published))
        findings.push_back({Gate::Numbers, "数値 " + number + " が原文にない"});
    for (const std::string& number : lost_numbers(ours, theirs))
        findings.push_back({Gate::Numbers, "原文の数値 " + number + " が訳文にない", false});
    for (const auto& look : {turned_directions, mistaken_units, mistaken_dates})
        for (std::string& mistake : look(ours, theirs))
            findings.push_back({Gate::Numbers, std::move(mistake), false});
}

/// Lines that begin with a bullet: the page sets its own.
std::size_t bullets(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view line = text.substr(at, text.find('\n', at) - at);
        count += line.starts_with("・") || line.starts_with("•") || line.starts_with("- ") ? 1 : 0;
        at += line.size() + 1;
    }
    return count;
}

/// Lines of lists, lines and cells of tables.
void check_lines(Findings& findings, std::string_view text, const UnitSource& source) {
    const bool by_line = source.kind == BlockKind::List || source.kind == BlockKind::Table;
    if (by_line && std::ranges::count(text, '\n') != std::ranges::count(source.text, '\n'))
        findings.push_back({Gate::Completeness, "行の数が原文と違う"});
    if (by_line && bullets(text) > bullets(source.text))
        findings.push_back({Gate::Style, "行頭に記号が足されている", false});
    const bool prose = source.kind == BlockKind::Paragraph || source.kind == BlockKind::Heading;
    if (prose && std::ranges::count(text, '\n') > std::ranges::count(source.text, '\n'))
        findings.push_back({addresses_a_model(source.text) ? Gate::Injection : Gate::Completeness,
                            "段落にない行が足されている", false});
    if (source.kind == BlockKind::Table &&
        std::ranges::count(text, '\t') != std::ranges::count(source.text, '\t'))
        findings.push_back({Gate::Completeness, "表の列の数が原文と違う"});
}

void check_soft_gates(Findings& findings, std::string_view text, const UnitSource& source) {
    const std::string ours = without_marks(text);
    const std::string theirs = without_marks(source.text);
    if (std::string marks = mark_difference(text, source.text); !marks.empty())
        findings.push_back({Gate::Links, std::move(marks), false});
    for (const std::string& sentence : polite_sentences(text))
        findings.push_back(
            {Gate::Register, "敬体の文がある「" + text::truncate(sentence, 20) + "」", false});
    for (const std::string& name :
         ungrounded_names(ours, source.article + "\n" + theirs, source.terms))
        findings.push_back({Gate::Names, "名前「" + name + "」が原文にない", false});
    append(findings, check_term_forms(ours, source.terms));
    append(findings, check_terms_used(ours, theirs, source.terms));
    append(findings, check_unit_hedges(ours, theirs));
    append(findings, check_unit_request(ours, theirs));
    if (source.kind == BlockKind::Heading && text::trim(text).ends_with("。"))
        findings.push_back({Gate::Style, "見出しが句点で終わっている", false});
}

}  // namespace

Findings check_unit(std::string_view text, const UnitSource& source, const OutputCheck& output,
                    std::string_view mark) {
    if (text::trim(text) == kLeftOut) return left_out(source);
    if (text::trim(text).empty()) return {{Gate::Completeness, "訳文が空"}};
    if (text.find(kLeftOut) != std::string_view::npos)
        return {{Gate::Dropped, "訳文に除外の印が混ざっている"}};
    Findings findings;
    if (const std::string why = not_japanese(text, source.text); !why.empty())
        findings.push_back({Gate::Language, why});
    if (const std::string why = bad_length_ratio(text, source.text, source.language); !why.empty())
        findings.push_back({Gate::Completeness, why});
    check_numbers(findings, text, source);
    check_lines(findings, text, source);
    append(findings, output(text, mark, source.text));
    check_soft_gates(findings, text, source);
    return findings;
}

}  // namespace ainews::pipeline
