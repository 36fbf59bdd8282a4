#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/block.h"
#include "core/clock.h"
#include "core/error.h"
#include "text/encoding.h"

namespace ainews::text {

/// What a page says, freed from what surrounds it. Strings are plain UTF-8; empty where not known.
struct Article {
    std::string title;
    std::string byline;  ///< names, comma-separated, without "By"
    std::string site_name;
    std::string language;       ///< primary BCP 47 tag
    std::string image;          ///< absolute http(s)
    std::string canonical_url;  ///< absolute, same site as the page; empty where none is declared
    std::optional<TimePoint> published = std::nullopt;
    std::string text;           ///< of `blocks`, a blank line between them
    std::string html;           ///< of the same nodes, as sanitize_html gives it
    std::vector<Block> blocks;  ///< numbered from 1
};

/// Finds the article in a whole page. BadInput where there is no readable text at all; TooLarge
/// above kPageBytesMax. Pure and thread-safe; time is linear in the page.
[[nodiscard]] Expected<Article> extract_article(std::string_view utf8_html,
                                                std::string_view base_url);

/// A page as UTF-8: byte order mark, then the charset of `content_type` (an HTTP header), then the
/// document's own <meta>, then what the bytes look like (WHATWG HTML §13.2.3).
[[nodiscard]] Decoded decode_html(std::string_view bytes, std::string_view content_type);

}  // namespace ainews::text
