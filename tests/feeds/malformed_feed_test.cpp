#include <gtest/gtest.h>

#include "feed_samples.h"
#include "feeds/xml_references.h"
#include "feeds/xml_repair.h"

namespace ainews::feeds {
namespace {

using testing::read;

const std::string kHead = "<rss version='2.0'><channel><title>News</title>";
const std::string kTail = "</channel></rss>";

struct DamageCase {
    const char* name;
    std::string document;
    std::vector<const char*> titles;
};

TEST(MalformedFeedTest, ReadsWhatAnyReaderWould) {
    const std::vector<DamageCase> cases{
        {"cut off in a title", kHead + "<item><title>A</title></item><item><title>B", {"A", "B"}},
        {"cut off in a tag", kHead + "<item><title>A</title></item><item><tit", {"A", ""}},
        {"cut off in CDATA", kHead + "<item><title>A</title><description><![CDATA[<p>x", {"A"}},
        {"unclosed item",
         kHead + "<item><title>A</title><item><title>B</title></item>" + kTail,
         {"A", "B"}},
        {"unclosed title",
         kHead + "<item><title>A<link>https://a.example/</link></item>" + kTail,
         {"A"}},
        {"unclosed markup",
         kHead + "<item><title>A</title><description><p>x<br>y</description></item>" + kTail,
         {"A"}},
        {"mismatched case", kHead + "<item><Title>A</TITLE></Item>" + kTail, {"A"}},
        {"upper case", "<RSS><CHANNEL><ITEM><TITLE>A</TITLE></ITEM></CHANNEL></RSS>", {"A"}},
        {"junk before",
         "Warning: <br /> oops <b>\n<?xml version='1.0'?>" + kHead +
             "<item><title>A</title></item>" + kTail,
         {"A"}},
        {"junk after", kHead + "<item><title>A</title></item>" + kTail + "</div></body>", {"A"}},
        {"white space before the declaration",
         "\n <?xml version='1.0'?>" + kHead + "<item><title>A</title></item>" + kTail,
         {"A"}},
        {"unquoted attribute",
         "<rss version=2.0><channel><item><title>A</title></item>" + kTail,
         {"A"}},
        {"unclosed quote",
         "<rss version=\"2.0><channel><item><title>A</title></item>" + kTail,
         {"A"}},
        {"stray '<'",
         kHead + "<item><title>A</title><description>1 < 2</description></item>" + kTail,
         {"A"}},
        {"unclosed comment", kHead + "<item><title>A</title></item><!-- " + kTail, {"A"}},
        {"stray end tags", kHead + "</p><item></b><title>A</title></item>" + kTail, {"A"}},
    };
    for (const DamageCase& c : cases) {
        const auto feed = parse_feed(c.document, {});
        ASSERT_TRUE(feed) << c.name << ": " << feed.error().message;
        ASSERT_EQ(feed->entries.size(), c.titles.size()) << c.name;
        for (std::size_t i = 0; i < c.titles.size(); ++i)
            EXPECT_EQ(feed->entries[i].title, c.titles[i]) << c.name;
    }
}

TEST(MalformedFeedTest, SaysWhatWasWrongAndWhere) {
    const Feed feed =
        read(kHead + "<item><title>A</title><description><p>x</description></item>" + kTail);
    ASSERT_FALSE(feed.problems.empty());
    EXPECT_NE(feed.problems[0].find("not well-formed XML"), std::string::npos);
    EXPECT_NE(feed.problems[0].find("at byte"), std::string::npos);
    EXPECT_TRUE(read(kHead + kTail).problems.empty());
}

TEST(MalformedFeedTest, KeepsTheMarkupOfAnUnescapedDescription) {
    const Feed feed =
        read(kHead + "<item><description>one<br>two &lt;b&gt;three&lt;/b&gt;</description></item>" +
             kTail);
    EXPECT_EQ(feed.entries.at(0).summary_html, "one<br>two <b>three</b>");
}

struct ReferenceCase {
    const char* text;
    const char* repaired;
};

TEST(MalformedFeedTest, RepairsReferencesThatXmlForbids) {
    const std::vector<ReferenceCase> cases{
        {"a&#0;b", "ab"},
        {"a&#xD83D;b", "ab"},
        {"a&#x8;b", "ab"},
        {"a&#99999999999;b", "a&#99999999999;b"},
        {"don&#146;t", "don’t"},
        {"&eacute;&nbsp;", "é\u00A0"},
        {"&lang;", "\u2329"},
        {"&custom;&amp;&#233;", "&custom;&amp;&#233;"},
        {"<![CDATA[&eacute;&#0;]]>&eacute;", "<![CDATA[&eacute;&#0;]]>é"},
    };
    for (const ReferenceCase& c : cases) {
        std::vector<std::string> problems;
        EXPECT_EQ(repair_references(c.text, problems).value_or(c.text), c.repaired) << c.text;
    }
}

TEST(MalformedFeedTest, RepairingTwiceChangesNothingMore) {
    std::vector<std::string> problems;
    const std::string once =
        repair_xml("x <rss a=b><channel><item>1 & 2 <p>&nbsp;<item></rss> y", problems);
    EXPECT_EQ(repair_xml(once, problems), once);
}

}  // namespace
}  // namespace ainews::feeds
