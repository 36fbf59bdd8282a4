#pragma once

#include <optional>
#include <pugixml.hpp>

#include "core/entry.h"
#include "feeds/context.h"
#include "feeds/names.h"

namespace ainews::feeds {

/// The element that a feed is in: rss, RDF, feed, or a bare channel or entry.
struct FeedRoot {
    pugi::xml_node element;
    Feed::Format format = Feed::Format::Rss;
};
/// The first such element at the top of the document; nullopt where there is none.
[[nodiscard]] std::optional<FeedRoot> find_root(const pugi::xml_document& document);

struct FeedReading {
    Feed feed;
    bool met_markup = false;  ///< see Context::met_markup
};
/// Everything the document says; HTML stays raw.
[[nodiscard]] FeedReading read_feed(const FeedRoot& root, const ParseOptions& options);

}  // namespace ainews::feeds
