#pragma once

#include <string>
#include <vector>

#include "core/entry.h"
#include "core/error.h"
#include "core/http.h"
#include "text/feed_links.h"

namespace ainews::daemon {

/// A feed and where to poll it.
struct FoundFeed {
    std::string url;  ///< as asked, or where it has moved for good
    Feed feed;
};

/// What is behind an address: one feed, or several to choose from.
struct FeedSearch {
    std::vector<FoundFeed> feeds;  ///< one at most
    std::vector<text::FeedLink> choices;
};

/// Looks for the feed behind a page's address: the address itself, the feeds the page names, then
/// the paths where feeds usually are, one after another and at most kFeedGuessesMax of them, so
/// that no server is searched. BadInput where there is none; else as HttpClient.
[[nodiscard]] Expected<FeedSearch> find_feed(HttpClient& http, const HttpLimits& limits,
                                             const std::string& url);

inline constexpr int kFeedGuessesMax = 8;

}  // namespace ainews::daemon
