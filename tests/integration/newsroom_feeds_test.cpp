// What the newsroom serves is read back whole by our own parser and extractor.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <algorithm>

#include "feeds/parse.h"
#include "tests/integration/newsroom_questions.h"
#include "tests/support/newsroom_feeds.h"
#include "tests/support/newsroom_markup.h"
#include "tests/support/newsroom_model.h"
#include "tests/support/newsroom_pages.h"
#include "text/article.h"
#include "text/html.h"

namespace ainews::newsroom {
namespace {

constexpr int kPort = 8790;

Edition edition() {
    using namespace std::chrono;
    return {&sample_library(), kPort, sys_days{2026y / May / 1} + hours{12}};
}

/// What the model would think of the blocks: only the article's own text may be asked for.
ModelAnswer asked_for(const std::vector<Block>& blocks) {
    static const RecordedModel model{sample_library()};
    return model.answer(question(AskedStage::Translate, blocks));
}

std::vector<Block> kept(std::vector<Block> blocks) {
    std::erase_if(blocks, [](const Block& block) { return block.dropped; });
    return blocks;
}

class NewsroomOutletTest : public ::testing::TestWithParam<std::string> {
protected:
    const Outlet& outlet_ = *sample_library().outlet(GetParam());
    const Edition edition_ = edition();
};

TEST_P(NewsroomOutletTest, FeedIsReadWholeInItsEncoding) {
    const auto document = render_feed(edition_, outlet_);
    const auto feed = feeds::parse_feed(document.body, {.base_url = feed_url(outlet_, kPort),
                                                        .content_type = document.content_type});
    ASSERT_TRUE(feed.has_value()) << feed.error().message;
    EXPECT_EQ(feed->title, outlet_.name);
    EXPECT_THAT(feed->problems, ::testing::IsEmpty());
    const auto articles = sample_library().articles_of(outlet_.slug);
    ASSERT_EQ(feed->entries.size(), articles.size() + outlet_.mentions.size());
    for (std::size_t i = 0; i < articles.size(); ++i) {
        const auto& entry = feed->entries[i];
        EXPECT_EQ(entry.title, articles[i]->title);
        EXPECT_EQ(entry.url, article_url(outlet_, *articles[i], kPort));
        EXPECT_EQ(entry.published, edition_.now - articles[i]->age);
        EXPECT_EQ(entry.points, articles[i]->points);
        EXPECT_EQ(entry.comments, articles[i]->comments);
    }
}

TEST_P(NewsroomOutletTest, PagesYieldTheArticleAndNothingElse) {
    for (const auto* article : sample_library().articles_of(outlet_.slug)) {
        const auto page = render_page(edition_, outlet_, *article);
        const auto decoded = text::decode_html(page.body, page.content_type);
        EXPECT_FALSE(decoded.replaced) << article->slug;
        const auto found =
            text::extract_article(decoded.utf8, article_url(outlet_, *article, kPort));
        ASSERT_TRUE(found.has_value()) << found.error().message;
        EXPECT_EQ(found->title, article->title);
        const auto blocks = kept(found->blocks);
        EXPECT_EQ(blocks.size(), article->blocks.size()) << article->slug;
        const auto answer = asked_for(blocks);
        EXPECT_EQ(answer.unknown_blocks, 0) << article->slug;
        EXPECT_EQ(answer.furniture_blocks, 0) << article->slug << "\n" << found->text;
    }
}

std::vector<std::string> outlet_slugs() {
    std::vector<std::string> slugs;
    for (const auto& outlet : sample_library().outlets()) slugs.push_back(outlet.slug);
    return slugs;
}

INSTANTIATE_TEST_SUITE_P(Outlets, NewsroomOutletTest, ::testing::ValuesIn(outlet_slugs()),
                         [](const auto& slug) {
                             std::string name = slug.param;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

TEST(NewsroomFeedTest, FullTextFeedsYieldTheArticlesBlocks) {
    for (const auto& outlet : sample_library().outlets()) {
        const auto document = render_feed(edition(), outlet);
        const auto feed = feeds::parse_feed(document.body, {.content_type = document.content_type});
        ASSERT_TRUE(feed.has_value());
        const auto articles = sample_library().articles_of(outlet.slug);
        for (std::size_t i = 0; i < articles.size(); ++i) {
            const auto& html = feed->entries[i].content_html;
            if (!html || outlet.format == "community" || outlet.format == "video") continue;
            const auto blocks = text::html_blocks(*html, feed->entries[i].base_url);
            EXPECT_EQ(blocks.size(), articles[i]->blocks.size()) << articles[i]->slug;
            EXPECT_EQ(asked_for(blocks).unknown_blocks, 0) << articles[i]->slug;
        }
    }
}

TEST(NewsroomFeedTest, EncodesAsTheOutletDoesAndRefersToWhatTheCharsetLacks) {
    EXPECT_EQ(encode("海", "Shift_JIS"), "\x8A\x43");
    EXPECT_EQ(encode("海", "EUC-JP"), "\xB3\xA4");
    EXPECT_EQ(encode("a \u00A9 b", "Shift_JIS"), "a &#169; b");
    EXPECT_EQ(encode("海", "UTF-8"), "海");
    EXPECT_THROW(static_cast<void>(encode("a", "EBCDIC-TUESDAY")), std::runtime_error);
}

TEST(NewsroomFeedTest, PagesCarryWhatRealOnesDo) {
    const auto& outlet = *sample_library().outlet("quayside-ledger");
    const auto page =
        render_page(edition(), outlet, *sample_library().article("procurement-paper-trail")).body;
    for (const auto* part : {"<nav", "<script", "application/ld+json", "newsletter-signup",
                             "Related stories", "<footer", "rel=\"canonical\""})
        EXPECT_THAT(page, ::testing::HasSubstr(part));
}

}  // namespace
}  // namespace ainews::newsroom
