#include "pipeline/check_output.h"

#include <optional>

#include "pipeline/code_points.h"

namespace ainews::pipeline {
namespace {

constexpr std::size_t kPromptRun = 12;

/// The first "<name" or "</name" of the text, as written.
std::optional<std::string> first_tag(std::string_view text) {
    for (std::size_t at = text.find('<'); at != std::string_view::npos;
         at = text.find('<', at + 1)) {
        std::size_t end = at + 1;
        if (end < text.size() && (text[end] == '/' || text[end] == '!')) ++end;
        const std::size_t name = end;
        while (end < text.size() && ((text[end] | 0x20) >= 'a' && (text[end] | 0x20) <= 'z')) ++end;
        if (end > name && text.find('>', end) != std::string_view::npos)
            return std::string{text.substr(at, end - at)};
    }
    return std::nullopt;
}

/// Runs of letters only: punctuation and spaces in a prompt are no secret.
std::u32string letters(std::string_view text) {
    std::u32string out;
    for (const char32_t c : code_points(text))
        if (text::is_word_char(c)) out.push_back(c);
    return out;
}

}  // namespace

OutputCheck::OutputCheck(std::string_view common_prompt) {
    std::u32string run;
    // Line by line: a run across two rules would be no quotation of either.
    for (const char32_t c : code_points(std::string{common_prompt} + "\n")) {
        if (c != U'\n') {
            if (text::is_word_char(c)) run.push_back(c);
            continue;
        }
        for (std::size_t i = 0; i + kPromptRun <= run.size(); ++i)
            prompt_runs_.insert(run.substr(i, kPromptRun));
        run.clear();
    }
}

std::vector<std::string> OutputCheck::operator()(std::string_view text, std::string_view mark,
                                                 std::string_view source) const {
    std::vector<std::string> findings;
    const std::string lower = text::lower(text);
    if (lower.find("http://") != std::string::npos || lower.find("https://") != std::string::npos)
        findings.emplace_back("URLが書かれている");
    if (const auto tag = first_tag(text); tag && source.find(*tag) == std::string_view::npos)
        findings.push_back("HTMLの要素 " + *tag + "> が書かれている");
    if (!mark.empty() && text.find(mark) != std::string_view::npos)
        findings.emplace_back("資料の印が書かれている");
    if (text.find("[[p") != std::string_view::npos || text.find("[[end") != std::string_view::npos)
        findings.emplace_back("段落の印が本文に混ざっている");
    const std::u32string here = letters(text);
    std::optional<std::u32string> there;
    for (std::size_t i = 0; i + kPromptRun <= here.size(); ++i) {
        const std::u32string run = here.substr(i, kPromptRun);
        if (!prompt_runs_.contains(run)) continue;
        if (!there) there = letters(source);
        if (there->find(run) != std::u32string::npos) continue;
        findings.push_back("作業の指示文「" + to_utf8(run) + "」が書かれている");
        break;
    }
    return findings;
}

}  // namespace ainews::pipeline
