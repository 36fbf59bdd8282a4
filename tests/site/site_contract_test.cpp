#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <set>

#include "site/file_batch.h"
#include "site/publisher.h"
#include "tests/site/site_samples.h"
#include "tests/support/memory_items.h"
#include "tests/support/memory_paper.h"
#include "tests/support/memory_site_index.h"
#include "tests/support/temp_dir.h"

namespace ainews::site {
namespace {

namespace fs = std::filesystem;

using testing::finished_item;

class SiteContract : public ::testing::Test {
protected:
    void publish() {
        SiteOptions options = testing::sample_site_options(dir_.path());
        options.contact = "desk@news.example.jp";
        Publisher publisher{
            options, rights_, {items_, index_, paper_, paper_, paper_, paper_, paper_}};
        const auto report = publisher.publish(false);
        ASSERT_TRUE(report) << report.error().message;
    }

    /// All files that a web server would serve, but for our own assets.
    std::string everything() {
        std::string all;
        for (const auto& file : fs::recursive_directory_iterator(dir_.path() / "site"))
            if (file.is_regular_file() &&
                file.path().string().find("/assets/") == std::string::npos)
                all += read_file(file.path()).value_or("");
        return all;
    }
    std::string page(const std::string& path) {
        return read_file(dir_.path() / "site" / path).value_or("");
    }

    testing::TempDir dir_;
    RightsPolicy rights_{testing::sources_of_each_right(), Rights::Summary};
    testing::MemoryItems items_;
    testing::MemorySiteIndex index_;
    testing::MemoryPaper paper_;
};

TEST_F(SiteContract, NoFileShowsWhatRightsForbid) {
    for (const std::string source : {"summary", "link"}) {
        for (const auto& [id, state] :
             {std::pair{1, ItemState::Done}, {2, ItemState::Waiting}, {3, ItemState::Failed}}) {
            SCOPED_TRACE(source + " " + std::string{to_string(state)});
            Item item = finished_item(id, source);
            item.state = state;
            item.story = 9;
            items_ = {};
            index_.clear();
            items_.change(item);
            Item other = finished_item(8, source);
            other.story = 9;
            items_.change(other);
            fs::remove_all(dir_.path() / "site");
            publish();
            const std::string all = everything();
            for (const auto& [what, text] : testing::guarded_texts()) {
                const bool allowed =
                    source == "summary" && testing::texts_of_summary().contains(what);
                EXPECT_EQ(all.find(text) != std::string::npos, allowed) << what;
            }
        }
    }
}

TEST_F(SiteContract, FullRightsShowEverythingAndTheirBasis) {
    items_.change(finished_item(1, "full"));
    publish();
    const std::string html = page("articles/1/index.html");
    for (const auto& [what, text] : testing::guarded_texts())
        EXPECT_NE(html.find(text), std::string::npos) << what;
    EXPECT_NE(html.find("CC BY 4.0"), std::string::npos);
    EXPECT_NE(html.find("対訳で並べる"), std::string::npos);
    EXPECT_NE(html.find("mailto:desk@news.example.jp"), std::string::npos);
}

TEST_F(SiteContract, TheArticleKeepsItsOrder) {
    items_.change(finished_item(1, "full"));
    publish();
    const std::string html = page("articles/1/index.html");
    std::size_t at = 0;
    for (const char* part :
         {"元記事を開く", "class=\"meta\"", "<h1>", "原題", "aria-label=\"タグ\"", "TL;DR",
          "AIによる評価", "要点", "影響分析", "編集コメント", "訳文の段落。",
          "原文（英語）</summary>", "はてなブックマーク", "この記事について", "誤りを知らせる"}) {
        const std::size_t found = html.find(part, at);
        ASSERT_NE(found, std::string::npos) << part;
        at = found;
    }
}

TEST_F(SiteContract, EachStateSaysWhatIsMissing) {
    struct Case {
        const char* words;
        const char* never;
        void (*make)(Item&);
    };
    const Case cases[] = {
        {"翻訳を待っています", "訳文の段落。",
         [](Item& item) {
             item.stages.erase("summarize");
             item.stages.erase("translate");
             item.state = ItemState::Waiting;
         }},
        {"翻訳できず", "要旨の文。",
         [](Item& item) {
             for (const char* stage : {"summarize", "translate", "score", "analyze"})
                 item.stages.erase(stage);
             item.state = ItemState::Failed;
         }},
        {"言語モデルの要約がまだないため、原文から抜き出した文を載せています。訳文はまだありません"
         "。<",
         "機械翻訳",
         [](Item& item) {
             item.stages["summarize"] = testing::done(
                 to_json(Summary{"", "A sentence of theirs.", {}, {"llm"}, {}, true}));
             item.stages.erase("translate");
             item.state = ItemState::Waiting;
         }},
        {"要約が検査を通らなかったため、原文から抜き出した文を載せています。評価はまだありません。"
         "<",
         "cut mid-wo",
         [](Item& item) {
             StageRecord& stage = item.stages["summarize"];
             stage = testing::done(to_json(Summary{
                 "", "A sentence of theirs.", {{"cut mid-wo", "cut mid-way", {1}}}, {}, {}, true}));
             stage.provenance.engine = "llm";
             item.stages.erase("score");
         }},
        {"言語モデルの要約がまだないため", "tags/",
         [](Item& item) {
             item.stages["summarize"] = testing::done(
                 to_json(Summary{"", "A sentence of theirs.", {}, {"研究論文"}, {}, true}));
         }},
        {"訳文は検査を通らなかったため載せていません。", "全文の翻訳",
         [](Item& item) {
             item.stages["translate"] = {.state = JobState::Failed};
             item.state = ItemState::Failed;
         }},
        {"<span class=\"state bad\">翻訳できず</span>", "訳文はまだ",
         [](Item& item) {
             item.stages["translate"] = {.state = JobState::Failed};
             item.state = ItemState::Failed;
         }},
        {"<dd>要約と原文</dd>", "訳文は検査を",
         [](Item& item) {
             item.stages.erase("translate");
             item.state = ItemState::Waiting;
         }},
        {"一部を編集部が訂正しました（1970年1月1日 12:00）", "人の手による確認は",
         [](Item& item) {
             item.hand_texts = {{"body:1", "直した段落。", TimePoint{std::chrono::hours{3}}},
                                {"title", "直した題", TimePoint{std::chrono::hours{5}}}};
         }},
        {"機械翻訳。人の手による確認はしていません", "一部を編集部が",
         [](Item& item) {
             item.hand_texts = {{"title", "直した題", TimePoint{std::chrono::hours{5}}}};
         }},
        {"まだ評価していません", "★", [](Item& item) { item.stages.erase("score"); }},
        {"この記事は取り下げました", "日本語の見出し",
         [](Item& item) { item.publish = PublishState::Withdrawn; }},
        {"この記事について", "mustache", [](Item& item) {
             for (auto& [name, stage] : item.stages) stage.result_json = std::nullopt;
         }}};
    ItemId id = 0;
    for (const Case& one : cases) {
        Item item = finished_item(++id, "full");
        one.make(item);
        items_.change(item);
    }
    publish();
    id = 0;
    for (const Case& one : cases) {
        const std::string html = page("articles/" + std::to_string(++id) + "/index.html");
        EXPECT_NE(html.find(one.words), std::string::npos) << one.words;
        EXPECT_EQ(html.find(one.never), std::string::npos) << one.never;
    }
}

TEST_F(SiteContract, HostileTextStaysTextEverywhere) {
    const std::string hostile = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>]]>\x01";
    Item item = finished_item(1, "full");
    item.title = item.authors.emplace_back(hostile);
    item.url = "javascript:alert(3)";
    item.language = "en\" onload=\"alert(4)";
    item.source = "full";
    item.sightings.push_back({.source = "full", .guid = hostile, .url = hostile, .points = 5});
    Summary summary{hostile, hostile, {{hostile, hostile, {1}}}, {hostile}, {}, false};
    item.stages["summarize"] = testing::done(to_json(summary));
    item.stages["analyze"] = testing::done(to_json(Analysis{hostile, hostile, {hostile}, {}}));
    items_.change(item);
    paper_.item_topics[1] = {
        {{.id = 1, .kind = TopicKind::Company, .name = hostile, .slug = "x", .items = 1}, true}};
    publish();
    // JSON is no markup: there the text stands as it is, for whoever reads it to escape.
    fs::remove(dir_.path() / "site/feed.json");
    const std::string all = everything();
    for (const char* shape : {"<img src=x", "<script>alert", "onload=\"alert",
                              "href=\"javascript:", "onerror=alert(1)>"})
        EXPECT_EQ(all.find(shape), std::string::npos) << shape;
}

TEST_F(SiteContract, FeedsAreWellFormedAndAgree) {
    Item item = finished_item(1, "full");
    item.stages["summarize"] = testing::done(
        to_json(Summary{"記号 & <見出し>\x02", "要旨 ]]> の文。", {}, {"a&b"}, {}, false}));
    items_.change(item);
    items_.change(finished_item(2, "link"));
    publish();
    pugi::xml_document rss;
    ASSERT_TRUE(rss.load_string(page("rss.xml").c_str()));
    pugi::xml_document atom;
    ASSERT_TRUE(atom.load_string(page("atom.xml").c_str()));
    const auto feed = nlohmann::json::parse(page("feed.json"));
    std::vector<std::string> ids[3];
    for (const auto& node : rss.child("rss").child("channel").children("item"))
        ids[0].emplace_back(node.child_value("guid"));
    for (const auto& node : atom.child("feed").children("entry"))
        ids[1].emplace_back(node.child_value("id"));
    for (const auto& entry : feed.at("items")) ids[2].push_back(entry.at("id"));
    ASSERT_EQ(ids[0].size(), 2U);
    EXPECT_EQ(ids[0], ids[1]);
    EXPECT_EQ(ids[0], ids[2]);
    EXPECT_EQ(feed.at("version"), "https://jsonfeed.org/version/1.1");
    const auto channel = rss.child("rss").child("channel");
    EXPECT_STREQ(channel.child_value("lastBuildDate"),
                 channel.child("item").child_value("pubDate"));
    EXPECT_STREQ(
        channel.child("item")
            .find_child_by_attribute("category", "domain", "https://news.example.jp/about/")
            .child_value(),
        "重要度4");
    EXPECT_STREQ(
        atom.child("feed")
            .child("entry")
            .find_child_by_attribute("category", "scheme", "https://news.example.jp/about/")
            .attribute("term")
            .value(),
        "重要度4");
    EXPECT_EQ(feed.at("items").at(0).at("tags").back(), "重要度4");
    for (const char* path : {"sitemap.xml", "sitemap-lists.xml", "kind/news/atom.xml",
                             "sitemap-1970-01-01.xml", "daily/atom.xml"}) {
        pugi::xml_document document;
        EXPECT_TRUE(document.load_string(page(path).c_str())) << path;
    }
}

TEST_F(SiteContract, EveryLinkInsideTheSiteLeadsSomewhere) {
    for (ItemId id = 1; id <= 25; ++id)
        items_.change(finished_item(id, id % 3 == 0 ? "link" : "full"));
    publish();
    const fs::path root = dir_.path() / "site";
    for (const auto& file : fs::recursive_directory_iterator(root)) {
        if (file.path().extension() != ".html" || file.path().filename() == "404.html") continue;
        const std::string html = read_file(file.path()).value_or("");
        for (std::size_t at = html.find("href=\""); at != std::string::npos;
             at = html.find("href=\"", at + 1)) {
            const std::size_t begin = at + 6;
            std::string href = html.substr(begin, html.find('"', begin) - begin);
            href = href.substr(0, href.find('#'));
            if (href.empty() || href.find(':') != std::string::npos) continue;
            if (href.ends_with("search")) continue;  // the daemon's own server answers it
            fs::path target = file.path().parent_path() / href;
            if (href.ends_with('/')) target /= "index.html";
            EXPECT_TRUE(fs::exists(target)) << file.path() << " → " << href;
        }
    }
}

}  // namespace
}  // namespace ainews::site
