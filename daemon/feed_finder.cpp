#include "daemon/feed_finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "feeds/parse.h"
#include "text/article.h"
#include "text/unicode.h"
#include "text/url.h"

namespace ainews::daemon {
namespace {

/// Where feeds usually are, the commonest first.
constexpr std::array<std::string_view, 6> kPaths{"feed",     "rss.xml",   "atom.xml",
                                                 "feed.xml", "index.xml", "feed.json"};

Expected<HttpResponse> get(HttpClient& http, const HttpLimits& limits, const std::string& url) {
    HttpRequest request;
    request.url = url;
    request.limits = limits;
    auto response = http.perform(std::move(request), {});
    if (!response) return response;
    if (response->status / 100 != 2)
        return fail(ErrorKind::BadInput, fmt::format("HTTP {}", response->status));
    return response;
}

Expected<FoundFeed> read_feed(const HttpResponse& response, const std::string& asked) {
    auto feed = feeds::parse_feed(
        response.body,
        {.base_url = response.url, .content_type = std::string{response.header("content-type")}});
    if (!feed) return tl::unexpected{feed.error()};
    return FoundFeed{response.permanent_url.empty() ? asked : response.permanent_url,
                     *std::move(feed)};
}

Expected<FoundFeed> ask(HttpClient& http, const HttpLimits& limits, const std::string& url) {
    const auto response = get(http, limits, url);
    if (!response) return tl::unexpected{response.error()};
    return read_feed(*response, url);
}

bool is_of_comments(const text::FeedLink& link) {
    const std::string title = text::lower(link.title);
    return title.find("comment") != std::string::npos ||
           title.find("コメント") != std::string::npos ||
           link.url.find("/comments/") != std::string::npos;
}

/// The feeds a page names, without those nobody wants while it names others: of its comments, and
/// what is JSON but no feed by its type.
std::vector<text::FeedLink> wanted_links(const HttpResponse& page) {
    const auto decoded =
        text::decode_html(page.body, std::string{page.header("content-type")}).utf8;
    auto links = text::feed_links(decoded, page.url);
    const auto drop = [&links](auto unwanted) {
        if (!std::ranges::all_of(links, unwanted)) std::erase_if(links, unwanted);
    };
    drop([](const text::FeedLink& link) { return link.type == "application/json"; });
    drop(is_of_comments);
    return links;
}

/// Addresses worth a try for a page: beside it, then at the front of its site.
std::vector<std::string> guesses_for(const std::string& page) {
    std::vector<std::string> guesses;
    const std::string path = page.substr(0, page.find_first_of("?#"));
    const bool at_front = std::ranges::count(path, '/') <= 3;
    for (const bool beside : {true, false}) {
        if (beside && at_front) continue;
        for (const std::string_view name : kPaths) {
            const std::string base = path.ends_with('/') || at_front ? path : path + "/";
            const auto url = text::resolve_url(base, (beside ? "" : "/") + std::string{name});
            if (url && std::ranges::find(guesses, *url) == guesses.end()) guesses.push_back(*url);
            if (beside && guesses.size() >= 2) break;
        }
    }
    guesses.resize(std::min<std::size_t>(guesses.size(), kFeedGuessesMax));
    return guesses;
}

}  // namespace

Expected<FeedSearch> find_feed(HttpClient& http, const HttpLimits& limits, const std::string& url) {
    const auto page = get(http, limits, url);
    if (!page) return tl::unexpected{page.error()};
    FeedSearch search;
    if (auto feed = read_feed(*page, url)) {
        search.feeds.push_back(*std::move(feed));
        return search;
    }
    auto links = wanted_links(*page);
    if (links.size() > 1) {
        search.choices = std::move(links);
        return search;
    }
    std::string named;
    if (links.size() == 1) {
        auto feed = ask(http, limits, links.front().url);
        if (feed) {
            search.feeds.push_back(*std::move(feed));
            return search;
        }
        named = fmt::format("; it names {}: {}", links.front().url, feed.error().message);
    }
    for (const std::string& guess : guesses_for(page->url)) {
        auto feed = ask(http, limits, guess);
        if (!feed) continue;
        search.feeds.push_back(*std::move(feed));
        return search;
    }
    return fail(ErrorKind::BadInput,
                fmt::format("no feed there, none that the page names and none at the usual "
                            "paths{}; give the feed's own address",
                            named));
}

}  // namespace ainews::daemon
