#include "feeds/community.h"

#include <algorithm>
#include <string_view>

#include "feeds/scan.h"
#include "text/html.h"

namespace ainews::feeds {

namespace {

/// The facts stand at the end; a post's own text may come before them.
constexpr std::size_t kFactsBytesMax = 8'192;

/// The number behind `label` at the beginning of a line of `text`.
std::optional<std::int64_t> number_after(std::string_view text, std::string_view label) {
    for (auto at = text.find(label); at != std::string_view::npos; at = text.find(label, at + 1)) {
        if (at > 0 && text[at - 1] != '\n') continue;
        if (const auto number = whole_number(text.substr(at + label.size(), 16))) return number;
    }
    return std::nullopt;
}

/// The address behind "Comments URL:".
std::string url_after(std::string_view text, std::string_view label) {
    const auto at = text.find(label);
    if (at == std::string_view::npos) return {};
    std::string_view rest = text.substr(at + label.size());
    rest = trimmed(rest.substr(0, rest.find('\n')));
    return absolute_url({}, rest.substr(0, rest.find(' ')));
}

}  // namespace

void read_community_facts(Entry& entry) {
    const auto& html = entry.summary_html ? entry.summary_html : entry.content_html;
    if (!html) return;
    const std::string_view tail =
        std::string_view{*html}.substr(html->size() - std::min(html->size(), kFactsBytesMax));
    if (tail.find("Points:") == std::string_view::npos &&
        tail.find("Comments") == std::string_view::npos)
        return;
    const std::string text = text::html_to_text(tail);
    if (!entry.points) entry.points = number_after(text, "Points:");
    if (!entry.comments) entry.comments = number_after(text, "# Comments:");
    if (!entry.comments_url) {
        std::string url = url_after(text, "Comments URL:");
        if (!url.empty()) entry.comments_url = std::move(url);
    }
}

}  // namespace ainews::feeds
