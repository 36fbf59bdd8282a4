#include <fstream>

#include "tests/site/publisher_fixture.h"

namespace ainews::site {
namespace {

namespace fs = std::filesystem;

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
    EXPECT_NE(
        page("index.html").find("最新記事 <time datetime=\"1970-01-01T01:00:00Z\">1月1日 10:00"),
        std::string::npos);
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
    for (const char* path : {"articles/2/index.html", "kind/news/index.html"})
        EXPECT_NE(page(path).find("<span class=\"state cut\">要約のみ</span>"), std::string::npos);
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

TEST_F(PublisherTest, RightsThatChangeBindWhatIsPublishedAlready) {
    items_.change(finished_item(1, "full"));
    publish();
    auto restricted = testing::sources_of_each_right();
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

/// Publishes changes that touch everything, breaks the publish off before each write of the index
/// in turn, and compares the site that the next publish gives with an undisturbed one.
class BrokenOffPublishTest : public PublisherTest {
protected:
    static Item member(ItemId id, StoryId story) {
        Item item = finished_item(id, "full");
        item.story = story;
        return item;
    }
    static void fill(MemoryItems& items) {
        for (const ItemId id : {1, 2, 3, 5}) items.change(member(id, 6));
        items.change(member(4, 8));
    }
    static void change(MemoryItems& items) {
        items.change(member(2, 8));
        Item held = member(3, 6);
        held.publish = PublishState::Held;
        items.change(held);
        items.remove({5, ItemId{1}});
        Item later = finished_item(30, "full");  // another day, another language
        later.language = "zh";
        items.change(later);
    }
    std::map<std::string, std::string> site() {
        std::map<std::string, std::string> files;
        for (const auto& entry : fs::recursive_directory_iterator(dir_.path() / "site"))
            if (entry.is_regular_file() && !entry.path().filename().string().starts_with("."))
                files[entry.path().string()] = read_file(entry.path()).value_or("");
        return files;
    }

    /// `break_off(publisher, index, writes)`: false where it came to its end before that write.
    template <typename BreakOff>
    void expect_made_good(BreakOff break_off) {
        std::map<std::string, std::string> undisturbed;
        bool broken = true;
        for (int writes = -1; broken; ++writes) {
            SCOPED_TRACE(writes);
            fs::remove_all(dir_.path() / "site");
            MemoryItems items;
            testing::MemorySiteIndex index;
            Publisher publisher{
                options(), rights_, {items, index, paper_, paper_, paper_, paper_, paper_}};
            fill(items);
            ASSERT_TRUE(publisher.publish(false));
            change(items);
            if (writes >= 0) broken = break_off(publisher, index, writes);
            ASSERT_TRUE(publisher.publish(false));
            if (undisturbed.empty()) undisturbed = site();
            ASSERT_EQ(site(), undisturbed);
            ASSERT_EQ(publisher.publish(true).value_or(PublishReport{}).pages_written, 0);
            ASSERT_LT(writes, 100) << "a publish has an end";
        }
    }
};

TEST_F(BrokenOffPublishTest, KilledBeforeAnyWriteOfTheIndexTheNextPublishGivesTheSameBytes) {
    expect_made_good([](Publisher& publisher, testing::MemorySiteIndex& index, int writes) {
        index.writes_left = writes;
        const bool killed = !publisher.publish(false).has_value();
        index.writes_left = std::nullopt;
        return killed;
    });
}

TEST_F(BrokenOffPublishTest, StoppedAtAnyWriteOfTheIndexTheNextPublishGivesTheSameBytes) {
    int cancelled = 0;
    expect_made_good([&](Publisher& publisher, testing::MemorySiteIndex& index, int writes) {
        std::stop_source stop;
        bool reached = false;
        index.before_write = [&] {
            if (writes-- > 0) return;
            reached = true;
            stop.request_stop();
        };
        const auto report = publisher.publish(false, stop.get_token());
        index.before_write = nullptr;
        if (!report) {
            EXPECT_EQ(report.error().kind, ErrorKind::Cancelled);
            ++cancelled;
        }
        return reached;
    });
    EXPECT_GE(cancelled, 2) << "while filing and before rendering";
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
    EXPECT_NE(page("articles/1/index.html").find("AI日報 2026年5月1日：見出しになる動き"),
              std::string::npos);
    EXPECT_NE(page("index.html").find("<a href=\"./daily/2026-05-01/\">見出しになる動き</a>"),
              std::string::npos)
        << "the front page names it, though none of its articles changed";
    EXPECT_NE(page("hacker/index.html").find("まだ号がありません"), std::string::npos);
    EXPECT_NE(html.find("重要度の高い順に編んでいます"), std::string::npos);
    paper_.all.back().kind = EditionKind::Hacker;
    publish(true);
    EXPECT_NE(page("hacker/2026-05-01/index.html").find("点数とコメントの多い順に編んでいます"),
              std::string::npos);
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
    EXPECT_NE(company.find("までの1日間の"), std::string::npos)
        << "no day before the archive began";
    EXPECT_NE(company.find(">1/1</text>"), std::string::npos);
    EXPECT_NE(company.find("4.0<small>（1件の平均）"), std::string::npos);
    EXPECT_EQ(company.find("ともに出る名前"), std::string::npos);
    EXPECT_EQ(company.find("articles/2/"), std::string::npos);
    EXPECT_NE(page("tags/inference-cost/index.html").find("#推論費用"), std::string::npos);
    EXPECT_NE(page("companies/index.html").find("companies/noctiluca/"), std::string::npos);
    EXPECT_NE(page("companies/index.html").find("1件"), std::string::npos);
    EXPECT_EQ(page("articles/2/index.html").find("推論費用"), std::string::npos);
}

TEST_F(PublisherTest, ACompanysPageNamesThoseItIsOftenNamedWith) {
    const auto company = [](const char* name, const char* slug) {
        return ItemTopic{
            {.id = 1, .kind = TopicKind::Company, .name = name, .slug = slug, .items = 1}, true};
    };
    for (const ItemId id : {1, 2, 30})
        paper_.item_topics[id] = {company("Noctiluca", "noctiluca"),
                                  company("Halvanta", "halvanta")};
    paper_.item_topics[30].push_back(company("Once", "once"));
    for (const ItemId id : {1, 2}) items_.change(finished_item(id, "full"));
    publish();
    EXPECT_NE(page("companies/noctiluca/index.html").find("までの1日間の"), std::string::npos);
    items_.change(finished_item(30, "full"));
    publish();
    const std::string html = page("companies/noctiluca/index.html");
    EXPECT_NE(
        html.find("ともに出る名前：<a href=\"../../companies/halvanta/\">Halvanta</a>（3件）"),
        std::string::npos);
    EXPECT_EQ(html.find("companies/noctiluca/\">Noctiluca</a>（"), std::string::npos);
    EXPECT_EQ(html.find("Once</a>（"), std::string::npos) << "once may be chance";
    EXPECT_NE(html.find("までの2日間の"), std::string::npos);
    // An older article makes the archive longer, also for companies it does not name.
    Item older = finished_item(40, "full");
    older.published = TimePoint{-std::chrono::hours{48}};
    paper_.item_topics[40] = {};
    items_.change(older);
    publish();
    EXPECT_NE(page("companies/noctiluca/index.html").find("までの4日間の"), std::string::npos);
    EXPECT_EQ(publish(true).pages_written, 0);
}

TEST_F(PublisherTest, ACompanyThatIsOnlyMentionedHasNoPageAndNoLinkToOne) {
    ItemTopic mention{
        {.id = 1, .kind = TopicKind::Company, .name = "Halvanta", .slug = "halvanta", .items = 1},
        false};
    paper_.item_topics[1] = {mention};
    paper_.report = TrendReport{TimePoint{}, 28, {}, 1};
    paper_.report->trends.push_back({mention.topic, 5, 0.5, 3.7, 2, {0, 1, 0, 5}});
    items_.change(finished_item(1, "full"));
    publish();
    EXPECT_EQ(page("companies/halvanta/index.html"), "");
    EXPECT_EQ(page("companies/index.html").find("halvanta"), std::string::npos);
    EXPECT_EQ(page("trends/index.html").find("companies/halvanta/"), std::string::npos);
    EXPECT_NE(page("trends/index.html").find("Halvanta"), std::string::npos);
}

TEST_F(PublisherTest, SaysOverHowManyDaysATrendIsCounted) {
    paper_.item_topics[1] = {
        {{.id = 1, .kind = TopicKind::Company, .name = "Nocti<luca", .slug = "noctiluca"}, true}};
    items_.change(finished_item(1, "full"));
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
    EXPECT_NE(html.find("数え始めて9日のため"), std::string::npos);
    EXPECT_NE(html.find("+3.7σ"), std::string::npos);
    EXPECT_NE(html.find("../companies/noctiluca/"), std::string::npos);
    EXPECT_EQ(html.find("Nocti<luca"), std::string::npos);
    EXPECT_NE(html.find("平均との差＝"), std::string::npos);
    paper_.report->days_counted = 0;
    publish();
    const std::string first_day = page("trends/index.html");
    EXPECT_NE(first_day.find("比べる平均がまだありません。"), std::string::npos);
    for (const char* words : {"0日", "平均との差", "σ"})
        EXPECT_EQ(first_day.find(words), std::string::npos) << words;
}

}  // namespace
}  // namespace ainews::site
