// What the desk and the stories do to pages.
#include <fmt/format.h>

#include "site/standing_pages.h"
#include "tests/site/publisher_fixture.h"

namespace ainews::site {
namespace {

class PublisherDeskTest : public PublisherTest {};

TEST_F(PublisherDeskTest, DatesCorrectionsAndWithdrawalsWhereReadersLook) {
    Item corrected = finished_item(1, "full");
    corrected.corrections.push_back(
        {TimePoint{std::chrono::hours{9}}, "title", "数値を直しました。"});
    corrected.first_published = TimePoint{std::chrono::hours{2}};
    items_.change(corrected);
    Item withdrawn = finished_item(2, "full");
    withdrawn.publish = PublishState::Withdrawn;
    withdrawn.publish_changed = TimePoint{std::chrono::hours{10}};
    withdrawn.publish_reason = "desk only";
    withdrawn.publish_note = "確認が取れないため";
    items_.change(withdrawn);
    paper_.lines = {{.item = 2,
                     .at = TimePoint{},
                     .note = "確認が取れないため",
                     .withdrawn = true,
                     .source = "full",
                     .published = TimePoint{std::chrono::hours{40}}},
                    {.item = 1, .at = TimePoint{}, .field = "title", .note = "数値を直しました。"}};
    Edition paper;
    paper.name = "2026-05-01";
    paper.headline = "見出し";
    paper.corrections = {{TimePoint{std::chrono::hours{1}}, "号を作り直しました。"}};
    paper_.all.push_back(paper);
    publish();
    EXPECT_NE(page("articles/1/index.html").find("1970年1月1日 18:00</time> 数値を直しました。"),
              std::string::npos);
    EXPECT_NE(page("articles/1/index.html")
                  .find("\"article:modified_time\" content=\"1970-01-01T09:00:00Z\""),
              std::string::npos);
    EXPECT_NE(page("index.html").find("訂正あり"), std::string::npos);
    EXPECT_NE(page("atom.xml").find("<updated>1970-01-01T09:00:00Z"), std::string::npos);
    EXPECT_NE(page("atom.xml").find("<published>1970-01-01T02:00:00Z"), std::string::npos);
    const std::string notice = page("articles/2/index.html");
    EXPECT_NE(notice.find("1970年1月1日 19:00</time>に取り下げました。理由：確認が取れないため。"),
              std::string::npos);
    EXPECT_EQ(notice.find("desk only"), std::string::npos);
    const std::string list = page("corrections/index.html");
    EXPECT_NE(list.find("取り下げた記事（full &amp; &lt;co&gt;、1月3日）"), std::string::npos);
    EXPECT_NE(list.find("<p>確認が取れないため。</p>"), std::string::npos);
    EXPECT_NE(list.find("日本語の見出し"), std::string::npos);
    EXPECT_NE(list.find("href=\"../daily/2026-05-01/\">AI日報 2026年5月1日"), std::string::npos);
    EXPECT_LT(list.find("号を作り直しました。"), list.find("取り下げた記事（")) << "newest first";
}

TEST_F(PublisherDeskTest, TheAddressOfAMergedStoryLeadsToTheOneItJoined) {
    const auto report = [&](ItemId id, StoryId story) {
        Item item = finished_item(id, "full");
        item.story = story;
        items_.change(item);
    };
    for (const ItemId id : {1, 2}) report(id, 5);
    for (const ItemId id : {3, 4}) report(id, 6);
    publish();
    EXPECT_NE(page("stories/6/index.html").find("2本"), std::string::npos);
    for (const ItemId id : {3, 4}) report(id, 5);
    paper_.story_ends.emplace_back(items_.revision(), StoryEnd{6, StoryId{5}});
    publish();
    const std::string moved = page("stories/6/index.html");
    EXPECT_NE(moved.find("http-equiv=\"refresh\" content=\"0; url=../../stories/5/\""),
              std::string::npos);
    EXPECT_NE(moved.find("rel=\"canonical\" href=\"https://news.example.jp/stories/5/\""),
              std::string::npos);
    EXPECT_NE(page("stories/5/index.html").find("4本"), std::string::npos);
    // Story 5 joins another in its turn: both addresses lead there at once.
    for (const ItemId id : {1, 2, 3, 4}) report(id, 3);
    paper_.story_ends = {{items_.revision(), {6, StoryId{3}}},
                         {items_.revision(), {5, StoryId{3}}}};
    publish();
    for (const char* ended : {"stories/5/index.html", "stories/6/index.html"})
        EXPECT_NE(page(ended).find("url=../../stories/3/"), std::string::npos) << ended;
    EXPECT_EQ(publish(true).pages_written, 0);
}

TEST_F(PublisherDeskTest, ShowsVideosAsPicturesOfOurOwn) {
    items_.change(finished_item(1, "full"));
    SiteOptions with_videos = options();
    with_videos.source_kinds["full"] = SourceKind::Video;
    Publisher publisher{
        with_videos, rights_, {items_, index_, paper_, paper_, paper_, paper_, paper_}};
    ASSERT_TRUE(publisher.publish(false));
    const std::string html = page("videos/index.html");
    EXPECT_NE(html.find("class=\"thumb blank\" href=\"../articles/1/\""), std::string::npos);
    EXPECT_EQ(html.find("<img"), std::string::npos);
    EXPECT_EQ(html.find("class=\"river\""), std::string::npos);
}

TEST_F(PublisherDeskTest, RelatesByNamesAndByTheLikenessOfTexts) {
    const auto add = [&](ItemId id, const std::string& tldr, const std::string& entity) {
        Item item = finished_item(id, "full");
        Summary summary{fmt::format("見出し{}", id), tldr, {}, {"LLM"}, {}, false};
        if (!entity.empty()) summary.entities.push_back({entity, "company", "main", entity});
        item.stages["summarize"] = testing::done(to_json(summary));
        items_.change(item);
    };
    add(1, "半導体の工場で火災があり、出荷が止まった。", "");
    add(2, "新しい翻訳の仕組みを学校で試す。", "");
    add(3, "半導体の工場で火災があり、出荷が遅れる。", "");
    add(4, "検索の費用が下がった。", "Noctiluca");
    add(5, "音声の合成を止めた。", "Noctiluca");
    publish();
    const auto related = [&](ItemId id, ItemId other) {
        return page(fmt::format("articles/{}/index.html", id))
                   .find(fmt::format("href=\"../../articles/{}/\"", other)) != std::string::npos;
    };
    EXPECT_TRUE(related(3, 1)) << "one tag and texts that are alike";
    EXPECT_FALSE(related(3, 2)) << "one tag alone";
    EXPECT_TRUE(related(5, 4)) << "one company, whatever the words";
}

TEST_F(PublisherDeskTest, PinnedArticlesStandFirst) {
    for (ItemId id = 1; id <= 25; ++id) items_.change(finished_item(id, "full"));
    Item pinned = finished_item(3, "full");
    pinned.pinned = true;
    items_.change(pinned);
    publish();
    const std::string html = page("index.html");
    EXPECT_LT(html.find("articles/3/"), html.find("articles/25/"));
    EXPECT_EQ(html.find("data-id=\"3\""), html.rfind("data-id=\"3\"")) << "and only there";
    EXPECT_NE(html.find("<h2 class=\"day\">編集部のおすすめ</h2>"), std::string::npos);
    EXPECT_EQ(page("page/2/index.html").find("編集部のおすすめ"), std::string::npos);
}

TEST_F(PublisherDeskTest, AnAuthorOfTheSourcesNameIsNotNamedAgain) {
    const auto named = [&](std::vector<std::string> authors) {
        Item item = finished_item(1, "full");
        item.authors = std::move(authors);
        items_.change(item);
        publish();
        const std::string html = page("articles/1/index.html");
        const std::size_t from = html.find("</b>", html.find("class=\"meta\""));
        const std::string between = html.substr(from, html.find("<time", from) - from);
        return std::pair{between.find(options().source_names.at("full")) != std::string::npos,
                         between.find("A. Writer") != std::string::npos};
    };
    const std::string source = options().source_names.at("full");
    EXPECT_EQ(named({source, "A. Writer"}), std::pair(false, true));
    EXPECT_EQ(named({source}), std::pair(false, false));
}

TEST_F(PublisherDeskTest, HasIconsForWhoeverAsks) {
    items_.change(finished_item(1, "full"));
    publish();
    const std::string icon = page("favicon.ico");
    ASSERT_GT(icon.size(), 22U);
    EXPECT_EQ(icon.substr(0, 6), std::string("\0\0\1\0\1\0", 6));
    EXPECT_EQ(icon.substr(22, 4), "\x89PNG");
    const std::string manifest = page("manifest.webmanifest");
    EXPECT_NE(manifest.find("512x512"), std::string::npos);
    EXPECT_NE(manifest.find("maskable"), std::string::npos);
}

TEST_F(PublisherDeskTest, OwnPagesHaveNoLinksThatLeadNowhere) {
    const std::filesystem::path own = dir_.path() / "own";
    std::filesystem::create_directories(own / "pages");
    FileBatch batch{own};
    batch.put("pages/house.md",
              "# House\n\n[**bad**](javascript:alert(1)) [none]() [good](https://example.jp/)\n");
    ASSERT_TRUE(batch.commit());
    const auto pages = read_own_pages({own});
    ASSERT_EQ(pages.size(), 1U);
    EXPECT_EQ(pages.front().html,
              "<p><strong>bad</strong> none <a href=\"https://example.jp/\">good</a></p>\n");
}

TEST_F(PublisherDeskTest, MembersOfAStoryShowEachOther) {
    Item lead = finished_item(1, "full");
    lead.story = 5;
    lead.story_lead = true;
    items_.change(lead);
    publish();
    EXPECT_NE(page("stories/5/index.html").find("url=../../articles/1/"), std::string::npos)
        << "a story of one leads to its article";
    Item follower = finished_item(2, "summary");
    follower.story = 5;
    follower.state = ItemState::Skipped;
    follower.skip_reason = "duplicate";
    follower.stages.clear();
    items_.change(follower);
    publish();
    const std::string story = page("stories/5/index.html");
    EXPECT_NE(story.find("articles/1/"), std::string::npos);
    EXPECT_NE(story.find("https://summary.example/2"), std::string::npos);
    EXPECT_NE(story.find("リンクのみ"), std::string::npos);
    EXPECT_EQ(story.find("未翻訳"), std::string::npos) << "it is never translated";
    EXPECT_NE(page("index.html").find("stories/5/"), std::string::npos);
    EXPECT_NE(page("articles/1/index.html").find("https://summary.example/2"), std::string::npos);
    EXPECT_EQ(page("articles/2/index.html"), "");
    EXPECT_EQ(publish(true).pages_written, 0);
    items_.remove({2, std::nullopt});
    publish();
    EXPECT_NE(page("stories/5/index.html").find("url=../../articles/1/"), std::string::npos)
        << "what is left of the story";
    EXPECT_EQ(page("index.html").find("stories/5/"), std::string::npos);
    EXPECT_EQ(page("articles/1/index.html").find("summary.example/2"), std::string::npos);
}

}  // namespace
}  // namespace ainews::site
