#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/entry.h"
#include "core/error.h"

namespace ainews::feeds {

/// What is known of a document besides its bytes, and the bounds of what is made of it.
struct ParseOptions {
    std::string base_url;  ///< where the document came from: what its links are relative to; where
                           ///< it is empty, relative links stay as they are
    std::string content_type;  ///< the HTTP header; its charset outranks the XML declaration
    std::optional<TimePoint> now = std::nullopt;  ///< drops dates outside [1990, now + 1 day]
    std::size_t entries_max = 5'000;              ///< the first ones in feed order are kept
    std::size_t tags_max = 1'000'000;             ///< '<' in a document: bounds the tree's memory
    std::size_t json_values_max = 500'000;        ///< values of a JSON document, likewise
    std::size_t title_bytes_max = 1'024;
    std::size_t html_bytes_max = 2U << 20U;  ///< of one summary or content
    std::size_t list_max = 32;               ///< authors, categories, enclosures of an entry, each
};

/// Reads RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0 and JSON Feed 1.x, in any encoding, and
/// as much of a broken document as a reader would; what was wrong stands in `Feed::problems`.
/// Linear in the size of the document; no network, no entity expansion. HTML stays raw (see
/// core/entry.h). Pure and thread-safe. BadInput where no feed is found, with what was found
/// instead and where; TooLarge where a bound is passed and nothing is left to read.
[[nodiscard]] Expected<Feed> parse_feed(std::string_view bytes, const ParseOptions& options);

}  // namespace ainews::feeds
