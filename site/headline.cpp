#include "site/headline.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/ascii.h"
#include "text/html.h"

namespace ainews::site {
namespace {

constexpr std::string_view kWideSpace = "\u3000";
constexpr std::string_view kFraction = "分の";
constexpr std::size_t kUnbrokenBytesMax = 20;  ///< longer names may break on a narrow screen

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool is_in_name(char c) { return is_alphanumeric(c) || c == '-' || c == '.'; }

/// Bytes of "Halo-2" or "GPT-4.1" at the start of `text`; 0 where there is no hyphen in it.
std::size_t hyphenated_name(std::string_view text) {
    const auto* const end = std::ranges::find_if_not(text, is_in_name);
    auto name = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    while (!name.empty() && !is_alphanumeric(name.back())) name.remove_suffix(1);
    const bool fits = name.size() <= kUnbrokenBytesMax;
    return fits && name.find('-') != std::string_view::npos ? name.size() : 0;
}

/// Bytes of "8分の1" at the start of `text`.
std::size_t fraction(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size() && is_digit(text[at])) ++at;
    if (at == 0 || !text.substr(at).starts_with(kFraction)) return 0;
    std::size_t end = at + kFraction.size();
    const std::size_t numerator = end;
    while (end < text.size() && is_digit(text[end])) ++end;
    return end == numerator ? 0 : end;
}

std::string clause_html(std::string_view clause) {
    std::string out;
    std::size_t plain = 0;
    const auto flush = [&](std::size_t to) {
        out += text::escape_html(clause.substr(plain, to - plain));
    };
    for (std::size_t at = 0; at < clause.size();) {
        if (!is_alphanumeric(clause[at]) || (at > 0 && is_in_name(clause[at - 1]))) {
            ++at;
            continue;
        }
        const std::size_t length =
            std::max(hyphenated_name(clause.substr(at)), fraction(clause.substr(at)));
        if (length == 0) {
            ++at;
            continue;
        }
        flush(at);
        out += fmt::format(R"(<span class="nb">{}</span>)",
                           text::escape_html(clause.substr(at, length)));
        at += length;
        plain = at;
    }
    flush(clause.size());
    return out;
}

}  // namespace

std::string headline_html(std::string_view title) {
    if (title.find(kWideSpace) == std::string_view::npos) return clause_html(title);
    std::string out;
    while (true) {
        const std::size_t end = std::min(title.find(kWideSpace), title.size());
        if (end > 0)
            out += fmt::format(R"({}<span class="cl">{}</span>)", out.empty() ? "" : " ",
                               clause_html(title.substr(0, end)));
        if (end == title.size()) return out;
        title.remove_prefix(end + kWideSpace.size());
    }
}

}  // namespace ainews::site
