#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ainews::text {

/// What schema.org markup says of the page's article; empty where it says nothing.
struct JsonLdArticle {
    std::string headline;
    std::vector<std::string> authors;
    std::string published;  ///< as written
    std::string language;   ///< as written
    std::string image;      ///< as written: may be relative
    std::string publisher;
    std::string site;  ///< the name of a WebSite beside it
    std::string body;  ///< as written: text with line breaks, or HTML
};

/// What is known of the page: of several articles, the one that is this page's is meant.
struct JsonLdPage {
    std::string titles;
    std::string url;
};

/// Reads the page's <script type="application/ld+json"> texts: of the Article, NewsArticle,
/// BlogPosting ... in them, also inside @graph and mainEntity, the one with the page's address or
/// title, else the first; a Review or Recipe where there is none. Items of lists are other pages.
/// Comments, CDATA marks, commas too many and escapes that JSON does not know are tolerated.
/// Authors and publishers given by @id are looked up. Broken or oversized scripts are passed over.
[[nodiscard]] JsonLdArticle read_json_ld(const std::vector<std::string>& scripts,
                                         const JsonLdPage& page);

}  // namespace ainews::text
