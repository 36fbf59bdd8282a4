#pragma once

#include <string>
#include <vector>

#include "site/card.h"
#include "site/publisher.h"

namespace ainews::site {

/// A finished item as feeds show it. Its id is the same in every format and for good.
struct FeedEntry {
    Card card;
    TimePoint completed;  ///< its first completion: a feed dates it then
};

struct Feed {
    std::string title;
    std::string path;                ///< of the feed's own file: "kind/news/atom.xml"
    std::string page;                ///< of the page it belongs to: "kind/news/"
    std::vector<FeedEntry> entries;  ///< the newest first
};

/// Atom 1.0 (RFC 4287), RSS 2.0 and JSON Feed 1.1. Text is escaped, and characters that XML 1.0
/// does not know are left out.
[[nodiscard]] std::string atom_feed(const Feed& feed, const SiteOptions& options);
[[nodiscard]] std::string rss_feed(const Feed& feed, const SiteOptions& options);
[[nodiscard]] std::string json_feed(const Feed& feed, const SiteOptions& options);

/// RFC 4151 tag: ours for good, whatever becomes of addresses.
[[nodiscard]] std::string feed_id(const SiteOptions& options, std::string_view what);

/// Text for XML element content and attributes.
[[nodiscard]] std::string xml_text(std::string_view text);

}  // namespace ainews::site
