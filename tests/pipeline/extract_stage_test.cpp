#include "pipeline/extract_stage.h"

#include <fmt/chrono.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/json_text.h"
#include "core/results_json.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_http.h"

namespace ainews::pipeline {
namespace {

using testing::FakeClock;
using testing::FakeHttp;

constexpr const char* kPage = "https://news.example/a";
constexpr const char* kRobots = "https://news.example/robots.txt";

std::string sentence(int i) {
    return "Sentence number " + std::to_string(i) +
           " tells the reader what the company did on that day, and why. ";
}

std::string page_html(const std::string& extra = "") {
    std::string html =
        "<html lang=en><head><title>A model is out</title>"
        "<link rel=canonical "
        "href='https://news.example/articles/a'></head><body><nav>Home</nav><article><h1>A model "
        "is out</h1>";
    for (int p = 0; p < 6; ++p) {
        html += "<p>";
        for (int i = 0; i < 4; ++i) html += sentence(p * 4 + i);
        html += "</p>";
    }
    return html + extra + "</article></body></html>";
}

class ExtractStageTest : public ::testing::Test {
protected:
    ExtractStageTest() {
        Source source;
        source.slug = "example";
        source.url = "https://news.example/feed";
        sources_.push_back(source);
        source.slug = "tube";
        source.kind = SourceKind::Video;
        sources_.push_back(source);
        http_.answer(kPage, 200, page_html(), {{"content-type", "text/html; charset=utf-8"}});
    }

    StageInput input(const std::string& summary, const std::string& content = "") {
        StageInput in;
        in.item.id = 1;
        in.item.url = kPage;
        in.item.source = "example";
        in.item.title = "A model is out";
        in.item.first_seen = clock_.now();
        if (!summary.empty()) in.item.entry.summary_html = summary;
        if (!content.empty()) in.item.entry.content_html = content;
        return in;
    }
    Expected<StageOutput> run(const StageInput& in) {
        return make_extract(http_, clock_, sources_)->run(in, {});
    }
    Extraction extraction(const StageInput& in) {
        const auto out = run(in);
        EXPECT_TRUE(out) << (out ? "" : out.error().message);
        return out ? *extraction_from_json(out->result_json) : Extraction{};
    }

    FakeClock clock_;
    FakeHttp http_;
    std::vector<Source> sources_;
};

TEST_F(ExtractStageTest, TakesTheFeedsTextWhereItIsWhole) {
    std::string html;
    for (int i = 0; i < 12; ++i) html += "<p>" + sentence(i) + "</p>";
    const Extraction result = extraction(input("short", html));
    EXPECT_FALSE(result.from_page);
    EXPECT_FALSE(result.partial);
    EXPECT_EQ(result.blocks.size(), 12U);
    EXPECT_EQ(result.language, "en");
    EXPECT_EQ(http_.requests_to(kPage), 0U);
}

TEST_F(ExtractStageTest, KeepsWhatItMadeOfAFeedsTextThatIsGone) {
    std::string html;
    for (int i = 0; i < 40; ++i) html += "<p>" + sentence(i) + "</p>";
    StageInput in = input("short", html);
    in.item.previous = run(in)->result_json;
    in.item.entry.summary_html.reset();
    in.item.entry.content_html.reset();
    const auto is_kept = [&] {
        const auto again = run(in);
        return again && again->result_json == in.item.previous && !again->findings.empty() &&
               again->findings.back().find("the earlier result stays") != std::string::npos;
    };
    EXPECT_TRUE(is_kept()) << "auto: the page has less";
    sources_[0].text = TextMode::Feed;
    EXPECT_TRUE(is_kept()) << "there is nothing else to read";
    sources_[0].text = TextMode::Page;
    http_.answer(kPage, 404, "gone");  // from the second time on
    EXPECT_TRUE(extraction(in).from_page) << "the page is what is asked for";
    EXPECT_TRUE(is_kept()) << "better than a bare title";
    in.item.previous.clear();
    EXPECT_EQ(extraction(in).blocks.size(), 1U) << "without an earlier result its title";
}

TEST_F(ExtractStageTest, FetchesThePageForAnExcerptAndReportsItsFacts) {
    const auto out = run(input("Sentence number 0 tells … Read more"));
    ASSERT_TRUE(out);
    const Extraction result = *extraction_from_json(out->result_json);
    EXPECT_TRUE(result.from_page);
    EXPECT_FALSE(result.partial);
    EXPECT_GE(result.reading_minutes, 1);
    ASSERT_TRUE(out->facts);
    EXPECT_TRUE(out->facts->simhash);
    EXPECT_EQ(out->facts->content_hash.size(), 64U);
    EXPECT_EQ(out->facts->canonical_url, "https://news.example/articles/a");
    for (std::size_t i = 0; i < result.blocks.size(); ++i)
        EXPECT_EQ(result.blocks[i].n, static_cast<std::int64_t>(i) + 1);
}

TEST_F(ExtractStageTest, SplitsAnIssueOfANewsletterAndNothingThatCameFromOne) {
    std::string html;
    for (int i = 0; i < 5; ++i)
        html += "<h3><a href=\"https://other.example/" + std::to_string(i) + "\">Headline " +
                std::to_string(i) + "</a></h3><p>" + sentence(i) + sentence(i + 5) + "</p>";
    StageInput in = input("", html);
    const auto found = run(in);
    ASSERT_TRUE(found && found->facts);
    EXPECT_EQ(found->facts->newsletter.sections.size(), 5U);
    EXPECT_FALSE(found->facts->newsletter.opens_items) << "nobody said that it is a newsletter";
    sources_[0].newsletter = true;
    EXPECT_TRUE(run(in)->facts->newsletter.opens_items);
    in.item.entry.id = std::string{kNewsletterSectionGuid} + "https://x.example/";
    EXPECT_TRUE(run(in)->facts->newsletter.sections.empty());
}

TEST_F(ExtractStageTest, ObeysRobotsAndKeepsTheFeedsExcerpt) {
    http_.answer(kRobots, 200, "User-agent: *\nDisallow: /a\n");
    const auto out = run(input("<p>" + sentence(1) + "</p>"));
    ASSERT_TRUE(out);
    EXPECT_TRUE(extraction_from_json(out->result_json)->partial);
    ASSERT_FALSE(out->findings.empty());
    EXPECT_NE(out->findings[0].find("robots.txt"), std::string::npos);
    EXPECT_EQ(http_.requests_to(kPage), 0U);
}

TEST_F(ExtractStageTest, AsksAFailingPageAgainAtTheTimeThatItNames) {
    const auto now = std::chrono::floor<std::chrono::seconds>(clock_.now());
    const std::string in_an_hour =
        fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", now + std::chrono::hours{1});
    http_.answer("https://news.example/b", 503, "", {{"retry-after", in_an_hour}});
    StageInput in = input("<p>" + sentence(1) + "</p>");
    in.item.url = "https://news.example/b";
    EXPECT_EQ(run(in).error().retry_after, now + std::chrono::hours{1} - clock_.now());
}

TEST_F(ExtractStageTest, TriesAFailingPageAgainForHoursThenMakesDo) {
    http_.answer("https://news.example/b", 503, "", {{"retry-after", "120"}});
    StageInput in = input("<p>" + sentence(1) + "</p>");
    in.item.url = "https://news.example/b";
    const auto first = run(in);
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().kind, ErrorKind::Transient);
    EXPECT_EQ(first.error().retry_after, Millis{std::chrono::seconds{120}});
    clock_.advance(std::chrono::hours{7});
    const auto last = run(in);
    ASSERT_TRUE(last);
    EXPECT_TRUE(extraction_from_json(last->result_json)->partial);
}

TEST_F(ExtractStageTest, MakesAnExcerptOfAPageThatIsGoneOrNoHtml) {
    http_.answer("https://news.example/gone", 404, "");
    http_.answer("https://news.example/pdf", 200, "%PDF-1.4",
                 {{"content-type", "application/pdf"}});
    for (const char* url : {"https://news.example/gone", "https://news.example/pdf"}) {
        StageInput in = input("<p>" + sentence(1) + "</p>");
        in.item.url = url;
        const Extraction result = extraction(in);
        EXPECT_TRUE(result.partial) << url;
        EXPECT_EQ(result.blocks.size(), 1U) << url;
    }
}

TEST_F(ExtractStageTest, GivesTheTitleWhereThereIsNoTextAtAll) {
    StageInput in = input("");
    in.item.url = "https://news.example/none";
    const Extraction result = extraction(in);
    ASSERT_EQ(result.blocks.size(), 1U);
    EXPECT_EQ(result.blocks[0].kind, BlockKind::Heading);
    EXPECT_EQ(result.blocks[0].text, "A model is out");
    EXPECT_TRUE(result.partial);
}

TEST_F(ExtractStageTest, TakesAVideosDescriptionWithoutItsPage) {
    StageInput in = input("<p>" + sentence(1) + "</p>");
    in.item.source = "tube";
    EXPECT_FALSE(extraction(in).from_page);
    EXPECT_EQ(http_.requests_to(kPage), 0U);
}

TEST_F(ExtractStageTest, DropsInvisibleCharactersAndMovesLinksWithThem) {
    std::string html;
    for (int i = 0; i < 12; ++i) html += "<p>" + sentence(i) + "</p>";
    html +=
        "<p>a\xE2\x80\x8B"
        "b <a href='https://x.example/'>link\xE2\x80\x8B</a></p>";
    const Extraction result = extraction(input("", html));
    const Block& last = result.blocks.back();
    EXPECT_EQ(last.text, "ab link");
    ASSERT_EQ(last.spans.size(), 1U);
    EXPECT_EQ(last.spans[0].start, 3);
    EXPECT_EQ(last.spans[0].end, 7);
}

TEST_F(ExtractStageTest, EndsSoonAfterItIsStopped) {
    http_.hang("https://news.example/slow");
    http_.answer(kRobots, 404, "");
    StageInput in = input("<p>short</p>");
    in.item.url = "https://news.example/slow";
    std::stop_source stop;
    std::jthread stopper{[&] {
        while (http_.requests_to("https://news.example/slow") == 0) std::this_thread::yield();
        stop.request_stop();
    }};
    const auto out = make_extract(http_, clock_, sources_)->run(in, stop.get_token());
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().kind, ErrorKind::Cancelled);
}

struct RobotsCase {
    const char* robots;
    const char* target;
    bool allowed;
};

TEST(RobotsRulesTest, FollowsRfc9309) {
    const RobotsCase cases[] = {
        {"", "/a", true},
        {"User-agent: *\nDisallow: /", "/a", false},
        {"User-agent: *\nDisallow: /", "/robots.txt", true},
        {"User-agent: *\nDisallow: /p\nAllow: /p/q", "/p/q/r", true},
        {"User-agent: *\nAllow: /p\nDisallow: /p", "/p", true},
        {"User-agent: *\nDisallow: /*.gif$", "/x/y.gif", false},
        {"User-agent: *\nDisallow: /*.gif$", "/x/y.gif?z", true},
        {"User-agent: other\nDisallow: /\n\nUser-agent: ainewsd\nDisallow: /b", "/a", true},
        {"User-agent: *\nDisallow: /\n\nUser-agent: AiNewsD/1.0\nAllow: /", "/a", true},
        {"User-agent: ainewsd\nUser-agent: other\nDisallow: /a", "/a/b", false},
        {"User-agent: ainewsd\nDisallow: /a\nUser-agent: *\nDisallow: /\n\nuser-agent: "
         "ainewsd\ndisallow: /c",
         "/c", false},
        {"User-agent: *\nDisallow:", "/a", true},
        {"User-agent: *\nDisallow: /a%3Cd # comment", "/a%3cd", false},
        {"User-agent: *\nDisallow: /caf\xC3\xA9", "/caf%C3%A9", false},
        {"User-agent: *\nDisallow: /a*b*c*d*e", "/aXbXcXdXf", true},
        {"<html>not found</html>", "/a", true},
    };
    for (const RobotsCase& test : cases)
        EXPECT_EQ(RobotsRules::parse(test.robots, "ainewsd").allows(test.target), test.allowed)
            << test.robots << " " << test.target;
}

TEST(RobotsCacheTest, AsksASiteOnceADayAndWaitsForAFailingOne) {
    FakeClock clock;
    FakeHttp http;
    http.answer("https://a.example/robots.txt", 200, "User-agent: *\nDisallow: /x");
    http.answer("https://b.example/robots.txt", 500, "");
    RobotsCache cache{http, clock};
    EXPECT_FALSE(*cache.allows("https://a.example/x?y", {}));
    EXPECT_TRUE(*cache.allows("https://a.example/z#frag", {}));
    EXPECT_EQ(http.requests_to("https://a.example/robots.txt"), 1U);
    clock.advance(std::chrono::hours{25});
    EXPECT_TRUE(*cache.allows("https://a.example/z", {}));
    EXPECT_EQ(http.requests_to("https://a.example/robots.txt"), 2U);
    EXPECT_EQ(cache.allows("https://b.example/", {}).error().kind, ErrorKind::Transient);
    EXPECT_TRUE(*cache.allows("https://c.example/", {})) << "a missing file allows everything";
}

/// A source whose every article ends alike.
class AlikeTexts final : public SourceTexts {
public:
    explicit AlikeTexts(std::string last) : last_{std::move(last)} {}
    [[nodiscard]] std::vector<std::string> recent_extractions(std::string_view source,
                                                              ItemId besides,
                                                              std::size_t limit) const override {
        EXPECT_EQ(source, "example");
        EXPECT_EQ(besides, 1);
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < limit; ++i) {
            Extraction extraction;
            extraction.blocks.resize(1);
            extraction.blocks[0].text = last_;
            texts.push_back(dump(to_json(extraction)));
        }
        texts[0] = "not JSON";  // what cannot be read tells nothing
        return texts;
    }

private:
    std::string last_;
};

std::string whole_text() {
    std::string html;
    for (int p = 0; p < 6; ++p) html += "<p>" + sentence(p * 2) + sentence(p * 2 + 1) + "</p>";
    return html;
}

TEST_F(ExtractStageTest, DropsWhatEveryArticleOfTheSourceSays) {
    const std::string call =
        "The Northgate Wire is printed in three cities and has done so since 1931.";
    const AlikeTexts texts{call};
    const auto out = make_extract(http_, clock_, sources_, {.texts = &texts})
                         ->run(input("", whole_text() + "<p>" + call + "</p>"), {});
    ASSERT_TRUE(out);
    const Extraction extraction = *extraction_from_json(out->result_json);
    const auto found = std::ranges::find(extraction.blocks, call, &Block::text);
    ASSERT_NE(found, extraction.blocks.end());
    EXPECT_TRUE(found->dropped);
    EXPECT_EQ(std::ranges::count(extraction.blocks, true, &Block::dropped), 1);
}

}  // namespace
}  // namespace ainews::pipeline
