#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ainews::text {

inline constexpr std::size_t kFeedLinksMax = 50;

/// A feed that a page names.
struct FeedLink {
    std::string url;    ///< absolute http(s)
    std::string title;  ///< one line; may be empty
    std::string type;   ///< "application/rss+xml"
    bool operator==(const FeedLink&) const = default;
};

/// The feeds that a page offers by `<link rel="alternate" type="…">` (RSS Autodiscovery, Atom and
/// JSON Feed likewise), in the page's order, each address once, at most kFeedLinksMax; `base_url`
/// is where the page came from, and its own `<base href>` is heeded. `html` is valid UTF-8. Linear,
/// pure and thread-safe.
[[nodiscard]] std::vector<FeedLink> feed_links(std::string_view html, std::string_view base_url);

}  // namespace ainews::text
