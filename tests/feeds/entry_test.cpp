#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/calendar.h"
#include "feed_samples.h"

namespace ainews::feeds {
namespace {

using testing::atom_entry;
using testing::read_one;
using testing::rss_item;

constexpr const char* kModules =
    "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
    "xmlns:dc='http://purl.org/dc/elements/1.1/' "
    "xmlns:media='http://search.yahoo.com/mrss/' "
    "xmlns:slash='http://purl.org/rss/1.0/modules/slash/' "
    "xmlns:atom='http://www.w3.org/2005/Atom' "
    "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' "
    "xmlns:dcterms='http://purl.org/dc/terms/'";

struct TitleCase {
    std::string document;
    const char* title;
};

TEST(EntryTest, DecodesTitlesByTheirType) {
    const std::vector<TitleCase> cases{
        {rss_item("<title>Q&amp;A</title>"), "Q&A"},
        {rss_item("<title>Q&amp;amp;A</title>"), "Q&A"},
        {rss_item("<title>&lt;b&gt;Bold&lt;/b&gt; move</title>"), "Bold move"},
        {rss_item("<title><![CDATA[Caf&eacute;]]></title>"), "Café"},
        {rss_item("<title>Caf&eacute;</title>"), "Café"},
        {rss_item("<title> two\n  lines </title>"), "two lines"},
        {atom_entry("<title>x</title>"), "x"},
        {atom_entry("<title type='text'>About &lt;blink&gt;</title>"), "About <blink>"},
        {atom_entry("<title type='html'>About &amp;lt;blink&amp;gt;</title>"), "About <blink>"},
        {atom_entry("<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a "
                    "<b>b</b></div></title>"),
         "a b"},
    };
    for (const TitleCase& c : cases) EXPECT_EQ(read_one(c.document).title, c.title) << c.document;
}

TEST(EntryTest, CutsATitleAtOneKilobyteBetweenCharacters) {
    std::string title;
    while (title.size() < 5'000) title += "題";
    const Entry entry = read_one(rss_item("<title>" + title + "</title>"));
    EXPECT_EQ(entry.title.size(), 1'023U);
    EXPECT_TRUE(title.starts_with(entry.title));
}

TEST(EntryTest, PrefersTheEncodedContentAndKeepsTheDescriptionAsSummary) {
    const Entry entry =
        read_one(rss_item("<description>Short</description><content:encoded><![CDATA[<p>Long</"
                          "p>]]></content:encoded>",
                          kModules));
    EXPECT_EQ(entry.summary_html, "Short");
    EXPECT_EQ(entry.content_html, "<p>Long</p>");
}

TEST(EntryTest, ResolvesNamespacesByAddressWhateverThePrefix) {
    const Entry entry = read_one(rss_item("<x:encoded>Long</x:encoded>",
                                          "xmlns:x='http://purl.org/rss/1.0/modules/content/'"));
    EXPECT_EQ(entry.content_html, "Long");
}

TEST(EntryTest, IgnoresElementsOfOtherVocabulariesWithTheSameName) {
    const Entry entry = read_one(
        rss_item("<o:title>Other</o:title><title>Ours</title>", "xmlns:o='urn:something-else'"));
    EXPECT_EQ(entry.title, "Ours");
}

TEST(EntryTest, ReadsUndeclaredPrefixesAsUsual) {
    EXPECT_EQ(read_one(rss_item("<dc:creator>Ann</dc:creator>")).authors,
              std::vector<std::string>{"Ann"});
}

struct UrlCase {
    std::string document;
    const char* url;
};

TEST(EntryTest, FindsThePageAnEntryIsAbout) {
    const std::vector<UrlCase> cases{
        {rss_item("<link>https://a.example/1</link>"), "https://a.example/1"},
        {rss_item("<link>\n https://a.example/1 \n</link>"), "https://a.example/1"},
        {rss_item("<link>/1</link>"), "https://news.example.com/1"},
        {rss_item("<guid>https://a.example/1</guid>"), "https://a.example/1"},
        {rss_item("<guid isPermaLink='false'>https://a.example/1</guid>"), ""},
        {rss_item("<link>javascript:alert(1)</link>"), ""},
        {rss_item("<link>file:///etc/passwd</link>"), ""},
        {rss_item("<link>https://a.example/1?a=1&b=2</link>"), "https://a.example/1?a=1&b=2"},
        {rss_item(
             "<atom:link rel='self' href='https://a.example/2'/><link>https://a.example/1</link>",
             kModules),
         "https://a.example/1"},
        {atom_entry("<link rel='alternate' href='https://a.example/1'/>"), "https://a.example/1"},
        {atom_entry(
             "<link rel='related' href='https://a.example/2'/><link href='https://a.example/1'/>"),
         "https://a.example/1"},
        {atom_entry("<link rel='alternate' type='application/json' href='https://a.example/2'/>"
                    "<link rel='alternate' type='text/html' href='https://a.example/1'/>"),
         "https://a.example/1"},
        {atom_entry("<link/><link href='https://a.example/1'/>"), "https://a.example/1"},
        {atom_entry("<content src='https://a.example/1' type='text/html'/>"),
         "https://a.example/1"},
    };
    for (const UrlCase& c : cases) EXPECT_EQ(read_one(c.document).url, c.url) << c.document;
}

TEST(EntryTest, ResolvesLinksAgainstNestedBases) {
    const Feed feed = testing::read(
        "<feed xmlns='http://www.w3.org/2005/Atom' "
        "xml:base='https://a.example/blog/'><title>t</title>"
        "<entry xml:base='2026/'><link href='1.html'/><content type='html' "
        "xml:base='img/'>x</content></entry></feed>");
    ASSERT_EQ(feed.entries.size(), 1U);
    EXPECT_EQ(feed.entries[0].url, "https://a.example/blog/2026/1.html");
    EXPECT_EQ(feed.entries[0].base_url, "https://a.example/blog/2026/img/");
}

TEST(EntryTest, KeepsTheOuterBaseWhereAnInnerOneIsOfNoUse) {
    for (const auto* base : {"a:", "javascript:x", "http://[", " "}) {
        const Feed feed = testing::read(
            fmt::format("<feed xmlns='http://www.w3.org/2005/Atom' "
                        "xml:base='https://a.example/blog/'><title>t</title><link xml:base='{0}' "
                        "href='2'/><entry xml:base='{0}'><link href='1.html'/></entry></feed>",
                        base));
        ASSERT_EQ(feed.entries.size(), 1U);
        EXPECT_EQ(feed.link, "https://a.example/blog/2") << base;
        EXPECT_EQ(feed.entries[0].url, "https://a.example/blog/1.html") << base;
    }
}

TEST(EntryTest, KeepsRelativeLinksWhereNothingSaysWhatTheyAreRelativeTo) {
    EXPECT_EQ(read_one(rss_item("<link>/1</link>"), "").url, "/1");
    EXPECT_EQ(read_one(rss_item("<link>javascript:alert(1)</link>"), "").url, "");
}

TEST(EntryTest, TellsPublishedFromUpdated) {
    const Entry entry =
        read_one(rss_item("<dcterms:modified>2026-05-02T00:00:00Z</"
                          "dcterms:modified><dc:date>2026-04-30T00:00:00Z</dc:date>"
                          "<pubDate>Fri, 01 May 2026 00:00:00 GMT</pubDate>",
                          kModules));
    EXPECT_EQ(entry.published, from_rfc3339("2026-05-01T00:00:00Z"));
    EXPECT_EQ(entry.updated, from_rfc3339("2026-05-02T00:00:00Z"));
}

TEST(EntryTest, ReadsPeople) {
    const Entry entry =
        read_one(rss_item("<author>a@example.com (Ann)</author><dc:creator>Ben "
                          "(b@example.com)</dc:creator><dc:creator>Ann</dc:creator>",
                          kModules));
    EXPECT_EQ(entry.authors, (std::vector<std::string>{"Ann", "Ben"}));
    EXPECT_EQ(read_one(atom_entry("<author><email>c@example.com</email></author>")).authors,
              std::vector<std::string>{"c@example.com"});
}

TEST(EntryTest, ReadsMediaInsideGroups) {
    const Entry entry = read_one(
        rss_item("<media:group><media:title>Video</media:title><media:content "
                 "url='https://a.example/v.mp4' type='video/mp4' "
                 "fileSize='7'/><media:thumbnail "
                 "url='https://a.example/t.jpg'/><media:description>About</media:description>"
                 "</media:group>",
                 kModules));
    EXPECT_EQ(entry.title, "Video");
    EXPECT_EQ(entry.image, "https://a.example/t.jpg");
    EXPECT_EQ(entry.summary_html, "About");
    EXPECT_EQ(entry.enclosures,
              (std::vector<Enclosure>{{"https://a.example/v.mp4", "video/mp4", 7}}));
}

TEST(EntryTest, BoundsListsAndDropsRepeatedCategories) {
    std::string fields = "<category>same</category><category>same</category>";
    for (int i = 0; i < 100; ++i) fields += "<category>c" + std::to_string(i) + "</category>";
    const Entry entry = read_one(rss_item(fields));
    EXPECT_EQ(entry.categories.size(), 32U);
    EXPECT_EQ(entry.categories[1], "c0");
}

TEST(EntryTest, ReadsAuthorsThatAreMarkedUp) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(read_one(rss_item("<author><a href='/a'>Ann Doe</a></author>")).authors,
              Names{"Ann Doe"});
    EXPECT_EQ(read_one(rss_item("<dc:creator><b>Ann</b> Doe</dc:creator>", kModules)).authors,
              Names{"Ann Doe"});
    EXPECT_EQ(read_one(rss_item("<author>Ann Doe &lt;a@example.com&gt;</author>")).authors,
              Names{"Ann Doe"});
    EXPECT_EQ(read_one(rss_item("<author>\"Ann Doe\" &lt;a@example.com&gt;</author>")).authors,
              Names{"Ann Doe"});
    EXPECT_EQ(read_one(atom_entry("<author><uri>https://a.example/</uri></author>")).authors,
              Names{});
}

TEST(EntryTest, TakesTheAuthorOfItsSourceWhereItNamesNone) {
    using Names = std::vector<std::string>;
    const std::string source = "<source><author><name>Sam</name></author></source>";
    EXPECT_EQ(read_one(atom_entry(source)).authors, Names{"Sam"});
    EXPECT_EQ(read_one(atom_entry(source + "<author><name>Eve</name></author>")).authors,
              Names{"Eve"});
}

TEST(EntryTest, ResolvesLinksByABaseInsideTheMarkup) {
    EXPECT_EQ(read_one(atom_entry("<content type='xhtml' xml:base='https://o.example/'>"
                                  "<div xmlns='http://www.w3.org/1999/xhtml' xml:base='z/'>"
                                  "<a href='x'>b</a></div><a href='y'>c</a></content>"))
                  .content_html,
              "<div><a href=\"z/x\">b</a></div><a href=\"y\">c</a>");
    EXPECT_EQ(read_one(atom_entry("<content type='xhtml'><p xml:base='https://o.example/z/'>"
                                  "<img src='i.png'/><a href='#n'>n</a></p></content>"))
                  .content_html,
              "<p><img src=\"https://o.example/z/i.png\">"
              "<a href=\"https://o.example/z/#n\">n</a></p>");
}

TEST(EntryTest, DecodesBase64Content) {
    EXPECT_EQ(
        read_one("<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry>"
                 "<content type='text/html' mode='base64'>PGI+aGk8L2I+</content></entry></feed>")
            .content_html,
        "<b>hi</b>");
}

TEST(EntryTest, EscapesPlainTextContent) {
    EXPECT_EQ(read_one(atom_entry("<content type='text'>a &lt;b&gt; c</content>")).content_html,
              "a &lt;b&gt; c");
}

}  // namespace
}  // namespace ainews::feeds
