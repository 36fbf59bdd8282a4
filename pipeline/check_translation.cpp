#include "pipeline/check_translation.h"

#include <algorithm>

#include "pipeline/boilerplate.h"
#include "pipeline/check_language.h"
#include "pipeline/check_numbers.h"
#include "pipeline/check_register.h"
#include "pipeline/marked_text.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

Findings left_out(const UnitSource& source) {
    if (looks_like_boilerplate(without_marks(source.text))) return {};
    return {{"除外してよい段落ではない。省略せずに訳す"}};
}

}  // namespace

Findings check_unit(std::string_view text, const UnitSource& source, const OutputCheck& output,
                    std::string_view mark) {
    if (text::trim(text) == kLeftOut) return left_out(source);
    if (text::trim(text).empty()) return {{"訳文が空"}};
    if (text.find(kLeftOut) != std::string_view::npos) return {{"訳文に除外の印が混ざっている"}};
    Findings findings;
    if (const std::string why = not_japanese(text, source.text); !why.empty())
        findings.push_back({why});
    if (const std::string why = bad_length_ratio(text, source.text, source.language); !why.empty())
        findings.push_back({why});
    for (const std::string& number :
         ungrounded_numbers(without_marks(text), without_marks(source.text), source.published))
        findings.push_back({"数値 " + number + " が原文にない"});
    const bool by_line = source.kind == BlockKind::List || source.kind == BlockKind::Table;
    if (by_line && std::ranges::count(text, '\n') != std::ranges::count(source.text, '\n'))
        findings.push_back({"行の数が原文と違う"});
    if (source.kind == BlockKind::Table &&
        std::ranges::count(text, '\t') != std::ranges::count(source.text, '\t'))
        findings.push_back({"表の列の数が原文と違う"});
    for (std::string& leak : output(text, mark, source.text)) findings.push_back({std::move(leak)});
    if (std::string marks = mark_difference(text, source.text); !marks.empty())
        findings.push_back({std::move(marks), false});
    for (const std::string& sentence : polite_sentences(text))
        findings.push_back({"敬体の文がある「" + text::truncate(sentence, 20) + "」", false});
    return findings;
}

}  // namespace ainews::pipeline
