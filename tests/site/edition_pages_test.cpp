// Papers whose articles are held, withdrawn or only listed, and how they spell their times.
#include <fmt/format.h>

#include <set>

#include "site/edition_words.h"
#include "tests/site/publisher_fixture.h"

namespace ainews::site {
namespace {

class EditionPagesTest : public PublisherTest {
protected:
    /// Three articles; the lead rests on the first, the section on the second, nothing on the
    /// third.
    void print(EditionKind kind = EditionKind::Daily) {
        for (ItemId id = 1; id <= 3; ++id) items_.change(finished_item(id, "full"));
        Edition edition;
        edition.kind = kind;
        edition.name = "2026-11-30";
        edition.headline = "号の見出し";
        edition.lead = {"", "一日をまとめる文。", {1}};
        edition.sections = {{"話題の名前", "根拠のある文。", {2}}};
        edition.items = {{.item = 3}, {.item = 1}, {.item = 2}};
        edition.revision = items_.revision() + 1;
        paper_.all = {edition};
        publish();
    }
    void hold(ItemId id) {
        Item held = finished_item(id, "full");
        held.publish = PublishState::Held;
        items_.change(held);
    }
    std::string paper() { return page("daily/2026-11-30/index.html"); }
};

TEST_F(EditionPagesTest, TellsWhatIsCitedFromWhatIsOnlyListed) {
    print();
    const std::string html = paper();
    EXPECT_NE(html.find("<span>3本</span>"), std::string::npos);
    const std::size_t cited = html.find(">出典</h2>");
    const std::size_t others = html.find(">このほかの記事</h2>");
    ASSERT_LT(cited, others);
    EXPECT_LT(cited, html.find("id=\"s1\""));
    EXPECT_LT(html.find("articles/1/"), html.find("articles/2/")) << "in the paper's order";
    EXPECT_LT(others, html.find("articles/3/"));
    EXPECT_EQ(html.find("id=\"s3\""), std::string::npos) << "no text leads there";
}

TEST_F(EditionPagesTest, AHeldItemsNumberStaysWithoutALink) {
    print();
    hold(2);
    publish();
    const std::string html = paper();
    EXPECT_NE(html.find("href=\"#s2\""), std::string::npos) << "the text stays";
    EXPECT_NE(html.find("<li id=\"s2\"><span class=\"num soft\">[2]</span><div><p class=\"soft\">"
                        "編集部で確認中のため、記事へのリンクを外しています。"),
              std::string::npos);
    EXPECT_EQ(html.find("articles/2/"), std::string::npos);
    EXPECT_NE(html.find("<span>2本</span>"), std::string::npos);
    hold(3);
    publish();
    EXPECT_EQ(paper().find("このほかの記事"), std::string::npos) << "no list without rows";
    EXPECT_EQ(paper().find("確認中", paper().find("確認中") + 1), std::string::npos)
        << "what no text names needs no word";
    items_.change(finished_item(2, "full"));
    publish();
    EXPECT_EQ(paper().find("確認中"), std::string::npos);
    EXPECT_NE(paper().find("articles/2/"), std::string::npos);
    EXPECT_EQ(publish(true).pages_written, 0);
}

TEST_F(EditionPagesTest, WithoutALeadItIsNamedByItsDay) {
    print();
    Edition& edition = paper_.all.front();
    edition.headline.clear();
    edition.lead = {};
    edition.sections.clear();
    edition.items.clear();
    publish(true);
    EXPECT_NE(paper().find("<title>2026年11月30日のAI日報 | "), std::string::npos);
    for (const char* words : {"出典", "このほかの記事", "0本"})
        EXPECT_EQ(paper().find(words), std::string::npos) << words;
}

TEST_F(EditionPagesTest, AListMadeByCodeNumbersWhatItShows) {
    print();
    Edition& edition = paper_.all.front();
    edition.deterministic = true;
    edition.lead = {};
    edition.sections.clear();
    hold(1);
    publish(true);
    EXPECT_NE(paper().find(">記事</h2>"), std::string::npos);
    EXPECT_LT(paper().find("<li id=\"s1\"><span class=\"num soft\">[1]</span><div><a href"),
              paper().find("<li id=\"s2\"><span class=\"num soft\">[2]</span><div><a href"));
    EXPECT_EQ(paper().find("id=\"s3\""), std::string::npos);
}

TEST_F(EditionPagesTest, AListThatCitesSomeGivesEachRowAnIdOfItsOwn) {
    print();
    Edition& edition = paper_.all.front();
    edition.deterministic = true;
    edition.lead.items = {edition.items.back().item};
    edition.sections.clear();
    publish(true);
    const std::string html = paper();
    std::set<std::string> ids;
    for (auto at = html.find("<li id=\"s"); at != std::string::npos;
         at = html.find("<li id=\"s", at + 1))
        EXPECT_TRUE(ids.insert(html.substr(at, html.find('>', at) - at)).second);
    EXPECT_EQ(ids.size(), edition.items.size());
}

TEST(EditionWordsTest, SpellItsTimesAsReadersDo) {
    const TimeZone tokyo{"Asia/Tokyo"};
    const auto at = [](const char* when) { return from_rfc3339(when).value(); };
    struct Case {
        EditionKind kind;
        const char* name;
        const char* from;
        const char* until;
        const char* date;
        const char* period;
    };
    const Case cases[] = {
        {EditionKind::Daily, "2026-11-30", "2026-11-29T18:00:00+09:00", "2026-11-30T18:00:00+09:00",
         "2026年11月30日", "11月29日18時から30日18時までに集めた記事"},
        {EditionKind::Hacker, "2026-12-01", "2026-11-30T07:05:00+09:00",
         "2026-12-01T07:05:00+09:00", "2026年12月1日",
         "11月30日7時5分から12月1日7時5分までに集めた記事"},
        {EditionKind::Weekly, "2026-W48", "2026-11-22T18:00:00+09:00", "2026-11-29T18:00:00+09:00",
         "2026年第48週（11月23日〜29日）", "2026年第48週（11月23日〜29日）の日報が取り上げた記事"},
        {EditionKind::Weekly, "2026-W01", "2025-12-28T18:00:00+09:00", "2026-01-04T18:00:00+09:00",
         "2026年第1週（12月29日〜1月4日）",
         "2026年第1週（12月29日〜1月4日）の日報が取り上げた記事"}};
    for (const Case& one : cases) {
        Edition edition;
        edition.kind = one.kind;
        edition.name = one.name;
        edition.from = at(one.from);
        edition.until = at(one.until);
        EXPECT_EQ(dated(edition), one.date);
        EXPECT_EQ(period_words(edition, tokyo), one.period);
    }
    EXPECT_EQ(plain_headline(EditionKind::Weekly, "2026-W48"), "2026年第48週の週報");
    for (const char* odd : {"", "2026", "2026-ab-cd", "2026-Wxx", "週報"})
        EXPECT_EQ(edition_date(odd), odd);
}

}  // namespace
}  // namespace ainews::site
