#include <algorithm>
#include <array>

#include "text/article_metadata.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

constexpr std::size_t kHeadingBytesKept = 1024;
/// Shorter ones are found in other words of a title; bytes of the folded text.
constexpr std::size_t kHeadingMatchMin = 8;
/// Between the headline and the site's name in a <title>.
constexpr std::array<std::string_view, 10> kSeparators{
    " | ", " - ", " – ", " — ", " :: ", " » ", " · ", " • ", "|", "｜"};

/// The outermost parts of a <title>, folded; empty where it has only one.
struct TitleEdges {
    std::string first;
    std::string last;
};

TitleEdges edges_of(std::string_view title) {
    std::size_t first = std::string_view::npos;
    std::size_t last = 0;
    for (const std::string_view separator : kSeparators) {
        first = std::min(first, title.find(separator));
        if (const auto at = title.rfind(separator); at != std::string_view::npos)
            last = std::max(last, at + separator.size());
    }
    if (last == 0) return {};
    return {fold_title(title.substr(0, first)), fold_title(title.substr(last))};
}

struct Heading {
    std::string text;
    std::string folded;
    bool first_level = false;
    bool inside = false;  ///< an <article> or <main>
};

std::vector<Heading> headings_of(const Dom& dom) {
    std::vector<Heading> headings;
    NodeId inside_until = 0;
    for (NodeId id = dom.body(); id < dom.size(); ++id) {
        const Tag tag = dom[id].tag;
        if (tag == Tag::Article || tag == Tag::Main)
            inside_until = std::max(inside_until, dom[id].end);
        if (tag != Tag::H1 && tag != Tag::H2) continue;
        Heading heading{.text = line_of(dom, id, kHeadingBytesKept),
                        .first_level = tag == Tag::H1,
                        .inside = id < inside_until};
        heading.folded = fold_title(heading.text);
        if (!heading.folded.empty()) headings.push_back(std::move(heading));
    }
    return headings;
}

/// Whether a first-level heading is the site's name: above the article, one end of the document's
/// title, while the other end is a heading too, or much longer.
bool names_site(const Heading& heading, const std::vector<Heading>& all, const TitleEdges& edges) {
    const bool is_last = heading.folded == edges.last;
    if (heading.inside || (!is_last && heading.folded != edges.first)) return false;
    const std::string& other = is_last ? edges.first : edges.last;
    if (is_last && heading.folded.size() * 2 < other.size()) return true;
    return std::ranges::any_of(all, [&](const Heading& one) {
        return one.folded == other && (one.inside || (is_last && one.first_level));
    });
}

}  // namespace

HeadingTitle heading_title(const Dom& dom, std::string_view document, std::string_view titles,
                           std::string_view site_name) {
    const std::string folded = fold_title(titles);
    const std::string site = fold_title(site_name);
    const TitleEdges edges = edges_of(document);
    const std::vector<Heading> headings = headings_of(dom);
    HeadingTitle found;
    const Heading* only = nullptr;
    std::size_t count = 0;
    bool inside = false;
    for (const Heading& heading : headings) {
        if (!heading.first_level) continue;
        if (heading.folded == site || names_site(heading, headings, edges)) {
            found.site = heading.text;
            continue;
        }
        ++count;
        only = &heading;
        const bool matches = heading.folded.size() >= kHeadingMatchMin &&
                             folded.find(heading.folded) != std::string::npos;
        if (!matches || (!found.title.empty() && (inside || !heading.inside))) continue;
        found.title = heading.text;
        inside = heading.inside;
    }
    if (found.title.empty() && count == 1 && folded.empty()) found.title = only->text;
    return found;
}

std::string headline_of_title(std::string_view title, std::string_view site_name) {
    constexpr std::size_t kHeadlineMin = 12;  // bytes of a folded headline that can stand alone
    std::string rest{title};
    const std::string site = fold_title(site_name);
    for (int parts = 0; parts < 3; ++parts) {
        std::size_t cut = std::string::npos;
        std::size_t length = 0;
        for (const std::string_view separator : kSeparators) {
            const std::size_t at = rest.rfind(separator);
            if (at != std::string::npos && (cut == std::string::npos || at > cut)) {
                cut = at;
                length = separator.size();
            }
        }
        if (cut == std::string::npos) break;
        const std::string head = rest.substr(0, cut);
        const std::string tail = rest.substr(cut + length);
        const std::string folded_head = fold_title(head);
        const std::string folded_tail = fold_title(tail);
        if (!site.empty() && folded_head == site) return std::string{trim(tail)};
        const bool is_site =
            !site.empty() && (folded_tail == site || site.find(folded_tail) != std::string::npos);
        if (!is_site &&
            (folded_head.size() < kHeadlineMin || folded_tail.size() * 2 > folded_head.size()))
            break;
        rest = head;
    }
    return std::string{trim(rest)};
}

}  // namespace ainews::text
