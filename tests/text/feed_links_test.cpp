#include "text/feed_links.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "text/kana.h"

namespace ainews::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kPage = "https://a.example/blog/index.html";
constexpr std::string_view kRss = "application/rss+xml";

std::vector<std::string> urls(std::string_view html) {
    std::vector<std::string> out;
    for (const FeedLink& link : feed_links(html, kPage)) out.push_back(link.url);
    return out;
}

TEST(FeedLinksTest, FindsWhatAPageNames) {
    const auto links = feed_links(
        "<!doctype html><html><head><title>A <link rel=alternate type=application/rss+xml "
        "href=/no></title><LINK REL='Alternate Home' TYPE='Application/RSS+XML; charset=utf-8' "
        "TITLE='A &amp; B\n  news' HREF='../feed.xml?a=1&amp;b=2'>",
        kPage);
    EXPECT_THAT(links, ElementsAre(FeedLink{"https://a.example/feed.xml?a=1&b=2", "A & B news",
                                            std::string{kRss}}));
}

TEST(FeedLinksTest, KnowsWhichLinksAreFeeds) {
    struct Case {
        const char* html;
        std::vector<std::string> urls;
    };
    const std::vector<Case> cases{
        {"<link rel=alternate type=application/atom+xml href=/a>", {"https://a.example/a"}},
        {"<link rel=alternate type=application/feed+json href=/a>", {"https://a.example/a"}},
        {"<link rel=alternate type=text/html href=/a>", {}},
        {"<link rel=stylesheet type=application/rss+xml href=/a>", {}},
        {"<link rel=alternate href=/a>", {}},
        {"<link rel=alternate type=application/rss+xml>", {}},
        {"<link rel=alternate type=application/rss+xml href='javascript:x'>", {}},
        {"<!-- <link rel=alternate type=application/rss+xml href=/a> -->", {}},
        {"<script>'<link rel=alternate type=application/rss+xml href=/a>'</script>", {}},
        {"<link rel=alternate type=application/rss+xml href=/a>"
         "<link rel=alternate type=application/rss+xml href=/a>",
         {"https://a.example/a"}},
        {"<base href='https://b.example/x/'><link rel=alternate type=application/rss+xml href=f>",
         {"https://b.example/x/f"}},
        {"<body><p>late<link rel=alternate type=application/rss+xml href=f>",
         {"https://a.example/blog/f"}},
    };
    for (const Case& c : cases) EXPECT_EQ(urls(c.html), c.urls) << c.html;
}

TEST(FeedLinksTest, NamesNoMoreThanItsLimit) {
    std::string html;
    for (int i = 0; i < 5'000; ++i)
        html += "<link rel=alternate type=application/rss+xml href=/" + std::to_string(i) + ">";
    EXPECT_THAT(urls(html), SizeIs(kFeedLinksMax));
    EXPECT_THAT(urls(std::string(1'000'000, '<')), IsEmpty());
}

TEST(RomanizeKanaTest, SpellsKanaAndLeavesTheRest) {
    EXPECT_EQ(romanize_kana("ニュース"), "nyusu");
    EXPECT_EQ(romanize_kana("ﾆｭｰｽ"), "nyusu");
    EXPECT_EQ(romanize_kana("ひらがな"), "hiragana");
    EXPECT_EQ(romanize_kana("AI新聞"), "AI新聞");
    EXPECT_EQ(romanize_kana("뉴스"), "뉴스");
    EXPECT_EQ(romanize_kana(""), "");
}

}  // namespace
}  // namespace ainews::text
