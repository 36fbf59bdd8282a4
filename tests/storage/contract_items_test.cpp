#include <gmock/gmock.h>

#include "tests/storage/store_contract.h"

namespace ainews::testing {
namespace {

using std::chrono::hours;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::uint64_t kHash = 0x0123456789abcdefULL;

ExtractFacts near_to(std::uint64_t hash) {
    ExtractFacts facts;
    facts.simhash = hash;
    return facts;
}

class StoryContract : public StoreContract {};

TEST_P(StoryContract, ANearDuplicateFollowsItsLeadBeforeAnyPaidWorkIsOpen) {
    const ItemId lead = add_item("a", "one");
    extract(lead, near_to(kHash));
    const ItemId copy = add_item("a", "two");
    const auto receipt = extract(copy, near_to(kHash ^ 0b101));
    EXPECT_EQ(receipt.duplicate_of, lead);
    EXPECT_THAT(receipt.opened, IsEmpty());
    EXPECT_TRUE(receipt.closed);
    EXPECT_EQ(item(copy).state, ItemState::Skipped);
    EXPECT_EQ(item(copy).skip_reason, "duplicate");
    ASSERT_TRUE(item(lead).story);
    EXPECT_EQ(item(copy).story, item(lead).story);
    EXPECT_TRUE(item(lead).story_lead);
    EXPECT_FALSE(item(copy).story_lead);
    EXPECT_THAT(store().story_members(*item(lead).story), ElementsAre(lead, copy));
}

struct Distance {
    const char* what;
    std::uint64_t bits;
    Millis apart;
    bool follows;
};

TEST_P(StoryContract, ANearDuplicateIsThreeBitsAndThreeDaysAwayAtMost) {
    const std::vector<Distance> cases{
        {"the same", 0, hours{0}, true},
        {"three bits in one part", 0b111, hours{0}, true},
        {"three bits in three parts", (1ULL << 63) | (1ULL << 31) | 1ULL, hours{0}, true},
        {"four bits in four parts", (1ULL << 63) | (1ULL << 40) | (1ULL << 20) | 1ULL, hours{0},
         false},
        {"four bits in one part", 0b1111, hours{0}, false},
        {"72 hours later", 0, hours{72}, true},
        {"73 hours later", 0, hours{73}, false},
    };
    std::uint64_t hash = kHash;
    for (const Distance& one : cases) {
        hash = hash * 6364136223846793005ULL + 1442695040888963407ULL;
        extract(add_item("a", std::string{"first "} + one.what), near_to(hash));
        clock_.advance(one.apart);
        const auto second =
            extract(add_item("a", std::string{"second "} + one.what), near_to(hash ^ one.bits));
        EXPECT_EQ(second.duplicate_of.has_value(), one.follows) << one.what;
    }
}

TEST_P(StoryContract, AFollowerIsFoundFromAnotherFollowerAndJoinsTheSameLead) {
    const ItemId lead = add_item("a", "one");
    extract(lead, near_to(kHash));
    extract(add_item("a", "two"), near_to(kHash ^ 0b111));
    EXPECT_EQ(extract(add_item("a", "three"), near_to(kHash ^ 0b111111)).duplicate_of, lead);
}

TEST_P(StoryContract, AnItemThatShowsResultsStaysALead) {
    const ItemId lead = add_item("a", "one");
    extract(lead, near_to(kHash));
    const ItemId other = add_item("a", "two");
    extract(other, near_to(~kHash));
    finish_everything();
    ASSERT_TRUE(store().redo(other, "extract", now()).has_value());
    EXPECT_EQ(extract(other, near_to(kHash)).duplicate_of, std::nullopt);
    EXPECT_EQ(item(other).state, ItemState::Done);
}

TEST_P(StoryContract, NothingFollowsWorkThatWasGivenUp) {
    const ItemId failed = add_item("a", "one");
    extract(failed, near_to(kHash));
    for (const Claim& one : claim({}, 10)) {
        FinishStage finish_it = done(one);
        finish_it.outcome = FinishStage::Outcome::Failed;
        finish(finish_it);
    }
    finish_everything();
    ASSERT_EQ(item(failed).state, ItemState::Failed);
    EXPECT_EQ(extract(add_item("a", "two"), near_to(kHash)).duplicate_of, std::nullopt);
}

TEST_P(StoryContract, TheSameTextFollowsHoweverLateItComes) {
    ExtractFacts facts;
    facts.content_hash = "same";
    const ItemId lead = add_item("a", "one");
    extract(lead, facts);
    finish_everything();
    clock_.advance(hours{24 * 30});
    EXPECT_EQ(extract(add_item("a", "two"), facts).duplicate_of, lead);
}

TEST_P(StoryContract, WhenTheLeadIsDeletedTheOldestFollowerLeadsAndIsWorkedOn) {
    const ItemId lead = add_item("a", "one");
    extract(lead, near_to(kHash));
    const ItemId second = add_item("a", "two");
    extract(second, near_to(kHash));
    const ItemId third = add_item("a", "three");
    extract(third, near_to(kHash));
    ASSERT_TRUE(store().delete_item(lead, "spam", now()).has_value());
    EXPECT_TRUE(item(second).story_lead);
    EXPECT_EQ(item(second).state, ItemState::Pending);
    EXPECT_EQ(item(third).state, ItemState::Skipped);
    finish_everything();
    EXPECT_EQ(item(second).state, ItemState::Done);
}

TEST_P(StoryContract, TheYoungerOfTwoItemsWithOneAddressBecomesItsAlias) {
    const ItemId older = add_item("a", "one");
    add_source("b");
    poll("b", {entry("b1", "https://short.example/x", "Short", now())});
    ItemFilter newest{.limit = 1, .newest_first = true};
    const ItemId younger = items(newest).at(0).id;
    ASSERT_NE(older, younger);
    ExtractFacts facts;
    facts.canonical_url = "https://a.example/one";
    const auto receipt = extract(younger, facts);
    EXPECT_EQ(receipt.duplicate_of, older);
    EXPECT_EQ(item(younger).id, older) << "the alias is followed";
    const auto removals = store().removed_after(0);
    ASSERT_THAT(removals, SizeIs(1));
    EXPECT_EQ(removals[0].id, younger);
    EXPECT_EQ(removals[0].replaced_by, older);
    EXPECT_THAT(items(), SizeIs(1));
    EXPECT_THAT(item(older).sightings, SizeIs(2));
    EXPECT_EQ(poll("b", {entry("b1", "https://short.example/x", "Short", now())}).new_items, 0);
    EXPECT_THAT(items(), SizeIs(1)) << "its keys lead to the older one";
}

TEST_P(StoryContract, AnOlderItemTakesOverTheYoungerWhoseAddressItReveals) {
    add_source("b");
    poll("b", {entry("b1", "https://short.example/x", "Short", now())});
    const ItemId older = items().at(0).id;
    const ItemId younger = add_item("a", "one");
    ExtractFacts facts;
    facts.canonical_url = "https://a.example/one";
    EXPECT_EQ(extract(older, facts).duplicate_of, std::nullopt);
    EXPECT_EQ(item(younger).id, older);
    EXPECT_THAT(claim({}, 10), SizeIs(2)) << "the older one's work goes on";
}

TEST_P(StoryContract, AFrontPageAsCanonicalAddressMakesNothingAnAlias) {
    ExtractFacts facts;
    facts.canonical_url = "https://a.example/";
    extract(add_item("a", "one"), facts);
    EXPECT_EQ(extract(add_item("a", "two"), facts).duplicate_of, std::nullopt);
    EXPECT_THAT(items(), SizeIs(2));
}

TEST_P(StoryContract, ExtractFillsTitleAndLanguage) {
    add_source("a");
    poll("a", {entry("g", "https://a.example/x", "", now())});
    const ItemId id = items().at(0).id;
    ExtractFacts facts;
    facts.title = "From the page";
    facts.language = "en";
    extract(id, facts);
    EXPECT_EQ(item(id).title, "From the page");
    EXPECT_EQ(item(id).language, "en");
}

TEST_P(StoryContract, WhatWasDeletedComesBackNeitherByItsAddressNorByItsText) {
    struct Case {
        std::string what;
        ExtractFacts facts;
    };
    for (const Case& one : {Case{"address", {.canonical_url = "https://a.example/address"}},
                            Case{"text", {.content_hash = "the same text"}}}) {
        SCOPED_TRACE(one.what);
        const ItemId deleted = add_item("a", one.what);
        extract(deleted, one.facts);
        ASSERT_TRUE(store().delete_item(deleted, "spam", now()).has_value());
        const ItemId again = add_item("a", one.what + " again");
        const auto receipt = extract(again, one.facts);
        EXPECT_THAT(receipt.opened, IsEmpty());
        EXPECT_EQ(receipt.duplicate_of, std::nullopt);
        EXPECT_EQ(item(again).state, ItemState::Skipped);
        EXPECT_EQ(item(again).skip_reason, "deleted");
        EXPECT_THAT(claim({}, 10), IsEmpty()) << "nothing is paid for it";
    }
}

TEST_P(StoryContract, WhatShowsResultsStaysWhenItsTwinWasDeleted) {
    const ItemId twin = add_item("a", "twin");
    const ItemId shown = add_item("a", "shown");
    finish_everything();
    ExtractFacts facts;
    facts.content_hash = "the same text";
    ASSERT_TRUE(store().redo(twin, "extract", now()).has_value());
    extract(twin, facts);
    ASSERT_TRUE(store().delete_item(twin, "one is enough", now()).has_value());
    ASSERT_TRUE(store().redo(shown, "extract", now()).has_value());
    extract(shown, facts);
    EXPECT_EQ(item(shown).state, ItemState::Done);
}

INSTANTIATE_STORE_CONTRACT(StoryContract);

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
