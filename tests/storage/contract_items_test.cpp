#include <gmock/gmock.h>

#include "tests/storage/store_contract.h"

namespace ainews::testing {
namespace {

using std::chrono::hours;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ItemContract : public StoreContract {};

TEST_P(ItemContract, ADeletedItemNeverComesBackAndItsIdIsNeverGivenAgain) {
    const ItemId id = add_item("a", "one");
    const auto same = entry("one", "https://a.example/one", "one", now());
    const Claim held = claim_of(id, "extract");
    const std::int64_t before = store().revision();
    ASSERT_TRUE(store().delete_item(id, "wrong", now()).has_value());
    ASSERT_THAT(store().removed_after(before), SizeIs(1));
    EXPECT_EQ(store().removed_after(before)[0].id, id);
    EXPECT_FALSE(store().removed_after(before)[0].replaced_by);
    EXPECT_THAT(store().removed_after(store().revision()), IsEmpty());
    EXPECT_EQ(store().item(id).error().kind, ErrorKind::Gone);
    EXPECT_EQ(store().finish_stage(done(held)).error().kind, ErrorKind::Conflict);
    EXPECT_EQ(store().delete_item(id, "again", now()).error().kind, ErrorKind::Gone);
    EXPECT_EQ(store().item(id + 1).error().kind, ErrorKind::NotFound);
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(poll("a", {same}).new_items, 0);
        add_source("b");
        EXPECT_EQ(poll("b", {entry("other", "https://a.example/one", "one", now())}).new_items, 0);
        reopen();
    }
    EXPECT_THAT(items(), IsEmpty());
    EXPECT_GT(add_item("a", "two"), id);
    EXPECT_THAT(store().history(id), Contains(Field(&HistoryLine::text, "wrong")));
}

TEST_P(ItemContract, AWithdrawnItemStaysWithdrawn) {
    const ItemId id = add_item("a", "one");
    finish_everything();
    ASSERT_TRUE(
        store().set_publish_state(id, PublishState::Withdrawn, "error", "note", now()).has_value());
    EXPECT_EQ(poll("a", {entry("one", "https://a.example/one", "one, changed", now())}).changed, 0);
    reopen();
    EXPECT_EQ(item(id).publish, PublishState::Withdrawn);
    EXPECT_THAT(store().history(id), Contains(Field(&HistoryLine::text, HasSubstr("note"))));
}

TEST_P(ItemContract, ReadsByFilterInTheOrderAskedFor) {
    std::vector<ItemId> ids;
    const TimePoint start = now();
    for (int i = 0; i < 6; ++i) {
        ids.push_back(add_item(i % 2 == 0 ? "a" : "b", std::to_string(i)));
        clock_.advance(hours{1});
    }
    extract(ids[2]);
    const auto ids_of = [&](const ItemFilter& filter) {
        std::vector<ItemId> found;
        for (const Item& one : items(filter)) found.push_back(one.id);
        return found;
    };
    EXPECT_EQ(ids_of({}), ids);
    EXPECT_EQ(ids_of({.sources = {"b"}}), (std::vector{ids[1], ids[3], ids[5]}));
    EXPECT_EQ(ids_of({.since = start + hours{1}, .until = start + hours{3}}),
              (std::vector{ids[1], ids[2]}));
    EXPECT_EQ(ids_of({.limit = 2, .newest_first = true}), (std::vector{ids[5], ids[4]}));
    EXPECT_EQ(ids_of({.ids = {ids[4], ids[0], 999}}), (std::vector{ids[4], ids[0]}));
    EXPECT_THAT(ids_of({.states = {ItemState::Failed}}), IsEmpty());
    EXPECT_THAT(ids_of({.states = {ItemState::Pending}, .limit = 3}), SizeIs(3));
    int visited = 0;
    store().for_each({}, [&](const Item&) { return ++visited < 2; });
    EXPECT_EQ(visited, 2) << "stops when told to";
}

TEST_P(ItemContract, TheRevisionFindsWhatChanged) {
    const ItemId first = add_item("a", "one");
    const ItemId second = add_item("a", "two");
    const auto mark = store().revision();
    EXPECT_THAT(items({.changed_after = mark}), IsEmpty());
    ASSERT_TRUE(store().set_publish_state(first, PublishState::Hidden, "", "", now()).has_value());
    const auto changed = items({.changed_after = mark});
    ASSERT_THAT(changed, SizeIs(1));
    EXPECT_EQ(changed[0].id, first);
    extract(second);
    EXPECT_THAT(items({.changed_after = mark}), SizeIs(2));
}

TEST_P(ItemContract, ReadersMayReadMoreWhileTheyVisit) {
    for (int i = 0; i < 3; ++i) add_item("a", std::to_string(i));
    int seen = 0;
    store().for_each({}, [&](const Item& one) {
        EXPECT_EQ(store().item(one.id).value().id, one.id);
        add_item("a", "during " + std::to_string(seen));
        return ++seen < 100;
    });
    EXPECT_EQ(seen, 3) << "a snapshot does not see what comes later";
}

TEST_P(ItemContract, TellsTheWholeStoryOfAnItem) {
    const ItemId id = add_item("a", "one");
    FinishStage stage = done(claim_of(id, "extract"));
    stage.attempts = {{.engine = "llm", .model = "m", .findings = {"not Japanese"}, .at = now()}};
    finish(stage);
    ASSERT_TRUE(store().redo(id, "extract", now()).has_value());
    const auto lines = store().history(id);
    EXPECT_THAT(lines, Contains(Field(&HistoryLine::what, "sighting")));
    EXPECT_THAT(lines, Contains(Field(&HistoryLine::text, HasSubstr("not Japanese"))));
    EXPECT_THAT(lines, Contains(Field(&HistoryLine::what, "redo")));
}

TEST_P(ItemContract, HandsTheWholeEntryToTheStage) {
    add_source("a");
    NewEntry full = entry("g", "https://a.example/x", "題名", now());
    full.entry.authors = {"著者", "Second"};
    full.entry.categories = {"ai"};
    full.entry.summary_html = "<p>要約</p>";
    full.entry.content_html = "<p>本文</p>";
    full.entry.base_url = "https://a.example/base/";
    full.entry.language = "ja";
    full.entry.enclosures = {{"https://a.example/v.mp4", "video/mp4", 123}};
    full.entry.image = "https://a.example/i.png";
    full.entry.points = 5;
    full.entry.comments_url = "https://a.example/talk";
    poll("a", {full});
    const Entry kept = store().load(claim().at(0)).value().entry;
    EXPECT_EQ(kept.title, full.entry.title);
    EXPECT_EQ(kept.authors, full.entry.authors);
    EXPECT_EQ(kept.categories, full.entry.categories);
    EXPECT_EQ(kept.summary_html, full.entry.summary_html);
    EXPECT_EQ(kept.content_html, full.entry.content_html);
    EXPECT_EQ(kept.base_url, full.entry.base_url);
    EXPECT_EQ(kept.language, "ja");
    EXPECT_EQ(kept.enclosures, full.entry.enclosures);
    EXPECT_EQ(kept.image, full.entry.image);
    EXPECT_EQ(kept.points, 5);
    EXPECT_EQ(kept.published, now());
    EXPECT_EQ(kept.comments_url, full.entry.comments_url);
}

TEST_P(ItemContract, ForgetsRawTextTwoDaysAfterItsExtraction) {
    const ItemId id = add_item("a", "one");
    extract(id);
    clock_.advance(hours{47});
    poll("a", {});
    EXPECT_TRUE(store().load(claim_of(id, "score")).value().entry.content_html);
    clock_.advance(hours{2});
    poll("a", {});
    EXPECT_FALSE(store().load(claim_of(id, "score")).value().entry.content_html);
}

INSTANTIATE_STORE_CONTRACT(ItemContract);

class SearchContract : public StoreContract {
protected:
    ItemId add_text(const std::string& name, const std::string& title, const std::string& text) {
        const ItemId id = add_item("a", name);
        finish(done(claim_of(id, "extract"),
                    R"({"title":"","language":"ja","blocks":[{"n":1,"kind":"paragraph","text":")" +
                        text + R"("}]})"));
        finish(done(
            claim_of(id, "summarize"),
            R"({"title":")" + title + R"(","tldr":"","key_points":[],"tags":[],"entities":[]})"));
        return id;
    }
    std::vector<ItemId> found(const std::string& query) {
        std::vector<ItemId> ids;
        const auto hits = store().search(query, 10);
        EXPECT_TRUE(hits.has_value());
        for (const SearchHit& hit : hits.value()) ids.push_back(hit.id);
        return ids;
    }
};

TEST_P(SearchContract, FindsJapaneseOfAnyLengthAndEnglishByWord) {
    const ItemId rule =
        add_text("1", "欧州がAI規制を決定", "新しい規制は来年から施行される。対象は企業だ。");
    const ItemId model =
        add_text("2", "GPT-5.6を発表", "The model runs on C++ and Rust. Version 5.6 is out.");
    while (store().refresh(1).value() > 0) {
    }
    struct Case {
        const char* query;
        std::vector<ItemId> ids;
    };
    for (const Case& one : std::vector<Case>{{"規制", {rule}},
                                             {"規", {rule}},
                                             {"制", {rule}},
                                             {"施行される", {rule}},
                                             {"規施", {}},
                                             {"gpt", {model}},
                                             {"GPT-5.6", {model}},
                                             {"ＧＰＴ", {model}},
                                             {"c++", {model}},
                                             {"versio", {model}},
                                             {"発表 rust", {model}},
                                             {"発表 規制", {}},
                                             {"\" OR * ) (", {}},
                                             {"", {}}})
        EXPECT_EQ(found(one.query), one.ids) << one.query;
}

TEST_P(SearchContract, ShowsTheSentenceThatHasTheWord) {
    add_text("1", "題名", "最初の文である。ここで規制に触れる。終わりの文である。");
    ASSERT_TRUE(store().refresh(100).has_value());
    const auto hit = store().search("規制", 1).value().at(0);
    EXPECT_EQ(hit.snippet, "ここで規制に触れる。");
    EXPECT_EQ(hit.title, "題名");
}

TEST_P(SearchContract, FollowsChangesAndForgetsWhatIsNoLongerPublic) {
    const ItemId id = add_text("1", "旧題", "本文である。");
    ASSERT_TRUE(store().refresh(100).has_value());
    EXPECT_THAT(found("旧題"), SizeIs(1));
    ASSERT_TRUE(store().redo(id, "summarize", now()).has_value());
    finish(done(claim_of(id, "summarize"),
                R"({"title":"新題","tldr":"","key_points":[],"tags":[],"entities":[]})"));
    EXPECT_GT(store().refresh(100).value(), 0);
    EXPECT_THAT(found("旧題"), IsEmpty());
    EXPECT_THAT(found("新題"), SizeIs(1));
    ASSERT_TRUE(store().set_publish_state(id, PublishState::Held, "", "", now()).has_value());
    EXPECT_THAT(found("新題"), IsEmpty()) << "at once, before any refresh";
    ASSERT_TRUE(store().set_publish_state(id, PublishState::Public, "", "", now()).has_value());
    ASSERT_TRUE(store().delete_item(id, "", now()).has_value());
    EXPECT_THAT(found("新題"), IsEmpty());
    EXPECT_EQ(store().refresh(100).value(), 1);
    EXPECT_EQ(store().refresh(100).value(), 0);
    EXPECT_THAT(found("本文"), IsEmpty());
}

INSTANTIATE_STORE_CONTRACT(SearchContract);

}  // namespace
}  // namespace ainews::testing
