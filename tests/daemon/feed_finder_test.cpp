#include "daemon/feed_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/fake_http.h"

namespace ainews::daemon {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::string kPage = "https://a.example/blog/";
const std::string kFeed =
    "<rss version='2.0'><channel><title>A news</title><language>en-GB</language><item><title>One"
    "</title><link>https://a.example/1</link></item></channel></rss>";

std::string page(const std::string& links) {
    return "<html><head><title>A</title>" + links + "</head><body>…</body></html>";
}

std::string link(const std::string& href, const std::string& title = "",
                 const std::string& type = "application/rss+xml") {
    return "<link rel=\"alternate\" type=\"" + type + "\" title=\"" + title + "\" href=\"" + href +
           "\">";
}

class FeedFinderTest : public ::testing::Test {
protected:
    FeedSearch find(const std::string& url = kPage) {
        auto search = find_feed(http_, {}, url);
        if (search) return *std::move(search);
        ADD_FAILURE() << search.error().message;
        return {};
    }
    ainews::testing::FakeHttp http_;
};

TEST_F(FeedFinderTest, TakesAFeedForWhatItIs) {
    http_.answer("https://a.example/feed", 200, kFeed);
    const FeedSearch search = find("https://a.example/feed");
    ASSERT_THAT(search.feeds, SizeIs(1));
    EXPECT_EQ(search.feeds[0].url, "https://a.example/feed");
    EXPECT_EQ(search.feeds[0].feed.title, "A news");
    EXPECT_THAT(http_.requests(), SizeIs(1));
}

TEST_F(FeedFinderTest, RemembersWhereAFeedMovedForGood) {
    http_.answer("https://a.example/feed", {.status = 200,
                                            .url = "https://b.example/feed",
                                            .permanent_url = "https://b.example/feed",
                                            .body = kFeed});
    EXPECT_EQ(find("https://a.example/feed").feeds.at(0).url, "https://b.example/feed");
}

TEST_F(FeedFinderTest, FollowsTheOneFeedThatAPageNames) {
    http_.answer(kPage, 200, page(link("/rss", "Posts") + link("/comments/rss", "Comments")));
    http_.answer("https://a.example/rss", 200, kFeed);
    EXPECT_EQ(find().feeds.at(0).url, "https://a.example/rss");
}

TEST_F(FeedFinderTest, LeavesTheChoiceBetweenSeveralToTheOperator) {
    http_.answer(kPage, 200,
                 page(link("/rss", "Posts") + link("/video", "Videos") +
                      link("/wp-json/1", "", "application/json")));
    const FeedSearch search = find();
    EXPECT_TRUE(search.feeds.empty());
    ASSERT_THAT(search.choices, SizeIs(2));
    EXPECT_EQ(search.choices[1].title, "Videos");
    EXPECT_THAT(http_.requests(), SizeIs(1)) << "nothing more is asked";
}

TEST_F(FeedFinderTest, TakesAJsonFeedThatStandsAlone) {
    http_.answer(kPage, 200, page(link("/feed.json", "", "application/json")));
    http_.answer("https://a.example/feed.json", 200,
                 R"({"version":"https://jsonfeed.org/version/1.1","title":"J","items":[]})");
    EXPECT_EQ(find().feeds.at(0).feed.format, Feed::Format::Json);
}

TEST_F(FeedFinderTest, TriesTheUsualPathsOneAfterAnother) {
    http_.answer(kPage, 200, page(""));
    http_.answer("https://a.example/atom.xml", 200, kFeed);
    EXPECT_EQ(find().feeds.at(0).url, "https://a.example/atom.xml");
    std::vector<std::string> asked;
    for (const HttpRequest& request : http_.requests()) asked.push_back(request.url);
    EXPECT_EQ(asked, (std::vector<std::string>{
                         kPage, "https://a.example/blog/feed", "https://a.example/blog/rss.xml",
                         "https://a.example/feed", "https://a.example/rss.xml",
                         "https://a.example/atom.xml"}));
}

TEST_F(FeedFinderTest, GivesUpSoonAndSaysWhatWasTried) {
    http_.answer(kPage, 200, page(link("/gone")));
    const auto search = find_feed(http_, {}, kPage);
    ASSERT_FALSE(search);
    EXPECT_EQ(search.error().kind, ErrorKind::BadInput);
    EXPECT_THAT(search.error().message, HasSubstr("https://a.example/gone: HTTP 404"));
    EXPECT_LE(http_.requests().size(), 2U + kFeedGuessesMax);
}

TEST_F(FeedFinderTest, SaysWhatKeptItFromThePage) {
    http_.fail(kPage, ErrorKind::Refused, "private address");
    EXPECT_EQ(find_feed(http_, {}, kPage).error().kind, ErrorKind::Refused);
    EXPECT_THAT(find_feed(http_, {}, "https://none.example/").error().message, HasSubstr("404"));
}

}  // namespace
}  // namespace ainews::daemon
