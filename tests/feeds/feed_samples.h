#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "feeds/parse.h"

namespace ainews::feeds::testing {

inline constexpr std::string_view kBase = "https://news.example.com/feed.xml";

/// An RSS channel with one item made of `fields`.
inline std::string rss_item(std::string_view fields, std::string_view declarations = {}) {
    std::string out = "<?xml version=\"1.0\"?><rss version=\"2.0\" ";
    out += declarations;
    out += "><channel><title>News</title><link>https://news.example.com/</link><item>";
    out += fields;
    return out + "</item></channel></rss>";
}

/// An Atom feed with one entry made of `fields`.
inline std::string atom_entry(std::string_view fields) {
    std::string out = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>News</title><entry>";
    out += fields;
    return out + "</entry></feed>";
}

inline Feed read(std::string_view document, std::string_view base_url = kBase) {
    auto feed = parse_feed(document, {.base_url = std::string{base_url}});
    if (feed) return *std::move(feed);
    ADD_FAILURE() << feed.error().message;
    return {};
}

/// The only entry of a document.
inline Entry read_one(std::string_view document, std::string_view base_url = kBase) {
    Feed feed = read(document, base_url);
    EXPECT_EQ(feed.entries.size(), 1U);
    return feed.entries.empty() ? Entry{} : std::move(feed.entries.front());
}

}  // namespace ainews::feeds::testing
