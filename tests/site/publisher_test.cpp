#include "site/publisher.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "site/file_batch.h"
#include "tests/support/memory_items.h"
#include "tests/support/memory_paper.h"
#include "tests/support/memory_site_index.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"

namespace ainews::site {
namespace {

namespace fs = std::filesystem;

using testing::finished_item;
using testing::MemoryItems;

class PublisherTest : public ::testing::Test {
protected:
    static std::vector<Source> sources() {
        std::vector<Source> all(3);
        const std::pair<const char*, Rights> rows[] = {
            {"full", Rights::Full}, {"summary", Rights::Summary}, {"link", Rights::Link}};
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i].slug = rows[i].first;
            all[i].name = rows[i].first;
            all[i].url = "https://" + all[i].slug + ".example/feed";
            all[i].rights = rows[i].second;
        }
        return all;
    }

    SiteOptions options() {
        SiteOptions options;
        options.dir = dir_.path() / "site";
        options.templates = {testing::source_tree() / "site"};
        options.base_url = "https://news.example.jp/";
        for (const Source& source : sources()) {
            options.source_names.emplace(source.slug, source.name);
            options.source_kinds.emplace(source.slug, source.kind);
            options.source_terms.emplace(source.slug, to_string(*source.rights));
        }
        return options;
    }

    PublishReport publish(bool all = false) {
        Publisher publisher{
            options(), rights_, {items_, index_, paper_, paper_, paper_, paper_, paper_}};
        auto report = publisher.publish(all);
        EXPECT_TRUE(report) << (report ? "" : report.error().message);
        return report.value_or(PublishReport{});
    }

    std::string page(const std::string& path) {
        return read_file(dir_.path() / "site" / path).value_or("");
    }

    testing::TempDir dir_;
    RightsPolicy rights_{sources(), Rights::Summary};
    MemoryItems items_;
    testing::MemorySiteIndex index_;
    testing::MemoryPaper paper_;
};

TEST_F(PublisherTest, ShowsEveryPartOfACompleteArticle) {
    items_.change(finished_item(1, "full"));
    publish();
    const std::string html = page("articles/1/index.html");
    for (const char* part :
         {"日本語の見出し", "要旨の文。", "根拠のある文。", "影響の文です。", "編集の文です。",
          "訳文の段落。", "SOURCE TEXT", "軸の理由。", "総合 400/500", "★★★★☆", "機械翻訳"})
        EXPECT_NE(html.find(part), std::string::npos) << part;
    EXPECT_EQ(html.find("<script>"), std::string::npos) << "text from outside stays text";
    EXPECT_NE(page("index.html").find("articles/1/"), std::string::npos);
    EXPECT_NE(page("rss.xml").find("<title>日本語の見出し</title>"), std::string::npos);
}

TEST_F(PublisherTest, KeepsWhatRightsForbidOutOfEveryFile) {
    items_.change(finished_item(2, "summary"));
    items_.change(finished_item(3, "link"));
    publish();
    std::string everything;
    for (const auto& entry : fs::recursive_directory_iterator(dir_.path() / "site"))
        if (entry.is_regular_file()) everything += read_file(entry.path()).value_or("");
    EXPECT_EQ(everything.find("訳文の段落。"), std::string::npos);
    EXPECT_EQ(everything.find("SOURCE TEXT"), std::string::npos);
    EXPECT_EQ(page("articles/3/index.html").find("要旨の文。"), std::string::npos);
    EXPECT_EQ(page("articles/3/index.html").find("編集の文です。"), std::string::npos);
    EXPECT_NE(page("articles/2/index.html").find("要旨の文。"), std::string::npos);
}

TEST_F(PublisherTest, TouchesOnlyWhatChanged) {
    items_.change(finished_item(1, "full"));
    items_.change(finished_item(2, "full"));
    publish();
    const auto before = fs::last_write_time(dir_.path() / "site/articles/1/index.html");
    EXPECT_EQ(publish().pages_written, 0);
    Item changed = finished_item(2, "full");
    changed.authors = {"A. Writer"};
    items_.change(changed);
    EXPECT_EQ(publish().pages_written, 1) << "its own page alone";
    EXPECT_EQ(fs::last_write_time(dir_.path() / "site/articles/1/index.html"), before);
    EXPECT_EQ(publish(true).pages_written, 0) << "a full rebuild gives the same bytes";
}

TEST_F(PublisherTest, TakesDownHeldItemsAndLeavesANoticeForWithdrawnOnes) {
    items_.change(finished_item(1, "full"));
    items_.change(finished_item(2, "full"));
    publish();
    Item held = finished_item(1, "full");
    held.publish = PublishState::Held;
    items_.change(held);
    Item withdrawn = finished_item(2, "full");
    withdrawn.publish = PublishState::Withdrawn;
    items_.change(withdrawn);
    publish();
    EXPECT_EQ(page("articles/1/index.html"), "");
    EXPECT_NE(page("articles/2/index.html").find("取り下げました"), std::string::npos);
    EXPECT_EQ(page("articles/2/index.html").find("訳文の段落。"), std::string::npos);
    EXPECT_EQ(page("index.html").find("articles/"), std::string::npos);
    EXPECT_EQ(page("atom.xml").find("日本語の見出し"), std::string::npos);
}

TEST_F(PublisherTest, TakesDownADeletedItemAndLeadsAMergedOneOn) {
    for (ItemId id = 1; id <= 3; ++id) items_.change(finished_item(id, "full"));
    publish();
    items_.remove({1, std::nullopt});
    items_.remove({2, 3});
    publish();
    EXPECT_EQ(page("articles/1/index.html"), "");
    EXPECT_NE(page("articles/2/index.html").find("url=../../articles/3/"), std::string::npos);
    EXPECT_EQ(page("articles/2/index.html").find("訳文の段落。"), std::string::npos);
    EXPECT_EQ(page("index.html").find("articles/1/"), std::string::npos);
}

TEST_F(PublisherTest, DatesCorrectionsAndWithdrawalsWhereReadersLook) {
    Item corrected = finished_item(1, "full");
    corrected.corrections.push_back(
        {TimePoint{std::chrono::hours{9}}, "title", "数値を直しました。"});
    corrected.first_published = TimePoint{std::chrono::hours{2}};
    items_.change(corrected);
    Item withdrawn = finished_item(2, "full");
    withdrawn.publish = PublishState::Withdrawn;
    withdrawn.publish_changed = TimePoint{std::chrono::hours{10}};
    withdrawn.publish_reason = "desk only";
    withdrawn.publish_note = "確認が取れないため。";
    items_.change(withdrawn);
    paper_.lines = {
        {.item = 2, .at = TimePoint{}, .note = "確認が取れないため。", .withdrawn = true},
        {.item = 1, .at = TimePoint{}, .field = "title", .note = "数値を直しました。"}};
    publish();
    EXPECT_NE(page("articles/1/index.html").find("1970年1月1日 18:00</time> 数値を直しました。"),
              std::string::npos);
    EXPECT_NE(page("index.html").find("訂正あり"), std::string::npos);
    EXPECT_NE(page("atom.xml").find("<updated>1970-01-01T09:00:00Z"), std::string::npos);
    EXPECT_NE(page("atom.xml").find("<published>1970-01-01T02:00:00Z"), std::string::npos);
    const std::string notice = page("articles/2/index.html");
    EXPECT_NE(notice.find("1970年1月1日 19:00</time>に取り下げました。理由：確認が取れないため。"),
              std::string::npos);
    EXPECT_EQ(notice.find("desk only"), std::string::npos);
    const std::string list = page("corrections/index.html");
    EXPECT_NE(list.find("記事2"), std::string::npos);
    EXPECT_NE(list.find("日本語の見出し"), std::string::npos);
}

TEST_F(PublisherTest, TheAddressOfAMergedStoryLeadsToTheOneItJoined) {
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

TEST_F(PublisherTest, ShowsVideosAsPicturesOfOurOwn) {
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

TEST_F(PublisherTest, RelatesByNamesAndByTheLikenessOfTexts) {
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

TEST_F(PublisherTest, PinnedArticlesStandFirst) {
    for (ItemId id = 1; id <= 25; ++id) items_.change(finished_item(id, "full"));
    Item pinned = finished_item(3, "full");
    pinned.pinned = true;
    items_.change(pinned);
    publish();
    const std::string html = page("index.html");
    EXPECT_LT(html.find("articles/3/"), html.find("articles/25/"));
    EXPECT_EQ(html.find("data-id=\"3\""), html.rfind("data-id=\"3\"")) << "and only there";
    EXPECT_EQ(page("page/2/index.html").find("<h2 class=\"day\">注目</h2>"), std::string::npos);
}

TEST_F(PublisherTest, RightsThatChangeBindWhatIsPublishedAlready) {
    items_.change(finished_item(1, "full"));
    publish();
    auto restricted = sources();
    restricted[0].rights = Rights::Link;
    const RightsPolicy rights{restricted, Rights::Summary};
    SiteOptions changed = options();
    changed.source_terms["full"] = "link";
    Publisher publisher{changed, rights, {items_, index_, paper_, paper_, paper_, paper_, paper_}};
    ASSERT_TRUE(publisher.publish(false));
    EXPECT_EQ(page("articles/1/index.html").find("要旨の文。"), std::string::npos);
    EXPECT_EQ(page("index.html").find("要旨の文。"), std::string::npos);
}

TEST_F(PublisherTest, ANewSourceLeavesWhatIsPublishedAlone) {
    items_.change(finished_item(1, "full"));
    publish();
    SiteOptions more = options();
    more.source_names["another"] = "Another";
    Publisher publisher{more, rights_, {items_, index_, paper_, paper_, paper_, paper_, paper_}};
    const auto report = publisher.publish(false);
    ASSERT_TRUE(report);
    EXPECT_EQ(report->pages_written + report->pages_removed, 0);
}

TEST_F(PublisherTest, SaysSoWhereThereIsNothingYet) {
    publish();
    EXPECT_NE(page("index.html").find("記事はまだありません"), std::string::npos);
}

TEST_F(PublisherTest, SplitsTheListIntoPages) {
    for (ItemId id = 1; id <= 45; ++id) items_.change(finished_item(id, "full"));
    publish();
    EXPECT_NE(page("index.html").find("articles/45/"), std::string::npos);
    EXPECT_NE(page("page/3/index.html").find("articles/1/"), std::string::npos);
    EXPECT_EQ(page("page/4/index.html"), "");
}

TEST_F(PublisherTest, APageThatNothingIsLeftForGoes) {
    for (ItemId id = 1; id <= 21; ++id) items_.change(finished_item(id, "full"));
    publish();
    EXPECT_NE(page("page/2/index.html"), "");
    Item held = finished_item(1, "full");
    held.publish = PublishState::Held;
    items_.change(held);
    publish();
    EXPECT_EQ(page("page/2/index.html"), "");
}

TEST_F(PublisherTest, SweepsUpWhatAPublishThatBrokeOffLeftBehind) {
    items_.change(finished_item(1, "full"));
    publish();
    const fs::path left = dir_.path() / "site/articles/1/index.html.part~";
    std::ofstream{left} << "half a page";
    publish();
    EXPECT_TRUE(fs::exists(left)) << "nothing broke off: nobody looks";
    fs::remove(dir_.path() / "site/rss.xml");
    fs::create_directories(dir_.path() / "site/rss.xml/in-the-way");
    items_.change(finished_item(2, "full"));
    Publisher broken{options(), rights_, {items_, index_, paper_, paper_, paper_, paper_, paper_}};
    EXPECT_FALSE(broken.publish(false));
    fs::remove_all(dir_.path() / "site/rss.xml");
    publish();
    EXPECT_FALSE(fs::exists(left));
}

TEST_F(PublisherTest, ListsAnItemWhereItBelongs) {
    Item item = finished_item(7, "full");
    items_.change(item);
    publish();
    for (const char* path : {"index.html", "days/1970-01-01/index.html", "sources/full/index.html",
                             "rating/3/index.html", "rating/4/index.html", "kind/news/index.html",
                             "lang/en/index.html", "atom.xml", "kind/news/atom.xml", "feed.json"})
        EXPECT_NE(page(path).find("日本語の見出し"), std::string::npos) << path;
    EXPECT_EQ(page("rating/5/index.html").find("日本語の見出し"), std::string::npos);
    EXPECT_NE(page("sitemap-1970-01-01.xml").find("articles/7/"), std::string::npos);
    item.language = "zh";
    items_.change(item);
    publish();
    EXPECT_EQ(page("lang/en/index.html").find("日本語の見出し"), std::string::npos);
    EXPECT_NE(page("lang/zh/index.html").find("日本語の見出し"), std::string::npos);
}

TEST_F(PublisherTest, SendsOutNoEntryThatIsUntranslated) {
    Item item = finished_item(1, "full");
    const auto stages = item.stages;
    item.stages.erase("summarize");
    item.state = ItemState::Waiting;
    items_.change(item);
    publish();
    EXPECT_NE(page("articles/1/index.html").find("未翻訳"), std::string::npos);
    EXPECT_EQ(page("rss.xml").find("<item>"), std::string::npos);
    EXPECT_EQ(page("sources/full/atom.xml").find("<entry>"), std::string::npos);
    item.stages = stages;
    item.state = ItemState::Done;
    items_.change(item);
    publish();
    EXPECT_NE(page("rss.xml").find("<item>"), std::string::npos);
}

TEST_F(PublisherTest, MembersOfAStoryShowEachOther) {
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
    items_.change(follower);
    publish();
    const std::string story = page("stories/5/index.html");
    EXPECT_NE(story.find("articles/1/"), std::string::npos);
    EXPECT_NE(story.find("https://summary.example/2"), std::string::npos);
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

TEST_F(PublisherTest, APublishThatFailedIsMadeGoodByTheNext) {
    items_.change(finished_item(1, "full"));
    publish();
    Item item = finished_item(1, "full");
    item.publish = PublishState::Held;
    items_.change(item);
    // A directory in the place of a page: its rename fails after the index was filed.
    fs::remove(dir_.path() / "site/rss.xml");
    fs::create_directories(dir_.path() / "site/rss.xml/in-the-way");
    Publisher broken{options(), rights_, {items_, index_, paper_, paper_, paper_, paper_, paper_}};
    EXPECT_FALSE(broken.publish(false));
    fs::remove_all(dir_.path() / "site/rss.xml");
    publish();
    EXPECT_EQ(page("index.html").find("articles/1/"), std::string::npos);
    EXPECT_NE(page("rss.xml"), "");
}

TEST_F(PublisherTest, KilledBeforeAnyWriteOfTheIndexTheNextPublishGivesTheSameBytes) {
    const auto member = [](ItemId id, StoryId story) {
        Item item = finished_item(id, "full");
        item.story = story;
        return item;
    };
    const auto fill = [&](MemoryItems& items) {
        for (const ItemId id : {1, 2, 3, 5}) items.change(member(id, 6));
        items.change(member(4, 8));
    };
    const auto change = [&](MemoryItems& items) {
        items.change(member(2, 8));
        Item held = member(3, 6);
        held.publish = PublishState::Held;
        items.change(held);
        items.remove({5, ItemId{1}});
        Item later = finished_item(30, "full");  // another day, another language
        later.language = "zh";
        items.change(later);
    };
    const auto site = [&] {
        std::map<std::string, std::string> files;
        for (const auto& entry : fs::recursive_directory_iterator(dir_.path() / "site"))
            if (entry.is_regular_file() && !entry.path().filename().string().starts_with("."))
                files[entry.path().string()] = read_file(entry.path()).value_or("");
        return files;
    };
    std::map<std::string, std::string> undisturbed;
    bool killed = true;
    for (int writes = -1; killed; ++writes) {
        SCOPED_TRACE(writes);
        fs::remove_all(dir_.path() / "site");
        MemoryItems items;
        testing::MemorySiteIndex index;
        Publisher publisher{
            options(), rights_, {items, index, paper_, paper_, paper_, paper_, paper_}};
        fill(items);
        ASSERT_TRUE(publisher.publish(false));
        change(items);
        if (writes >= 0) {
            index.writes_left = writes;
            killed = !publisher.publish(false).has_value();
            index.writes_left = std::nullopt;
        }
        ASSERT_TRUE(publisher.publish(false));
        if (undisturbed.empty()) undisturbed = site();
        ASSERT_EQ(site(), undisturbed);
        ASSERT_EQ(publisher.publish(true).value_or(PublishReport{}).pages_written, 0);
        ASSERT_LT(writes, 100) << "a publish has an end";
    }
}

TEST_F(PublisherTest, PrintsAnEditionWithItsReferencesAndLeadsItsArticlesToIt) {
    items_.change(finished_item(1, "full"));
    items_.change(finished_item(2, "summary"));
    publish();
    Edition edition;
    edition.name = "2026-05-01";
    edition.headline = "見出しになる動き";
    edition.lead = {"", "一日をまとめる文。", {2}};
    edition.sections = {{"話題の名前", "根拠のある <文>。", {1}}};
    edition.items = {{.item = 2}, {.item = 1}};
    edition.revision = items_.revision() + 1;
    paper_.all.push_back(edition);
    publish();
    const std::string html = page("daily/2026-05-01/index.html");
    EXPECT_NE(html.find("根拠のある &lt;文&gt;&#8288;<sup><a href=\"#s2\""), std::string::npos);
    EXPECT_NE(html.find("articles/2/"), std::string::npos);
    EXPECT_NE(page("daily/index.html").find("daily/2026-05-01/"), std::string::npos);
    EXPECT_NE(page("daily/atom.xml").find("見出しになる動き"), std::string::npos);
    EXPECT_NE(page("articles/1/index.html").find("AI日報 2026年5月1日"), std::string::npos);
    EXPECT_NE(page("hacker/index.html").find("まだ号がありません"), std::string::npos);
}

TEST_F(PublisherTest, TagsAndCompaniesHavePagesButNotForLinksOnly) {
    const auto topic = [](TopicKind kind, const char* name, const char* slug) {
        return ItemTopic{{.id = 1, .kind = kind, .name = name, .slug = slug, .items = 1}, true};
    };
    for (const ItemId id : {1, 2})
        paper_.item_topics[id] = {topic(TopicKind::Tag, "推論費用", "inference-cost"),
                                  topic(TopicKind::Company, "Noctiluca", "noctiluca")};
    items_.change(finished_item(1, "full"));
    items_.change(finished_item(2, "link"));
    publish();
    EXPECT_NE(page("articles/1/index.html").find("../../tags/inference-cost/"), std::string::npos);
    const std::string company = page("companies/noctiluca/index.html");
    EXPECT_NE(company.find("articles/1/"), std::string::npos);
    EXPECT_NE(company.find("<svg"), std::string::npos);
    EXPECT_EQ(company.find("articles/2/"), std::string::npos);
    EXPECT_NE(page("tags/inference-cost/index.html").find("#推論費用"), std::string::npos);
    EXPECT_NE(page("companies/index.html").find("companies/noctiluca/"), std::string::npos);
    EXPECT_EQ(page("articles/2/index.html").find("推論費用"), std::string::npos);
}

TEST_F(PublisherTest, SaysOverHowManyDaysATrendIsCounted) {
    publish();
    EXPECT_NE(page("trends/index.html").find("いま条件を満たす話題はありません"),
              std::string::npos);
    paper_.report = TrendReport{TimePoint{}, 9, {}, 1};
    paper_.report->trends.push_back(
        {{.id = 1, .kind = TopicKind::Company, .name = "Nocti<luca", .slug = "noctiluca"},
         5,
         0.5,
         3.7,
         2,
         {0, 1, 0, 5}});
    publish();
    const std::string html = page("trends/index.html");
    EXPECT_NE(html.find("まだ9日のため"), std::string::npos);
    EXPECT_NE(html.find("+3.7σ"), std::string::npos);
    EXPECT_NE(html.find("../companies/noctiluca/"), std::string::npos);
    EXPECT_EQ(html.find("Nocti<luca"), std::string::npos);
}

}  // namespace
}  // namespace ainews::site
