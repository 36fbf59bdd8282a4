#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "pipeline/check_language.h"
#include "pipeline/check_numbers.h"
#include "pipeline/check_register.h"
#include "pipeline/code_points.h"
#include "pipeline/digest.h"

namespace ainews::pipeline {
namespace {

/// Code points. Outside `asked` a text is asked for again but may stay; outside `allowed` it may
/// not.
struct Bounds {
    std::size_t asked_min;
    std::size_t asked_max;
    std::size_t allowed_max;
};
constexpr Bounds kHeadline{12, 50, 80};
constexpr Bounds kLead{60, 280, 500};
constexpr Bounds kHeading{4, 30, 60};
constexpr Bounds kBody{20, 400, 800};

/// Latin words that name nobody.
constexpr std::array<std::string_view, 10> kCommonWords{"ai", "llm", "api", "gpu", "cpu",
                                                        "it", "sdk", "ui",  "os",  "pc"};

void check_length(Findings& findings, const std::string& what, std::string_view text,
                  const Bounds& bounds) {
    const std::size_t length = text::length(text);
    if (length == 0)
        findings.push_back({Gate::Length, what + " が空"});
    else if (length > bounds.allowed_max)
        findings.push_back({Gate::Length, fmt::format("{} が{}字で長すぎる", what, length)});
    else if (length < bounds.asked_min || length > bounds.asked_max)
        findings.push_back({Gate::Length,
                            fmt::format("{} が{}字({}〜{}字にする)", what, length, bounds.asked_min,
                                        bounds.asked_max),
                            false});
}

bool is_latin(char32_t c) {
    return (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9');
}

/// Runs of Latin letters and digits with at least one capital letter: names and abbreviations.
std::set<std::string> capital_runs(std::string_view text) {
    std::set<std::string> names;
    std::u32string word;
    const auto close = [&] {
        const bool capital =
            std::ranges::any_of(word, [](char32_t c) { return c >= U'A' && c <= U'Z'; });
        if (capital && word.size() > 1) names.insert(text::lower(to_utf8(word)));
        word.clear();
    };
    for (const char32_t c : code_points(text)) {
        if (is_latin(c))
            word.push_back(c);
        else
            close();
    }
    close();
    return names;
}

void check_names(Findings& findings, const std::string& what, std::string_view text,
                 std::string_view grounds) {
    const auto known = capital_runs(grounds);
    for (const std::string& name : capital_runs(text))
        if (!known.contains(name) && std::ranges::find(kCommonWords, name) == kCommonWords.end())
            findings.push_back(
                {Gate::Names, fmt::format("{}: 「{}」が引いた要約にない", what, name)});
}

/// What holds for every piece of prose of an edition.
void check_prose(Findings& findings, const std::string& what, std::string_view text,
                 const std::string& grounds, const OutputCheck& output, std::string_view mark) {
    if (text.empty()) return;
    if (const auto why = not_japanese(text, grounds); !why.empty())
        findings.push_back({Gate::Language, what + ": " + why});
    for (const std::string& number : ungrounded_numbers(text, grounds))
        findings.push_back(
            {Gate::Numbers, fmt::format("{}: 数値「{}」が引いた要約にない", what, number)});
    check_names(findings, what, text, grounds);
    for (const std::string& sentence : polite_sentences(text))
        findings.push_back(
            {Gate::Register,
             fmt::format("{}: 常体でない文がある「{}」", what, text::truncate(sentence, 20)),
             false});
    for (Finding& leak : output(text, mark, grounds)) {
        leak.text = what + ": " + leak.text;
        findings.push_back(std::move(leak));
    }
}

std::string grounds_of(const std::vector<std::size_t>& refs,
                       const std::vector<DigestSource>& sources, std::string_view about) {
    std::string grounds{about};
    for (const std::size_t ref : refs) grounds += "\n" + sources.at(ref).grounds;
    return grounds;
}

std::string ref_name(std::size_t ref) { return fmt::format("S{}", ref + 1); }

}  // namespace

std::vector<std::string> DigestFindings::texts() const {
    std::vector<std::string> all = pipeline::texts(headline);
    const auto add = [&](const Findings& part) {
        for (std::string& text : pipeline::texts(part)) all.push_back(std::move(text));
    };
    add(lead);
    for (const Findings& section : sections) add(section);
    return all;
}

DigestFindings check_digest(const Digest& digest, const std::vector<DigestSource>& sources,
                            std::string_view about, const OutputCheck& output,
                            std::string_view mark) {
    DigestFindings found;
    std::set<std::size_t> used;
    std::vector<std::size_t> cited = digest.lead.refs;
    for (std::size_t i = 0; i < digest.sections.size(); ++i) {
        const DigestText& section = digest.sections[i];
        Findings& findings = found.sections.emplace_back();
        const std::string what = fmt::format("sections[{}]", i);
        if (section.refs.empty()) findings.push_back({Gate::Evidence, what + ": refs が空"});
        for (const std::size_t ref : section.refs)
            if (!used.insert(ref).second)
                findings.push_back({Gate::Evidence,
                                    fmt::format("{}: {}を2か所で使っている", what, ref_name(ref))});
        const std::string grounds = grounds_of(section.refs, sources, about);
        check_length(findings, what + ".heading", section.heading, kHeading);
        check_length(findings, what + ".body", section.text, kBody);
        check_prose(findings, what, section.heading + "\n" + section.text, grounds, output, mark);
        cited.insert(cited.end(), section.refs.begin(), section.refs.end());
    }
    if (digest.lead.refs.empty()) found.lead.push_back({Gate::Evidence, "lead: refs が空"});
    check_length(found.lead, "lead.text", digest.lead.text, kLead);
    // A lead may count what it cites: it then cites all of it.
    check_prose(found.lead, "lead", digest.lead.text,
                grounds_of(digest.lead.refs, sources, about) +
                    fmt::format("\n{}件", digest.lead.refs.size()),
                output, mark);
    check_length(found.headline, "headline", digest.headline, kHeadline);
    check_prose(found.headline, "headline", digest.headline, grounds_of(cited, sources, about),
                output, mark);
    return found;
}

}  // namespace ainews::pipeline
