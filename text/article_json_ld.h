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
    std::string body;  ///< plain text
};

/// Reads the page's <script type="application/ld+json"> texts: the first Article, NewsArticle,
/// BlogPosting ... of them, also inside @graph and mainEntity; authors and publishers given by @id
/// are looked up. Broken or oversized scripts are passed over.
[[nodiscard]] JsonLdArticle read_json_ld(const std::vector<std::string>& scripts);

}  // namespace ainews::text
