#include "site/publisher.h"

#include <gtest/gtest.h>

#include "core/results_json.h"
#include "site/file_batch.h"
#include "tests/support/source_tree.h"
#include "tests/support/temp_dir.h"

namespace ainews::site {
namespace {

namespace fs = std::filesystem;

/// Items in memory; a revision is the item's place in the list of changes.
class FakeItems final : public ItemReader {
public:
    void change(Item item) {
        std::erase_if(items_, [&](const auto& pair) { return pair.second.id == item.id; });
        items_.emplace_back(++revision_, std::move(item));
    }
    Expected<Item> item(ItemId) const override { return fail(ErrorKind::NotFound, "not used"); }
    void for_each(const ItemFilter& filter,
                  const std::function<bool(const Item&)>& visit) const override {
        std::vector<std::pair<std::int64_t, Item>> chosen;
        for (const auto& entry : items_)
            if (!filter.changed_after || entry.first > *filter.changed_after)
                chosen.push_back(entry);
        if (filter.newest_first)
            std::ranges::sort(chosen, [](const auto& a, const auto& b) {
                return a.second.first_seen > b.second.first_seen;
            });
        for (const auto& [revision, item] : chosen)
            if (!visit(item)) return;
    }
    std::vector<HistoryLine> history(ItemId) const override { return {}; }
    std::map<ItemState, std::int64_t> item_counts() const override { return {}; }
    std::int64_t revision() const override { return revision_; }
    std::vector<ItemId> story_members(StoryId) const override { return {}; }
    std::vector<Removal> removed_after(std::int64_t revision) const override {
        std::vector<Removal> found;
        for (const auto& [at, removal] : removals_)
            if (at > revision) found.push_back(removal);
        return found;
    }
    void remove(Removal removal) {
        std::erase_if(items_, [&](const auto& pair) { return pair.second.id == removal.id; });
        removals_.emplace_back(++revision_, removal);
    }

private:
    std::vector<std::pair<std::int64_t, Item>> items_;
    std::vector<std::pair<std::int64_t, Removal>> removals_;
    std::int64_t revision_ = 0;
};

StageRecord done(const nlohmann::json& result) {
    StageRecord record;
    record.state = JobState::Done;
    record.result_json = dump(result);
    return record;
}

Item finished_item(ItemId id, std::string source) {
    Item item;
    item.id = id;
    item.source = std::move(source);
    item.url = "https://" + item.source + ".example/" + std::to_string(id);
    item.title = "Original headline <" + std::to_string(id) + ">";
    item.language = "en";
    item.first_seen = TimePoint{std::chrono::hours{id}};
    item.state = ItemState::Done;
    Extraction extraction;
    extraction.reading_minutes = 2;
    extraction.blocks = {{.n = 1, .text = "SOURCE TEXT <script>alert(1)</script>"}};
    Summary summary{"日本語の見出し", "要旨の文。", {{"論点", "根拠のある文。", {1}}},
                    {"LLM"},          {},           false};
    Translation translation{{{.n = 1, .text = "訳文の段落。"}}};
    Analysis analysis{"影響の文です。", "編集の文です。", {}, {1}};
    Score score;
    for (const Axis axis : kAxes) score.axes[axis] = {4, "軸の理由。", {1}};
    item.stages["extract"] = done(to_json(extraction));
    item.stages["summarize"] = done(to_json(summary));
    item.stages["translate"] = done(to_json(translation));
    item.stages["analyze"] = done(to_json(analysis));
    item.stages["score"] = done(to_json(score));
    return item;
}

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

    PublishReport publish(bool all = false) {
        SiteOptions options;
        options.dir = dir_.path() / "site";
        options.templates = {testing::source_tree() / "site"};
        options.base_url = "https://news.example.jp/";
        Publisher publisher{options, rights_, items_};
        auto report = publisher.publish(all);
        EXPECT_TRUE(report) << (report ? "" : report.error().message);
        return report.value_or(PublishReport{});
    }

    std::string page(const std::string& path) {
        return read_file(dir_.path() / "site" / path).value_or("");
    }

    testing::TempDir dir_;
    RightsPolicy rights_{sources(), Rights::Summary};
    FakeItems items_;
};

TEST_F(PublisherTest, ShowsEveryPartOfACompleteArticle) {
    items_.change(finished_item(1, "full"));
    publish();
    const std::string html = page("articles/1/index.html");
    for (const char* part :
         {"日本語の見出し", "要旨の文。", "根拠のある文。", "影響の文です。", "編集の文です。",
          "訳文の段落。", "SOURCE TEXT", "軸の理由。", "総合 400/500", "★★★★☆", "機械翻訳"})
        EXPECT_NE(html.find(part), std::string::npos) << part;
    EXPECT_EQ(html.find("<script"), std::string::npos) << "text from outside stays text";
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
    EXPECT_EQ(publish().pages_written, 0);
    Item changed = finished_item(2, "full");
    changed.url += "?moved";
    items_.change(changed);
    EXPECT_EQ(publish().pages_written, 1);
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
}

TEST_F(PublisherTest, TakesDownADeletedItemAndLeadsAMergedOneOn) {
    for (ItemId id = 1; id <= 3; ++id) items_.change(finished_item(id, "full"));
    publish();
    items_.remove({1, std::nullopt});
    items_.remove({2, 3});
    publish();
    EXPECT_EQ(page("articles/1/index.html"), "");
    EXPECT_NE(page("articles/2/index.html").find("url=../3/"), std::string::npos);
    EXPECT_EQ(page("articles/2/index.html").find("訳文の段落。"), std::string::npos);
    EXPECT_EQ(page("index.html").find("articles/1/"), std::string::npos);
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

}  // namespace
}  // namespace ainews::site
