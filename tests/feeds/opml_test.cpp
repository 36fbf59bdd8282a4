#include "feeds/opml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ctime>

#include "feeds/source_slug.h"

namespace ainews::feeds {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string opml(std::string_view body) {
    return "<?xml version=\"1.0\"?><opml version=\"2.0\"><head/><body>" + std::string{body} +
           "</body></opml>";
}

Opml read_list(std::string_view document, const OpmlLimits& limits = {}) {
    auto list = parse_opml(document, limits);
    if (list) return *std::move(list);
    ADD_FAILURE() << list.error().message;
    return {};
}

std::string many_times(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
}

Source with_everything() {
    Source source;
    source.name = "霧島 \"AI\" & <速報>\t第2版";
    source.slug = "kirishima-ai";
    source.url = "https://news.example.jp/feed?a=1&b=2";
    source.kind = SourceKind::Research;
    source.language = "zh-Hant";
    source.weight = 2.25;
    source.rights = Rights::Full;
    source.rights_basis = "CC BY 4.0 'as said'";
    source.rights_hosts = {"img.example.jp", "cdn.example.jp"};
    source.interval = std::chrono::minutes{95};
    source.backlog = std::chrono::hours{7 * 24};
    source.text = TextMode::Page;
    source.include = {"人工知能", "a, b", "say \"x\""};
    source.exclude = {"広告"};
    source.hold_if = {std::string{kHoldFindings}};
    source.newsletter = true;
    source.paused = true;
    return source;
}

TEST(OpmlTest, BringsBackEverythingThatItWrote) {
    Source plain;
    plain.name = "Plain";
    plain.slug = "plain";
    plain.url = "http://plain.example/rss";
    const std::vector<Source> sources{with_everything(), plain};
    const std::string text = write_opml(sources);
    const Opml list = read_list(text);
    EXPECT_EQ(list.sources, sources) << text;
    EXPECT_THAT(list.problems, IsEmpty());
    EXPECT_EQ(write_opml(list.sources), text) << "byte for byte";
    EXPECT_EQ(text.find("ainews:weight=\"1"), std::string::npos) << "defaults are not written";
}

struct PlainCase {
    const char* name;
    std::string body;
    std::vector<std::pair<std::string, std::string>> sources;  ///< name and address
};

TEST(OpmlTest, ReadsWhatOtherReadersWrite) {
    const std::vector<PlainCase> cases{
        {"flat",
         "<outline text='A' type='rss' xmlUrl='https://a.example/f'/>",
         {{"A", "https://a.example/f"}}},
        {"title only",
         "<outline title='A' xmlUrl='https://a.example/f'/>",
         {{"A", "https://a.example/f"}}},
        {"no name", "<outline xmlUrl='https://a.example/f'/>", {{"", "https://a.example/f"}}},
        {"folders",
         "<outline text='AI'><outline text='deep'><outline text='A' xmlUrl='https://a.example/f'/>"
         "</outline></outline><outline text='B' xmlUrl='https://b.example/f'/>",
         {{"A", "https://a.example/f"}, {"B", "https://b.example/f"}}},
        {"a feed that is a folder",
         "<outline text='A' xmlUrl='https://a.example/f'>"
         "<outline text='B' xmlUrl='https://b.example/f'/></outline>",
         {{"A", "https://a.example/f"}, {"B", "https://b.example/f"}}},
        {"another case",
         "<OUTLINE TEXT='A' xmlurl='https://a.example/f'/>",
         {{"A", "https://a.example/f"}}},
        {"entities and spaces",
         "<outline text='  A &amp; B&#10;&nbsp;C ' xmlUrl=' https://a.example/f?x=1&amp;y=2 '/>",
         {{"A & B C", "https://a.example/f?x=1&y=2"}}},
        {"the scheme of feeds",
         "<outline text='A' xmlUrl='feed://a.example/f'/>"
         "<outline text='B' xmlUrl='feed:https://b.example/f'/>",
         {{"A", "http://a.example/f"}, {"B", "https://b.example/f"}}},
    };
    for (const PlainCase& c : cases) {
        const Opml list = read_list(opml(c.body));
        std::vector<std::pair<std::string, std::string>> found;
        for (const Source& source : list.sources) {
            found.emplace_back(source.name, source.url);
            EXPECT_EQ(source.slug, "") << c.name;
        }
        EXPECT_EQ(found, c.sources) << c.name;
        EXPECT_THAT(list.problems, IsEmpty()) << c.name;
    }
}

struct LeftOutCase {
    const char* name;
    std::string outline;
    std::string why;
};

TEST(OpmlTest, SaysInALineWhatItLeftOut) {
    const std::vector<LeftOutCase> cases{
        {"script", "<outline xmlUrl='javascript:alert(1)'/>", "not an http or https address"},
        {"file", "<outline xmlUrl='file:///etc/passwd'/>", "not an http or https address"},
        {"relative", "<outline xmlUrl='/feed.xml'/>", "not an http or https address"},
        {"password", "<outline xmlUrl='https://u:geheim@a.example/f'/>", "a user or a password"},
        {"length", "<outline xmlUrl='https://a.example/" + std::string(3000, 'x') + "'/>",
         "longer than 2048 bytes"},
        {"twice",
         "<outline xmlUrl='https://a.example/f'/><outline xmlUrl='http://www.a.example/f/'/>",
         "is in the list twice"},
        {"a list within", "<outline type='include' url='https://a.example/other.opml'/>",
         "not fetched"},
        {"depth",
         many_times("<outline>", 70) + "<outline xmlUrl='https://a.example/f'/>" +
             many_times("</outline>", 70),
         "deeper than 64 levels"},
    };
    for (const LeftOutCase& c : cases) {
        const Opml list = read_list(opml(c.outline));
        EXPECT_THAT(list.problems, ElementsAre(HasSubstr(c.why))) << c.name;
        EXPECT_LE(list.sources.size(), 1U) << c.name;
        for (const std::string& line : list.problems)
            EXPECT_EQ(line.find("geheim"), std::string::npos) << c.name;
    }
}

TEST(OpmlTest, LeavesOutWhatOurOwnAttributesCannotMean) {
    const Opml list = read_list(
        "<opml version='2.0' xmlns:n='urn:ainewsd:opml:1'><body>"
        "<outline text='A' xmlUrl='https://a.example/f' n:slug='a' n:kind='gossip' n:weight='heavy'"
        " n:include='[[1]' n:paused='perhaps' n:backlog='1 fortnight' n:rights='link'/>"
        "</body></opml>");
    ASSERT_THAT(list.sources, SizeIs(1));
    EXPECT_EQ(list.sources[0].slug, "a");
    EXPECT_EQ(list.sources[0].rights, Rights::Link);
    EXPECT_EQ(list.sources[0].kind, SourceKind::News);
    EXPECT_THAT(list.problems, SizeIs(5));
}

TEST(OpmlTest, KeepsToItsLimits) {
    OpmlLimits limits;
    limits.sources_max = 3;
    limits.problems_max = 2;
    std::string body;
    for (int i = 0; i < 10; ++i)
        body += "<outline xmlUrl='https://h" + std::to_string(i) + ".example/f'/>";
    const Opml list = read_list(opml(body), limits);
    EXPECT_THAT(list.sources, SizeIs(3));
    EXPECT_THAT(list.problems, ElementsAre(HasSubstr("more than 3 sources"),
                                           HasSubstr("more than 3 sources"), "and 5 more"));
    limits.bytes_max = 100;
    EXPECT_EQ(parse_opml(opml(body), limits).error().kind, ErrorKind::TooLarge);
    limits = {};
    limits.tags_max = 5;
    EXPECT_EQ(parse_opml(opml(body), limits).error().kind, ErrorKind::TooLarge);
    const Opml named = read_list(
        opml("<outline text='" + std::string(5000, 'n') + "' xmlUrl='https://a.example/f'/>"));
    ASSERT_THAT(named.sources, SizeIs(1));
    EXPECT_EQ(named.sources[0].name.size(), 200U);
}

TEST(OpmlTest, EndsSoonOnAnything) {
    constexpr std::size_t kMany = 150'000;
    std::string bomb = "<!DOCTYPE opml [<!ENTITY a 'lol'>";
    for (char c = 'b'; c < 'k'; ++c)
        bomb += std::string{"<!ENTITY "} + c + " '" +
                many_times(std::string{"&"} + static_cast<char>(c - 1) + ";", 10) + "'>";
    bomb += "]>" + opml("<outline text='&j;' xmlUrl='https://a.example/f'/>").substr(21);
    const std::vector<std::pair<const char*, std::string>> cases{
        {"entities", bomb},
        {"depth", opml(many_times("<outline>", kMany))},
        {"attributes", opml("<outline " + many_times("a='' ", kMany) + "/>")},
        {"ampersands", opml("<outline text='" + many_times("&", kMany) + "'/>")},
        {"brackets",
         "<opml xmlns:n='urn:ainewsd:opml:1'><body><outline xmlUrl='https://a.example/f' "
         "n:include='" +
             std::string(kMany, '[') + "'/></body></opml>"},
        {"cut off", opml("").substr(0, 50)},
    };
    for (const auto& [name, document] : cases) {
        // Of the processor, so that what else runs here does not count.
        const std::clock_t begin = std::clock();
        const auto list = parse_opml(document);
        EXPECT_LT(std::clock() - begin, std::clock_t{20} * CLOCKS_PER_SEC) << name;
        if (!list) continue;
        for (const Source& source : list->sources) EXPECT_LE(source.name.size(), 200U) << name;
    }
    EXPECT_THAT(read_list(bomb).sources, SizeIs(1)) << "nothing expands";
}

TEST(OpmlTest, ReadsOtherEncodingsAndHalfADocument) {
    // "ニュース" in Shift_JIS.
    const Opml sjis = read_list(
        "<?xml version=\"1.0\" encoding=\"Shift_JIS\"?><opml version=\"2.0\"><body><outline "
        "text=\"\x83\x6A\x83\x85\x81\x5B\x83\x58\" xmlUrl=\"https://a.example/f\"/></body></opml>");
    ASSERT_THAT(sjis.sources, SizeIs(1));
    EXPECT_EQ(sjis.sources[0].name, "ニュース");
    const Opml half =
        read_list("<opml><body><outline text='A' xmlUrl='https://a.example/f'/><outline text='B");
    EXPECT_THAT(half.sources, SizeIs(1));
    EXPECT_THAT(half.problems, Contains(HasSubstr("not well-formed")));
    EXPECT_TRUE(half.cut);
    EXPECT_FALSE(sjis.cut);
}

TEST(OpmlTest, RefusesWhatIsNone) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "no OPML"},
        {"plain text", "no OPML"},
        {"<html><body/></html>", "the document's root is <html>"},
        {"<rss><channel/></rss>", "the document's root is <rss>"},
    };
    for (const auto& [document, why] : cases) {
        const auto list = parse_opml(document);
        ASSERT_FALSE(list) << document;
        EXPECT_EQ(list.error().kind, ErrorKind::BadInput);
        EXPECT_THAT(list.error().message, HasSubstr(why));
    }
}

TEST(SlugMakerTest, MakesSlugsOfNamesAndHostsThatNobodyHas) {
    struct Case {
        const char* name;
        const char* url;
        const char* slug;
    };
    const std::vector<Case> cases{
        {"Lantern Board", "https://a.example/f", "lantern-board"},
        {"Lantern Board", "https://b.example/f", "lantern-board-2"},
        {"Lantern Board", "https://c.example/f", "lantern-board-3"},
        {"ニュース", "https://a.example/f", "nyusu"},
        {"テック・ラボ AI", "https://a.example/f", "tekku-rabo-ai"},
        {"ﾃｯｸ", "https://a.example/f", "tekku"},
        {"霧島新聞", "https://www.kirishima.example/f", "kirishima-example"},
        {"Orrin 研究所", "https://a.example/f", "orrin"},
        {"", "https://feeds.orrin.example/x", "orrin-example"},
        {"★", "https://[::1]/x", "1"},
        {"A very long name of a newspaper that goes on and on beyond what any address should hold",
         "https://a.example/f", "a-very-long-name-of-a-newspaper-that-goes-on-and-on"},
        {"taken", "https://a.example/f", "taken-2"},
    };
    SlugMaker slugs{{"taken"}};
    for (const Case& c : cases) EXPECT_EQ(slugs.make(c.name, c.url), c.slug) << c.name;
    EXPECT_FALSE(slugs.take("nyusu"));
    for (int i = 0; i < 20'000; ++i) (void)slugs.make("same", "");
    EXPECT_EQ(slugs.make("same", ""), "same-20001");
}

}  // namespace
}  // namespace ainews::feeds
