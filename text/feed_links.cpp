#include "text/feed_links.h"

#include <algorithm>
#include <array>

#include "text/html.h"
#include "text/html_tokenizer.h"
#include "text/unicode.h"
#include "text/url.h"

namespace ainews::text {
namespace {

constexpr std::size_t kTitleCharsMax = 200;
/// "text/xml" and "application/xml" were used for feeds before they had types of their own.
constexpr std::array<std::string_view, 6> kTypes{
    "application/rss+xml", "application/atom+xml", "application/feed+json",
    "application/rdf+xml", "application/json",     "text/xml",
};

/// The attributes of a <link> or <base> that matter here.
struct Attributes {
    std::string href;
    std::string rel;
    std::string type;
    std::string title;
};

Attributes attributes_of(const HtmlToken& token) {
    Attributes found;
    HtmlAttributes walk{token.attributes};
    for (HtmlAttribute one; walk.next(one);) {
        const std::string name = ascii_lower(one.name);
        std::string* target = name == "href"    ? &found.href
                              : name == "rel"   ? &found.rel
                              : name == "type"  ? &found.type
                              : name == "title" ? &found.title
                                                : nullptr;
        // The first of a name counts (WHATWG HTML §13.2.5.33).
        if (target != nullptr && target->empty()) *target = decode_entities(one.value);
    }
    return found;
}

bool has_word(std::string_view list, std::string_view word) {
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t begin = list.find_first_not_of(" \t\n\r\f", at);
        if (begin == std::string_view::npos) return false;
        const std::size_t end = std::min(list.find_first_of(" \t\n\r\f", begin), list.size());
        if (equals_ignoring_case(list.substr(begin, end - begin), word)) return true;
        at = end;
    }
    return false;
}

std::string type_of(std::string_view written) {
    return ascii_lower(trim(written.substr(0, written.find(';'))));
}

}  // namespace

std::vector<FeedLink> feed_links(std::string_view html, std::string_view base_url) {
    std::vector<FeedLink> found;
    std::string base{base_url};
    bool has_base = false;
    HtmlTokenizer tokens{html};
    for (HtmlToken token = tokens.next(); token.kind != HtmlTokenKind::End; token = tokens.next()) {
        if (token.kind != HtmlTokenKind::StartTag) continue;
        const std::string name = ascii_lower(token.name);
        if (name == "script" || name == "style" || name == "title" || name == "textarea") {
            (void)tokens.raw_text(token.name);
        } else if (name == "base" && !has_base) {
            has_base = true;
            if (auto own = resolve_url(base_url, attributes_of(token).href)) base = *std::move(own);
        } else if (name == "link") {
            const Attributes link = attributes_of(token);
            std::string type = type_of(link.type);
            if (link.href.empty() || !has_word(link.rel, "alternate") ||
                std::ranges::find(kTypes, type) == kTypes.end())
                continue;
            auto url = resolve_url(base, link.href);
            if (!url || std::ranges::find(found, *url, &FeedLink::url) != found.end()) continue;
            found.push_back({*std::move(url), truncate(collapse_space(link.title), kTitleCharsMax),
                             std::move(type)});
            if (found.size() >= kFeedLinksMax) break;
        }
    }
    return found;
}

}  // namespace ainews::text
