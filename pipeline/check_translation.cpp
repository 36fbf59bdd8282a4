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
#include "pipeline/name_sounds.h"
#include "pipeline/number_words.h"
#include "text/segment.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

/// A translation of at least this length for each of the source's has hardly left out a sentence.
constexpr double kWholeRatio = 0.55;
/// A block of so many sentences is several paragraphs that its page did not part.
constexpr std::size_t kLongBlockSentences = 8;

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
    // A whole description in one block may be set in paragraphs.
    const bool paragraphs = text::sentences(source.text).size() >= kLongBlockSentences;
    if (prose && !paragraphs &&
        std::ranges::count(text, '\n') > std::ranges::count(source.text, '\n'))
        findings.push_back({addresses_a_model(source.text) ? Gate::Injection : Gate::Completeness,
                            "段落にない行が足されている", false});
    if (source.kind == BlockKind::Table &&
        std::ranges::count(text, '\t') != std::ranges::count(source.text, '\t'))
        findings.push_back({Gate::Completeness, "表の列の数が原文と違う"});
}

/// What a sentence names: Latin names and numbers in digits.
struct Named {
    std::vector<std::string> names;
    std::vector<FoundNumber> numbers;

    Named(std::string_view text, std::string_view language) : numbers{find_numbers(text)} {
        if (language != "de") names = latin_names(text);  // German nouns all have a capital
        std::erase_if(numbers, [](const FoundNumber& number) {
            return number.values.empty() || number.text.find_first_of("0123456789") != 0;
        });
    }
};

bool has_number(const std::vector<FoundNumber>& numbers, const FoundNumber& wanted) {
    return std::ranges::any_of(numbers, [&](const FoundNumber& one) {
        return std::ranges::any_of(one.values, [&](double value) {
            return std::ranges::find(wanted.values, value) != wanted.values.end();
        });
    });
}

bool has_name(std::string_view japanese, const std::vector<std::string>& katakana,
              const std::string& name) {
    return text::lower(japanese).find(text::lower(name)) != std::string::npos ||
           std::ranges::any_of(
               katakana, [&](const std::string& word) { return sounds_the_same(word, name); });
}

/// Days and months become dates: 「21日」.
bool is_day_name(const std::string& lower) {
    static constexpr std::string_view kDays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                                 "friday", "saturday", "sunday"};
    return is_month_name(lower) || std::ranges::find(kDays, lower) != std::end(kDays);
}

/// A sentence of the source of which the translation, a sentence shorter, has no name and no
/// figure. Names that begin a sentence or that another sentence has too prove nothing: they may be
/// common words, or 同社 by now.
std::string lost_sentence(std::string_view japanese, std::string_view source,
                          std::string_view language) {
    const std::vector<std::string> theirs = text::sentences(source);
    if (text::sentences(japanese).size() >= theirs.size()) return {};
    const bool long_enough = static_cast<double>(text::length(japanese)) >=
                             kWholeRatio * static_cast<double>(text::length(source));
    if (long_enough) return {};
    const std::vector<std::string> katakana = katakana_words(japanese);
    const std::vector<FoundNumber> numbers = find_numbers(japanese);
    for (std::size_t i = 0; i < theirs.size(); ++i) {
        Named named{theirs[i], language};
        std::string others;
        for (std::size_t k = 0; k < theirs.size(); ++k)
            if (k != i) others += theirs[k] + "\n";
        std::erase_if(named.names, [&](const std::string& name) {
            return text::trim(theirs[i]).starts_with(name) || is_day_name(text::lower(name)) ||
                   others.find(name) != std::string::npos;
        });
        const std::vector<FoundNumber> elsewhere = find_numbers(others);
        std::erase_if(named.numbers,
                      [&](const FoundNumber& one) { return has_number(elsewhere, one); });
        if (named.names.empty() && named.numbers.empty()) continue;
        const bool told =
            std::ranges::any_of(
                named.names,
                [&](const auto& name) { return has_name(japanese, katakana, name); }) ||
            std::ranges::any_of(named.numbers,
                                [&](const auto& one) { return has_number(numbers, one); });
        if (!told) return theirs[i];
    }
    return {};
}

void check_soft_gates(Findings& findings, std::string_view text, const UnitSource& source) {
    const std::string ours = without_marks(text);
    const std::string theirs = without_marks(source.text);
    if (std::string marks = mark_difference(text, source.text); !marks.empty())
        findings.push_back({Gate::Links, std::move(marks), false});
    for (const std::string& sentence : polite_sentences(text))
        findings.push_back(
            {Gate::Register, "敬体の文がある「" + text::truncate(sentence, 20) + "」", false});
    const auto known = source.names ? source.names : std::make_shared<const KnownNames>("");
    for (const std::string& name : known->ungrounded(ours, theirs, source.terms))
        findings.push_back({Gate::Names, "名前「" + name + "」が原文にない", false});
    append(findings, check_term_forms(ours, source.terms));
    append(findings, check_terms_used(ours, theirs, source.terms));
    if (const std::string lost = lost_sentence(ours, theirs, source.language); !lost.empty())
        findings.push_back({Gate::Completeness,
                            "訳されていない文がある「" + text::truncate(lost, 60) + "」", false});
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
