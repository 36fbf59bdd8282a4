#include "feeds/community.h"

#include <gtest/gtest.h>

#include "feed_samples.h"

namespace ainews::feeds {
namespace {

TEST(CommunityTest, ReadsTheFactsThatHnrssWritesIntoTheSummary) {
    const Entry entry = testing::read_one(testing::rss_item(
        "<title>Post</title><description><![CDATA[<p>Article URL: <a "
        "href=\"https://a.example/1\">x</a></p>"
        "<p>Comments URL: <a "
        "href=\"https://board.example/item?id=7\">https://board.example/item?id=7</a></p>"
        "<p>Points: 42</p><p># Comments: 7</p>]]></description>"));
    EXPECT_EQ(entry.points, 42);
    EXPECT_EQ(entry.comments, 7);
    EXPECT_EQ(entry.comments_url, "https://board.example/item?id=7");
}

TEST(CommunityTest, DoesNotTakeNumbersFromTheMiddleOfASentence) {
    Entry entry;
    entry.summary_html = "<p>The model scored Points: 42 in our test.</p>";
    read_community_facts(entry);
    EXPECT_FALSE(entry.points);
}

TEST(CommunityTest, PrefersElementsOverText) {
    const Entry entry = testing::read_one(testing::rss_item(
        "<slash:comments>9</slash:comments><hatena:bookmarkcount>120</hatena:bookmarkcount>"
        "<comments>https://board.example/9</comments><description>Points: 1</description>",
        "xmlns:slash='http://purl.org/rss/1.0/modules/slash/' "
        "xmlns:hatena='http://www.hatena.ne.jp/info/xmlns#'"));
    EXPECT_EQ(entry.comments, 9);
    EXPECT_EQ(entry.points, 120);
    EXPECT_EQ(entry.comments_url, "https://board.example/9");
}

}  // namespace
}  // namespace ainews::feeds
