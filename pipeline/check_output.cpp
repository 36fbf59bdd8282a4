#include "pipeline/check_output.h"

#include <array>
#include <optional>
#include <vector>

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

constexpr std::array<std::string_view, 16> kDomains{
    ".example", ".com", ".net", ".org", ".io", ".dev", ".info", ".app",
    ".jp",      ".cn",  ".de",  ".fr",  ".co", ".xyz", ".site", ".online"};

/// "updates.example", "a-b.com": lower-case names of hosts, without a scheme.
std::vector<std::string> host_names(std::string_view lower) {
    std::vector<std::string> hosts;
    const auto inner = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    for (std::size_t at = 0; at < lower.size();) {
        if (!inner(lower[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < lower.size() && inner(lower[end])) ++end;
        std::string_view word = lower.substr(at, end - at);
        while (word.ends_with('.')) word.remove_suffix(1);
        for (const std::string_view domain : kDomains)
            if (word.size() > domain.size() && word.ends_with(domain)) hosts.emplace_back(word);
        at = end;
    }
    return hosts;
}

/// Whether the source names the host in its prose, not only inside an address.
bool says_host(const std::string& source, const std::string& host) {
    for (auto at = source.find(host); at != std::string::npos; at = source.find(host, at + 1)) {
        const bool in_address = at > 0 && (source[at - 1] == '/' || source[at - 1] == '@' ||
                                           source[at - 1] == '.' || source[at - 1] == '-');
        if (!in_address) return true;
    }
    return false;
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

Findings OutputCheck::operator()(std::string_view text, std::string_view mark,
                                 std::string_view source) const {
    Findings findings;
    const std::string lower = text::lower(text);
    if (lower.find("http://") != std::string::npos || lower.find("https://") != std::string::npos)
        findings.push_back({Gate::Links, "URLが書かれている"});
    if (const auto tag = first_tag(text); tag && source.find(*tag) == std::string_view::npos)
        findings.push_back({Gate::Style, "HTMLの要素 " + *tag + "> が書かれている"});
    for (const std::string_view markup : {"**", "```", "\n# ", "\n## ", "]("})
        if (("\n" + std::string{text}).find(markup) != std::string::npos &&
            ("\n" + std::string{source}).find(markup) == std::string::npos)
            findings.push_back({Gate::Style, "Markdownの記号が書かれている", false});
    for (const std::string& host : host_names(lower))
        if (!says_host(text::lower(source), host))
            findings.push_back({Gate::Links, "サイトのアドレス " + host + " が書かれている"});
    if (!mark.empty() && text.find(mark) != std::string_view::npos)
        findings.push_back({Gate::Leak, "資料の印が書かれている"});
    if (text.find("[[p") != std::string_view::npos || text.find("[[end") != std::string_view::npos)
        findings.push_back({Gate::Leak, "段落の印が本文に混ざっている"});
    const std::u32string here = letters(text);
    std::optional<std::u32string> there;
    for (std::size_t i = 0; i + kPromptRun <= here.size(); ++i) {
        const std::u32string run = here.substr(i, kPromptRun);
        if (!prompt_runs_.contains(run)) continue;
        if (!there) there = letters(source);
        if (there->find(run) != std::u32string::npos) continue;
        findings.push_back({Gate::Leak, "作業の指示文「" + to_utf8(run) + "」が書かれている"});
        break;
    }
    return findings;
}

}  // namespace ainews::pipeline
