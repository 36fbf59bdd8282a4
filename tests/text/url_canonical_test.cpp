#include <gtest/gtest.h>

#include "text/url.h"

namespace ainews::text {
namespace {

struct CanonicalCase {
    std::string_view url;
    std::string_view canonical;
};

void expect_canonical(std::initializer_list<CanonicalCase> cases) {
    for (const CanonicalCase& c : cases) {
        EXPECT_EQ(canonical_url(c.url), c.canonical) << c.url;
        EXPECT_EQ(canonical_url(c.canonical), c.canonical) << "twice: " << c.url;
    }
}

TEST(CanonicalUrlTest, IgnoresSchemePortUserAndTrailingSlash) {
    expect_canonical(
        {{"http://example.com/a/", "https://example.com/a"},
         {"https://example.com:443/a", "https://example.com/a"},
         {"http://example.com:80/a", "https://example.com/a"},
         {"https://example.com:8443/a", "https://example.com:8443/a"},
         {"https://user:secret@example.com/a", "https://example.com/a"},
         {"https://EXAMPLE.com", "https://example.com/"},
         {"https://example.com/%7euser/%e3%81%82", "https://example.com/~user/%E3%81%82"}});
}

TEST(CanonicalUrlTest, ReadsAmpersandsEscapedTooOften) {
    expect_canonical({{"https://e.com/?b=1&amp;a=2", "https://e.com/?a=2&b=1"},
                      {"https://e.com/?amp;b=1&amp;amp;a=2&%61mp;c", "https://e.com/?a=2&b=1&c"}});
}

TEST(CanonicalUrlTest, TakesEveryMarkOfAnAmpPageOff) {
    expect_canonical({{"https://e.com/s.amp.amp.html", "https://e.com/s.html"},
                      {"https://e.com/amp/amp/s/amp/", "https://e.com/s"},
                      {"https://e.com/amp", "https://e.com/amp"},
                      {"https://e.com/a/..amp", "https://e.com/a/..amp"}});
}

TEST(CanonicalUrlTest, DropsTrackingParametersAndSortsTheOthers) {
    expect_canonical(
        {{"https://e.com/a?utm_source=x&b=2&UTM_Medium=y&a=1", "https://e.com/a?a=1&b=2"},
         {"https://e.com/a?fbclid=1&gclid=2&mc_cid=3&igshid=4", "https://e.com/a"},
         {"https://e.com/a?ref=news.site.com&id=3", "https://e.com/a?id=3"},
         {"https://e.com/a?source=rss----abc", "https://e.com/a"},
         {"https://e.com/a?id=3&amp;utm_source=x&amp;page=2", "https://e.com/a?id=3&page=2"},
         {"https://youtube.com/watch?v=1&feature=youtu.be&si=z", "https://youtube.com/watch?v=1"}});
}

TEST(CanonicalUrlTest, KeepsParametersThatSelectTheArticle) {
    expect_canonical({{"https://e.com/?p=12", "https://e.com/?p=12"},
                      {"https://e.com/blob?ref=main", "https://e.com/blob?ref=main"},
                      {"https://e.com/a?b=2&b=1", "https://e.com/a?b=2&b=1"},
                      {"https://e.com/a?flag", "https://e.com/a?flag"},
                      {"https://e.com/a?source=interview", "https://e.com/a?source=interview"},
                      {"https://e.com/index.html", "https://e.com/index.html"}});
}

TEST(CanonicalUrlTest, EscapesAPercentSignThatBeginsNoEscape) {
    expect_canonical({{"https://e.com/100%", "https://e.com/100%25"},
                      {"https://e.com/a%zz?b=%4%41", "https://e.com/a%25zz?b=%254A"},
                      {"https://e.com/%25%34%31", "https://e.com/%2541"}});
}

TEST(CanonicalUrlTest, DropsFragmentsButNotHashBangs) {
    expect_canonical({{"https://e.com/a#section", "https://e.com/a"},
                      {"https://e.com/#!/a/b", "https://e.com/#!/a/b"}});
}

TEST(CanonicalUrlTest, UnifiesMobileAndWwwHosts) {
    expect_canonical({{"https://www.e.com/a", "https://e.com/a"},
                      {"https://m.e.com/a", "https://e.com/a"},
                      {"https://mobile.e.com/a", "https://e.com/a"},
                      {"https://www.m.e.com/a", "https://e.com/a"},
                      {"https://en.m.wikipedia.org/wiki/X", "https://en.wikipedia.org/wiki/X"},
                      {"https://en.m.m.wikipedia.org/wiki/X", "https://en.wikipedia.org/wiki/X"},
                      {"https://m.co/a", "https://m.co/a"},
                      {"https://amp.com/a", "https://amp.com/a"}});
}

TEST(CanonicalUrlTest, SeesThroughAmp) {
    expect_canonical(
        {{"https://e.com/story/amp/", "https://e.com/story"},
         {"https://e.com/amp/story", "https://e.com/story"},
         {"https://e.com/story.amp.html", "https://e.com/story.html"},
         {"https://e.com/story?amp=1&x=2", "https://e.com/story?x=2"},
         {"https://e.com/story?outputType=amp", "https://e.com/story"},
         {"https://amp.e.com/story", "https://e.com/story"},
         {"https://www.google.com/amp/s/www.e.com/story.amp", "https://e.com/story"},
         {"https://e-com.cdn.ampproject.org/c/s/www.e.com/story?x=1", "https://e.com/story?x=1"},
         {"https://e.com/amp", "https://e.com/amp"}});
}

TEST(CanonicalUrlTest, IsEmptyForWhatIsNoWebAddress) {
    for (const std::string_view url :
         {"", "x", "ftp://e.com/", "javascript:alert(1)", "tag:e.com,2026:1", "https://"})
        EXPECT_EQ(canonical_url(url), "") << url;
}

TEST(CanonicalUrlTest, EndsOnAmpCachesInsideEachOther) {
    std::string url = "https://www.google.com/amp/s/";
    for (int i = 0; i < 300; ++i) url += "www.google.com/amp/s/";
    EXPECT_NE(canonical_url(url + "e.com/a"), "");
}

}  // namespace
}  // namespace ainews::text
