#include "feeds/json_feed.h"

#include <gtest/gtest.h>

#include "core/calendar.h"
#include "feed_samples.h"

namespace ainews::feeds {
namespace {

std::string document(const std::string& items) {
    return R"({"version":"https://jsonfeed.org/version/1.1","title":"News","language":"ja",)"
           R"("home_page_url":"https://news.example.com/","next_url":"/feed?2","items":[)" +
           items + "]}";
}

TEST(JsonFeedTest, ReadsAnItem) {
    const Feed feed = testing::read(document(
        R"({"id":7,"url":"/1","title":"One &#8211; two","content_text":"a < b","summary":"s",)"
        R"("date_published":"2026-05-01T09:00:00+09:00","authors":[{"name":"Ann"}],"author":{"name":"Ben"},)"
        R"("tags":["ai","ai",3],"attachments":[{"url":"/1.mp3","mime_type":"audio/mpeg","size_in_bytes":9}]})"));
    EXPECT_EQ(feed.format, Feed::Format::Json);
    EXPECT_EQ(feed.previous_archive, "https://news.example.com/feed?2");
    ASSERT_EQ(feed.entries.size(), 1U);
    const Entry& entry = feed.entries[0];
    EXPECT_EQ(entry.id, "7");
    EXPECT_EQ(entry.url, "https://news.example.com/1");
    EXPECT_EQ(entry.title, "One – two");
    EXPECT_EQ(entry.content_html, "a &lt; b");
    EXPECT_EQ(entry.language, "ja");
    EXPECT_EQ(entry.authors, (std::vector<std::string>{"Ann", "Ben"}));
    EXPECT_EQ(entry.categories, std::vector<std::string>{"ai"});
    EXPECT_EQ(entry.published, from_rfc3339("2026-05-01T00:00:00Z"));
    EXPECT_EQ(entry.enclosures,
              (std::vector<Enclosure>{{"https://news.example.com/1.mp3", "audio/mpeg", 9}}));
}

TEST(JsonFeedTest, SurvivesMembersOfTheWrongType) {
    const Entry entry = testing::read_one(document(
        R"({"id":[],"url":5,"title":{},"authors":"x","tags":{},"attachments":[1,{}],"date_published":1})"));
    EXPECT_EQ(entry.url, "https://news.example.com/5");
    EXPECT_TRUE(entry.authors.empty());
}

TEST(JsonFeedTest, RefusesMoreValuesThanItsBound) {
    const auto feed = parse_feed(document("1,2,3,4,5,6,7,8,9"), {.json_values_max = 10});
    ASSERT_FALSE(feed);
    EXPECT_EQ(feed.error().kind, ErrorKind::TooLarge);
}

TEST(JsonFeedTest, ReplacesHalvesOfACharacter) {
    const Feed feed = testing::read(
        document(R"({"title":"a\\ud83d b\ud83d c\ude00 \ud83d\ude00","id":"\uD83D"})"));
    ASSERT_EQ(feed.entries.size(), 1U);
    EXPECT_EQ(feed.entries[0].title, "a\\ud83d b\uFFFD c\uFFFD \U0001F600");
    EXPECT_EQ(feed.problems, std::vector<std::string>{"3 halves of a character: replaced"});
}

TEST(JsonFeedTest, RemovesControlCharactersThatEscapesBringIn) {
    EXPECT_EQ(testing::read_one(document(R"({"title":"a\u0000b\u0008c"})")).title, "abc");
}

}  // namespace
}  // namespace ainews::feeds
