#include <gtest/gtest.h>

#include <ctime>

#include "feed_samples.h"
#include "feeds/feed_json.h"
#include "feeds/scan.h"

namespace ainews::feeds {
namespace {

using testing::read;
using testing::rss_item;

/// Far above what any of these takes unsanitized, far below what a quadratic reader would.
constexpr std::clock_t kPatience = std::clock_t{20} * CLOCKS_PER_SEC;

std::string repeated(std::string_view text, std::size_t times) {
    std::string out;
    out.reserve(text.size() * times);
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

struct HostileCase {
    const char* name;
    std::string document;
};

TEST(HostileFeedTest, EndsSoonOnAnything) {
    constexpr std::size_t kMany = 200'000;
    const std::string head = "<rss><channel><item><title>A</title>";
    const std::vector<HostileCase> cases{
        {"depth", head + "<description>" + repeated("<b>", kMany)},
        {"depth, well-formed", rss_item("<description>" + repeated("<b>", kMany) +
                                        repeated("</b>", kMany) + "</description>")},
        {"unclosed comments", head + repeated("<!--", kMany)},
        {"unclosed CDATA", head + repeated("<![CDATA[", kMany)},
        {"CDATA before one reference", head + repeated("<![CDATA[x]]>", kMany) + "&nbsp;</item>"},
        {"instructions", head + repeated("<?x", kMany)},
        {"attributes", head + "<a " + repeated("b='' ", kMany) + "></item>"},
        {"different attributes", head + "<a " + repeated("b=\"> ", kMany)},
        {"quotes", head + repeated("<a b='>", kMany)},
        {"end tags", head + repeated("</x>", kMany)},
        {"ampersands", head + repeated("&", kMany * 5)},
        {"references", head + repeated("&a;", kMany)},
        {"namespaces", head + repeated("<a xmlns:b='c'>", kMany)},
        {"open items", "<rss><channel>" + repeated("<item>", kMany)},
    };
    for (const HostileCase& c : cases) {
        const std::clock_t begin = std::clock();
        const auto feed = parse_feed(c.document, {});
        EXPECT_LT(std::clock() - begin, kPatience) << c.name;
        EXPECT_TRUE(feed) << c.name << ": " << (feed ? "" : feed.error().message);
    }
}

TEST(HostileFeedTest, ExpandsNoEntities) {
    std::string document = "<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'lol'>";
    for (char c = 'b'; c < 'k'; ++c)
        document += std::string{"<!ENTITY "} + c + " '" +
                    repeated(std::string{"&"} + static_cast<char>(c - 1) + ";", 10) + "'>";
    document +=
        "<!ENTITY x SYSTEM "
        "'file:///etc/hostname'>]><rss><channel><item><title>[&j;][&x;]</title></item></channel></"
        "rss>";
    EXPECT_EQ(testing::read_one(document).title, "[&j;][&x;]");
}

TEST(HostileFeedTest, ReadsTheBeginningOfAMillionItems) {
    std::string document =
        "<rss><channel>" + repeated("<item><guid>1</guid></item>", 1'000'000) + "</channel></rss>";
    const Feed feed = read(document);
    EXPECT_EQ(feed.entries.size(), 5'000U);
    ASSERT_FALSE(feed.problems.empty());
    EXPECT_NE(feed.problems[0].find("more than 1000000 tags"), std::string::npos)
        << feed.problems[0];
}

TEST(HostileFeedTest, CutsATitleOfFiveMegabytes) {
    EXPECT_EQ(
        testing::read_one(rss_item("<title>" + repeated("<![CDATA[&lt;]]>x", 300'000) + "</title>"))
            .title.size(),
        1'024U);
}

TEST(HostileFeedTest, LeavesNoControlCharactersAnywhere) {
    std::string fields =
        "<title>a\x01"
        "b</title><category>c\x1F</category><guid>g\x7F</guid>";
    fields.push_back('\0');
    const Entry entry = testing::read_one(rss_item(fields + "<description>x&#7;y</description>"));
    EXPECT_EQ(entry.title, "ab");
    EXPECT_EQ(entry.summary_html, "xy");
    for (const std::string& text :
         {entry.title, entry.id, entry.categories.at(0), *entry.summary_html})
        EXPECT_NE(classify(text), Bytes::Other);
}

TEST(HostileFeedTest, RefusesUtf7) {
    const auto feed = parse_feed(
        "<?xml version='1.0' "
        "encoding='utf-7'?><rss><channel><title>+ADw-b+AD4-</title></channel></rss>",
        {});
    ASSERT_TRUE(feed);
    EXPECT_EQ(feed->title, "+ADw-b+AD4-");
}

TEST(HostileFeedTest, PrintsNoLiveMarkup) {
    const Feed feed =
        read(rss_item("<title>&lt;script&gt;alert(1)&lt;/script&gt;Safe</"
                      "title><link>java&#10;script:alert(1)</link>"
                      "<enclosure url='javascript:alert(1)'/><description>&lt;img src=x "
                      "onerror=alert(1)&gt;</description>"));
    const std::string json = feed_json(feed);
    EXPECT_EQ(json.find("onerror"), std::string::npos);
    EXPECT_EQ(json.find("javascript"), std::string::npos);
    EXPECT_EQ(feed.entries.at(0).title.find('<'), std::string::npos);
    EXPECT_TRUE(feed.entries.at(0).enclosures.empty());
}

}  // namespace
}  // namespace ainews::feeds
