#include "feeds/parse.h"

#include <gtest/gtest.h>

#include "core/calendar.h"
#include "feed_samples.h"

namespace ainews::feeds {
namespace {

using testing::atom_entry;
using testing::read;
using testing::read_one;
using testing::rss_item;

TEST(ParseFeedTest, ReadsAnRssFeed) {
    const Feed feed = read(
        "<?xml version='1.0'?><rss version='2.0'><channel><title>News &amp; more</title>"
        "<link>https://news.example.com/</link><language>en-us</language><ttl>90</ttl>"
        "<item><title>One</title><link>https://news.example.com/1</link><guid>one</guid>"
        "<author>ann@example.com (Ann)</author><category>ai</category>"
        "<pubDate>Fri, 01 May 2026 03:16:00 "
        "GMT</pubDate><description>&lt;p&gt;Text&lt;/p&gt;</description>"
        "<enclosure url='https://news.example.com/1.mp3' type='audio/mpeg' length='42'/></item>"
        "</channel></rss>");
    EXPECT_EQ(feed.format, Feed::Format::Rss);
    EXPECT_EQ(feed.title, "News & more");
    EXPECT_EQ(feed.link, "https://news.example.com/");
    EXPECT_EQ(feed.language, "en-us");
    EXPECT_EQ(feed.hints.ttl, std::chrono::minutes{90});
    EXPECT_TRUE(feed.problems.empty());
    ASSERT_EQ(feed.entries.size(), 1U);
    const Entry& entry = feed.entries.front();
    EXPECT_EQ(entry.id, "one");
    EXPECT_EQ(entry.url, "https://news.example.com/1");
    EXPECT_EQ(entry.authors, std::vector<std::string>{"Ann"});
    EXPECT_EQ(entry.categories, std::vector<std::string>{"ai"});
    EXPECT_EQ(entry.published, from_rfc3339("2026-05-01T03:16:00Z"));
    EXPECT_EQ(entry.summary_html, "<p>Text</p>");
    EXPECT_EQ(entry.enclosures,
              (std::vector<Enclosure>{{"https://news.example.com/1.mp3", "audio/mpeg", 42}}));
}

TEST(ParseFeedTest, ReadsAnAtomFeed) {
    const Feed feed = read(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='ja'><title type='html'>A &amp;amp; "
        "B</title>"
        "<link rel='self' href='https://news.example.com/atom'/><link "
        "href='https://news.example.com/'/>"
        "<link rel='prev-archive' href='/atom?page=2'/><author><name>Feed Author</name></author>"
        "<entry><id>urn:1</id><title>One</title><link "
        "href='/1'/><updated>2026-05-01T00:00:00Z</updated>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><b>a</b> "
        "<i>b</i><br/></div></content>"
        "</entry></feed>");
    EXPECT_EQ(feed.format, Feed::Format::Atom);
    EXPECT_EQ(feed.title, "A & B");
    EXPECT_EQ(feed.link, "https://news.example.com/");
    EXPECT_EQ(feed.previous_archive, "https://news.example.com/atom?page=2");
    ASSERT_EQ(feed.entries.size(), 1U);
    const Entry& entry = feed.entries.front();
    EXPECT_EQ(entry.url, "https://news.example.com/1");
    EXPECT_EQ(entry.language, "ja");
    EXPECT_EQ(entry.authors, std::vector<std::string>{"Feed Author"});
    EXPECT_EQ(entry.content_html, "<div><b>a</b> <i>b</i><br></div>");
}

TEST(ParseFeedTest, ReadsRdfWhoseItemsStandBesideTheChannel) {
    const Feed feed = read(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns='http://purl.org/rss/1.0/'"
        " xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>RDF</title></channel>"
        "<item rdf:about='urn:1'><title>One</title><link>https://news.example.com/1</link>"
        "<dc:date>2026-05-01T09:00+09:00</dc:date><dc:creator>Ann</dc:creator></item></rdf:RDF>");
    EXPECT_EQ(feed.format, Feed::Format::Rdf);
    EXPECT_EQ(feed.title, "RDF");
    ASSERT_EQ(feed.entries.size(), 1U);
    EXPECT_EQ(feed.entries[0].id, "urn:1");
    EXPECT_EQ(feed.entries[0].published, from_rfc3339("2026-05-01T00:00:00Z"));
    EXPECT_EQ(feed.entries[0].authors, std::vector<std::string>{"Ann"});
}

TEST(ParseFeedTest, ReadsSkipHoursAndSkipDays) {
    const Feed feed = read(
        "<rss><channel><skipHours><hour>0</hour><hour>24</hour><hour>7</hour></skipHours>"
        "<skipDays><day>Sunday</day><day>saturday</day></skipDays></channel></rss>");
    EXPECT_EQ(feed.hints.skip_hours, (1U << 0U) | (1U << 7U));
    EXPECT_EQ(feed.hints.skip_days, (1U << 0U) | (1U << 6U));
}

TEST(ParseFeedTest, TurnsTheSyndicationPeriodIntoATtl) {
    const Feed feed = read(
        "<rss xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel>"
        "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></"
        "channel></rss>");
    EXPECT_EQ(feed.hints.ttl, std::chrono::hours{6});
}

struct EncodingCase {
    const char* name;
    std::string bytes;
    const char* content_type;
    const char* title;
};

TEST(ParseFeedTest, ReadsAnyEncoding) {
    const std::string head = "<?xml version='1.0' encoding='";
    const std::string body = "'?><rss><channel><title>";
    const std::string tail = "</title></channel></rss>";
    const std::vector<EncodingCase> cases{
        {"Shift_JIS", head + "Shift_JIS" + body + "\x93\xFA\x96\x7B" + tail, "", "日本"},
        {"EUC-JP", head + "EUC-JP" + body + "\xC6\xFC\xCB\xDC" + tail, "", "日本"},
        {"ISO-2022-JP", head + "ISO-2022-JP" + body + "\x1B$BF|K\\\x1B(B" + tail, "", "日本"},
        {"GB2312 is GB18030", head + "gb2312" + body + "\xC8\xD5\xB1\xBE" + tail, "", "日本"},
        {"latin-1 is windows-1252", head + "iso-8859-1" + body + "\x93q\x94" + tail, "", "“q”"},
        {"the HTTP charset", head + "utf-8" + body + "\x93\xFA\x96\x7B" + tail,
         "text/xml; charset=shift_jis", "日本"},
        {"UTF-8 called latin-1", head + "utf-8" + body + "日本" + tail,
         "text/xml; charset=iso-8859-1", "日本"},
        {"a BOM", "\xEF\xBB\xBF" + head + "utf-8" + body + "日本" + tail, "", "日本"},
    };
    for (const EncodingCase& c : cases) {
        const auto feed = parse_feed(c.bytes, {.content_type = c.content_type});
        ASSERT_TRUE(feed) << c.name << ": " << feed.error().message;
        EXPECT_EQ(feed->title, c.title) << c.name;
    }
}

TEST(ParseFeedTest, ReadsUtf16WithAByteOrderMark) {
    const std::u16string text = u"\uFEFF<rss><channel><title>日本</title></channel></rss>";
    std::string bytes;
    for (const char16_t unit : text) {
        bytes += static_cast<char>(unit & 0xFFU);
        bytes += static_cast<char>(unit >> 8U);
    }
    EXPECT_EQ(read(bytes).title, "日本");
}

struct RefusedCase {
    const char* document;
    const char* reason;
};

TEST(ParseFeedTest, SaysWhatItFoundInsteadOfAFeed) {
    const std::vector<RefusedCase> cases{
        {"", "empty"},
        {" \n ", "empty"},
        {"hello", "plain text"},
        {"<!DOCTYPE html><html><body>No</body></html>", "HTML page"},
        {"<opml version='2.0'><body/></opml>", "<opml>"},
        {"{\"a\":1}", "JSON"},
        {"{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[", "broken JSON"},
        {"{\"version\":\"https://jsonfeed.org/version/1.1\",\"a\":1e999}", "number beyond"},
    };
    for (const RefusedCase& c : cases) {
        const auto feed = parse_feed(c.document, {});
        ASSERT_FALSE(feed) << c.document;
        EXPECT_EQ(feed.error().kind, ErrorKind::BadInput);
        EXPECT_NE(feed.error().message.find(c.reason), std::string::npos) << feed.error().message;
        EXPECT_EQ(feed.error().message.find('\n'), std::string::npos);
    }
}

TEST(ParseFeedTest, DropsDatesThatCannotBeTrue) {
    const TimePoint now = *from_rfc3339("2026-05-01T00:00:00Z");
    const auto date_of = [now](const std::string& date) {
        const auto feed =
            parse_feed(rss_item("<title>x</title><pubDate>" + date + "</pubDate>"), {.now = now});
        return feed->entries.at(0).published;
    };
    EXPECT_TRUE(date_of("Thu, 30 Apr 2026 00:00:00 GMT"));
    EXPECT_TRUE(date_of("Fri, 01 May 2026 20:00:00 GMT"));
    EXPECT_FALSE(date_of("Thu, 01 Jan 1970 00:00:00 GMT"));
    EXPECT_FALSE(date_of("Sun, 03 May 2026 00:00:00 GMT"));
}

TEST(ParseFeedTest, KeepsTheFirstEntriesAndSaysHowManyItLeftOut) {
    std::string document = "<rss><channel>";
    for (int i = 0; i < 10; ++i) document += "<item><guid>" + std::to_string(i) + "</guid></item>";
    const auto feed = parse_feed(document + "</channel></rss>", {.entries_max = 3});
    ASSERT_TRUE(feed);
    ASSERT_EQ(feed->entries.size(), 3U);
    EXPECT_EQ(feed->entries[2].id, "2");
    ASSERT_EQ(feed->problems.size(), 1U);
    EXPECT_EQ(feed->problems[0].substr(0, 18), "7 entries left out");
}

}  // namespace
}  // namespace ainews::feeds
