#include "feeds/feed_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "feed_samples.h"

namespace ainews::feeds {
namespace {

TEST(FeedJsonTest, PrintsTheContract) {
    const Feed feed = testing::read(testing::rss_item(
        "<title>One</title><link>https://news.example.com/a/1</link>"
        "<description>&lt;a href='../b' "
        "onclick='x()'&gt;b&lt;/a&gt;&lt;script&gt;x&lt;/script&gt;</description>"));
    const auto json = nlohmann::json::parse(feed_json(feed));
    EXPECT_EQ(json["format"], "rss");
    EXPECT_EQ(json["title"], "News");
    EXPECT_EQ(json["link"], "https://news.example.com/");
    EXPECT_TRUE(json["language"].is_null());
    EXPECT_TRUE(json["problems"].is_array());
    const auto& item = json["items"].at(0);
    EXPECT_EQ(item["title"], "One");
    EXPECT_TRUE(item["published"].is_null());
    EXPECT_TRUE(item["content_html"].is_null());
    const std::string html = item["summary_html"];
    EXPECT_NE(html.find("https://news.example.com/b"), std::string::npos) << html;
    EXPECT_EQ(html.find("onclick"), std::string::npos);
    EXPECT_EQ(html.find("script"), std::string::npos);
}

}  // namespace
}  // namespace ainews::feeds
