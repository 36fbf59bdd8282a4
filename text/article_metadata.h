#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "text/article_facts.h"

namespace ainews::text {

/// What a page says about its article, whatever the way it says it in.
struct Metadata {
    std::string title;
    std::string byline;
    std::string site_name;
    std::string language;  ///< as declared
    std::string image;
    std::string canonical_url;
    std::optional<TimePoint> published = std::nullopt;
    std::string body;  ///< the article's text by JSON-LD, text or HTML; mostly empty
};

/// JSON-LD first, then OpenGraph and the other <meta> dialects, microdata, and what readers see.
[[nodiscard]] Metadata read_metadata(const Dom& dom, const std::vector<std::string>& json_ld,
                                     std::string_view base_url);

/// What the page's headings say of its title; empty where nothing is sure.
struct HeadingTitle {
    std::string title;
    std::string site;  ///< a heading that is the site's name
};

/// The <h1> that the page's titles repeat, one inside an <article> or <main> first; the only <h1>
/// where they say nothing. Never the site's name.
[[nodiscard]] HeadingTitle heading_title(const Dom& dom, std::string_view document,
                                         std::string_view titles, std::string_view site_name);

/// A <title> without the site's name at its end or start: "Headline | Site" gives "Headline".
[[nodiscard]] std::string headline_of_title(std::string_view title, std::string_view site_name);
/// Names without "By", dates and addresses; empty where nothing like a name is left.
[[nodiscard]] std::string clean_byline(std::string_view byline);
/// Letters and digits only, lower-case, words parted by one space: for comparing titles.
[[nodiscard]] std::string fold_title(std::string_view title);

/// The text of a subtree in one line, at most `max_bytes` of it.
[[nodiscard]] std::string line_of(const Dom& dom, NodeId id, std::size_t max_bytes = 500);

}  // namespace ainews::text
