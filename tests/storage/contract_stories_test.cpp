#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"
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
using ::testing::UnorderedElementsAre;

constexpr std::uint64_t kStoryHash = 0x0123456789abcdefULL;

Entity main_entity(const std::string& name) { return {name, "company", "main", name}; }

Summary price_cut() {
    Summary summary;
    summary.title = "Orrinmoor、Pagelingを月額12ドルに値下げ";
    summary.tldr = "Orrinmoorはコード支援Pagelingの料金を月額20ドルから12ドルに引き下げる。";
    summary.entities = {main_entity("Orrinmoor"), main_entity("Pageling")};
    return summary;
}

Summary shipment() {
    Summary summary;
    summary.title = "Tessellar、半導体T9を10月に出荷";
    summary.tldr = "Tessellarは推論の性能を2.4倍に高めた半導体T9の量産を始め、10月に出荷する。";
    summary.entities = {main_entity("Tessellar"), main_entity("T9")};
    return summary;
}

/// A report of two things at once.
Summary both() {
    Summary summary = price_cut();
    const Summary other = shipment();
    summary.title += "、" + other.title;
    summary.tldr += other.tldr;
    summary.entities.insert(summary.entities.end(), other.entities.begin(), other.entities.end());
    return summary;
}

class SameEventContract : public StoreContract {
protected:
    /// An item of its own text, up to its summary.
    ItemId report(const std::string& name, const Summary& summary,
                  std::optional<std::uint64_t> simhash = std::nullopt) {
        const ItemId id = add_item("a", name);
        ExtractFacts facts;
        facts.simhash = simhash;
        extract(id, facts);
        summarize(id, summary);
        return id;
    }
    void summarize(ItemId id, const Summary& summary,
                   FinishStage::Outcome outcome = FinishStage::Outcome::Done) {
        FinishStage stage = done(claim_of(id, "summarize"), dump(to_json(summary)));
        stage.outcome = outcome;
        if (outcome == FinishStage::Outcome::Provisional) stage.retry_at = now();
        finish(stage);
    }
    /// A near-duplicate that follows.
    ItemId follower(const std::string& name, std::uint64_t simhash) {
        const ItemId id = add_item("a", name);
        ExtractFacts facts;
        facts.simhash = simhash;
        EXPECT_TRUE(extract(id, facts).duplicate_of.has_value());
        return id;
    }
    [[nodiscard]] StoryId story_of(ItemId id) const { return item(id).story.value_or(0); }
    [[nodiscard]] long lines(ItemId id, const std::string& what) {
        return std::ranges::count(store().history(id), what, &HistoryLine::what);
    }
};

TEST_P(SameEventContract, JoinsReportsOfOneEventForPresentationOnly) {
    const ItemId first = report("one", price_cut());
    const auto before = store().revision();
    const ItemId second = report("two", price_cut());
    ASSERT_NE(story_of(first), 0);
    EXPECT_EQ(story_of(second), story_of(first));
    EXPECT_TRUE(item(first).story_lead);
    EXPECT_FALSE(item(second).story_lead);
    EXPECT_EQ(item(second).skip_reason, "");
    ItemFilter changed{.changed_after = before};
    EXPECT_THAT(items(changed), Contains(Field(&Item::id, first))) << "its page shows the story";
    finish_everything();
    EXPECT_EQ(item(second).state, ItemState::Done);
    EXPECT_TRUE(item(second).stages.contains("analyze")) << "nothing is skipped";
}

TEST_P(SameEventContract, SaysWhy) {
    const ItemId first = report("one", price_cut());
    const ItemId second = report("two", price_cut());
    for (const ItemId id : {first, second}) {
        EXPECT_EQ(lines(id, "story"), 1);
        EXPECT_THAT(store().history(id),
                    Contains(Field(&HistoryLine::text,
                                   AllOf(HasSubstr("score "), HasSubstr("Orrinmoor, Pageling"),
                                         HasSubstr(std::to_string(first + second - id))))));
    }
}

TEST_P(SameEventContract, DoingASummaryAgainChangesNothing) {
    const ItemId first = report("one", price_cut());
    const ItemId second = report("two", price_cut());
    const StoryId story = story_of(second);
    ASSERT_TRUE(store().redo(second, "summarize", now()).has_value());
    summarize(second, price_cut());
    EXPECT_EQ(story_of(second), story);
    EXPECT_EQ(lines(second, "story"), 1);
    EXPECT_TRUE(item(first).story_lead);
    EXPECT_THAT(store().story_members(story), ElementsAre(first, second));
}

TEST_P(SameEventContract, WhatAModelHasNotReadIsNotCompared) {
    report("one", price_cut());
    Summary cut = price_cut();
    cut.extractive = true;
    EXPECT_EQ(story_of(report("cut from the original", cut)), 0);
    const ItemId waiting = add_item("a", "provisional");
    extract(waiting);
    summarize(waiting, price_cut(), FinishStage::Outcome::Provisional);
    EXPECT_EQ(story_of(waiting), 0);
    clock_.advance(hours{1});
    summarize(waiting, price_cut());
    EXPECT_NE(story_of(waiting), 0) << "now a model has";
}

TEST_P(SameEventContract, LooksNoFurtherThanSeventyTwoHoursAndSharedNames) {
    report("one", price_cut());
    EXPECT_EQ(story_of(report("other", shipment())), 0);
    clock_.advance(hours{73});
    EXPECT_EQ(story_of(report("late", price_cut())), 0);
}

TEST_P(SameEventContract, WithdrawnItemsJoinNothing) {
    const ItemId first = report("one", price_cut());
    ASSERT_TRUE(
        store().set_publish_state(first, PublishState::Withdrawn, "wrong", "", now()).has_value());
    EXPECT_EQ(story_of(report("two", price_cut())), 0);
}

TEST_P(SameEventContract, MergesTwoStoriesWhenAnItemMatchesTheLeadsOfBoth) {
    const ItemId a = report("a1", price_cut());
    report("a2", price_cut());
    const ItemId b = report("b1", shipment());
    const ItemId b2 = report("b2", shipment());
    const StoryId older = story_of(a);
    const StoryId younger = story_of(b);
    ASSERT_NE(older, younger);
    const auto before = store().revision();
    const ItemId link = report("both", both());
    EXPECT_EQ(story_of(link), older);
    EXPECT_EQ(story_of(b), older);
    EXPECT_EQ(story_of(b2), older);
    EXPECT_TRUE(item(a).story_lead);
    EXPECT_FALSE(item(b).story_lead);
    EXPECT_EQ(store().story(younger).value().id, older) << "the old address leads on";
    const auto ends = store().stories_ended_after(before);
    ASSERT_THAT(ends, SizeIs(1));
    EXPECT_EQ(ends[0].id, younger);
    EXPECT_EQ(ends[0].merged_into, older);
    EXPECT_THAT(items({.changed_after = before}), Contains(Field(&Item::id, b2)));
}

TEST_P(SameEventContract, OneOddReportDoesNotChainTwoStoriesTogether) {
    const ItemId a = report("a1", price_cut());
    // The second story is led by something else: only its second member is matched.
    Summary lead = shipment();
    lead.title = "Tessellarの工場で火災、けが人なし";
    lead.tldr = "Tessellarの工場で6日に火災があった。半導体T9の生産への影響は調査中という。";
    const ItemId b = report("b1", lead, kStoryHash);
    follower("b2", kStoryHash);
    ASSERT_NE(story_of(b), 0);
    report("a2", price_cut());
    const ItemId odd = report("both", both());
    EXPECT_EQ(story_of(odd), story_of(a));
    EXPECT_NE(story_of(b), story_of(a));
}

TEST_P(SameEventContract, ADuplicateFollowsWhatItIsADuplicateOfWithinTheStory) {
    const ItemId lead = report("one", price_cut(), kStoryHash);
    const ItemId second = report("two", price_cut(), ~kStoryHash);
    ASSERT_EQ(story_of(second), story_of(lead));
    const ItemId copy = add_item("a", "three");
    ExtractFacts facts;
    facts.simhash = ~kStoryHash ^ 1;
    EXPECT_EQ(extract(copy, facts).duplicate_of, second);
    EXPECT_EQ(story_of(copy), story_of(lead));
    EXPECT_TRUE(item(lead).story_lead);
}

TEST_P(SameEventContract, WhenTheLeadIsDeletedTheNextThatStandsOnItsOwnLeads) {
    const ItemId lead = report("one", price_cut(), kStoryHash);
    const ItemId copy = follower("copy", kStoryHash ^ 1);
    const ItemId second = report("two", price_cut());
    ASSERT_TRUE(store().delete_item(lead, "spam", now()).has_value());
    EXPECT_TRUE(item(second).story_lead);
    EXPECT_EQ(item(copy).state, ItemState::Skipped) << "the story has somebody to lead it";
    ASSERT_TRUE(store().delete_item(second, "spam", now()).has_value());
    EXPECT_TRUE(item(copy).story_lead);
    EXPECT_NE(item(copy).state, ItemState::Skipped);
}

TEST_P(SameEventContract, AStoryWithoutItemsIsGone) {
    const ItemId first = report("one", price_cut());
    const ItemId second = report("two", price_cut());
    const StoryId story = story_of(first);
    const auto before = store().revision();
    for (const ItemId id : {first, second})
        ASSERT_TRUE(store().delete_item(id, "", now()).has_value());
    EXPECT_EQ(store().story(story).error().kind, ErrorKind::Gone);
    ASSERT_THAT(store().stories_ended_after(before), SizeIs(1));
    EXPECT_EQ(store().stories_ended_after(before)[0].merged_into, std::nullopt);
    EXPECT_EQ(store().story(story + 100).error().kind, ErrorKind::NotFound);
}

TEST_P(SameEventContract, WhenAStoryEndsThoseThatLedToItAreToldOfAgain) {
    const ItemId a = report("a1", price_cut());
    report("a2", price_cut());
    const ItemId b = report("b1", shipment());
    report("b2", shipment());
    const StoryId younger = story_of(b);
    report("both", both());
    const auto before = store().revision();
    const StoryId older = story_of(a);
    const std::vector<ItemId> members = store().story(older).value().members;
    for (const ItemId id : members) ASSERT_TRUE(store().delete_item(id, "", now()).has_value());
    EXPECT_EQ(store().story(younger).error().kind, ErrorKind::Gone);
    const auto ends = store().stories_ended_after(before);
    EXPECT_THAT(ends,
                UnorderedElementsAre(Field(&StoryEnd::id, older), Field(&StoryEnd::id, younger)));
}

TEST_P(SameEventContract, AWithdrawnOrHiddenLeadLetsTheNextLead) {
    for (const PublishState state : {PublishState::Withdrawn, PublishState::Hidden}) {
        const std::string name{to_string(state)};
        const ItemId lead = report("one " + name, price_cut());
        EXPECT_TRUE(item(lead).story_lead || item(lead).story == std::nullopt);
        const ItemId second = report("two " + name, price_cut());
        ASSERT_TRUE(store().set_publish_state(lead, state, "wrong", "", now()).has_value());
        EXPECT_TRUE(item(second).story_lead) << name;
        EXPECT_EQ(story_of(lead), story_of(second)) << "it stays in the story";
        ASSERT_TRUE(store().set_publish_state(second, state, "wrong", "", now()).has_value());
        EXPECT_TRUE(item(second).story_lead) << "nobody else can lead";
        clock_.advance(hours{100});
    }
}

TEST_P(SameEventContract, ShowsAStoryWithItsNewestMembersFirst) {
    const ItemId first = report("one", price_cut());
    clock_.advance(hours{1});
    const ItemId second = report("two", price_cut());
    clock_.advance(hours{1});
    const ItemId third = report("three", price_cut());
    const Story story = store().story(story_of(first)).value();
    EXPECT_EQ(story.lead, first);
    EXPECT_THAT(story.members, ElementsAre(third, second, first));
}

TEST_P(SameEventContract, SurvivesARestart) {
    const ItemId first = report("one", price_cut());
    reopen();
    const ItemId second = report("two", price_cut());
    EXPECT_EQ(story_of(second), story_of(first));
}

INSTANTIATE_STORE_CONTRACT(SameEventContract);

class NewsletterContract : public StoreContract {
protected:
    NewsletterContract() {
        add_source("a");
        add_source("letter");
    }
    /// Polls an issue of the newsletter and runs extract over it.
    ItemId issue(const std::string& name, std::vector<NewsletterSection> sections,
                 bool opens_items = true) {
        poll("letter", {entry(name, "https://letter.example/" + name, name, now())});
        const ItemId id = newest();
        split(id, std::move(sections), opens_items);
        return id;
    }
    void split(ItemId id, std::vector<NewsletterSection> sections, bool opens_items = true) {
        ExtractFacts facts;
        facts.newsletter = {opens_items, std::move(sections)};
        extract(id, facts);
    }
    [[nodiscard]] ItemId newest() const {
        return items({.limit = 1, .newest_first = true}).at(0).id;
    }
    static NewsletterSection section(const std::string& path) {
        return {"https://elsewhere.example/" + path + "?utm_source=letter", "About " + path,
                "It is <new>.\n\nAnd more."};
    }
};

TEST_P(NewsletterContract, ALinkToAKnownArticleIsASightingOfIt) {
    const ItemId known = add_item("a", "one");
    const ItemId letter = issue("41", {{"https://a.example/one", "One", "Worth reading."}});
    EXPECT_THAT(items(), SizeIs(2));
    EXPECT_THAT(item(known).sightings, Contains(Field(&Sighting::source, "letter")));
    EXPECT_EQ(item(known).source, "a");
    EXPECT_EQ(item(letter).state, ItemState::Skipped);
    EXPECT_EQ(item(letter).skip_reason, "newsletter");
    EXPECT_THAT(store().history(known), Contains(Field(&HistoryLine::what, "newsletter")));
}

TEST_P(NewsletterContract, ALinkThatIsNotKnownBecomesAnItem) {
    issue("41", {section("x"), section("y")});
    const auto all = items();
    ASSERT_THAT(all, SizeIs(3));
    EXPECT_EQ(all[1].title, "About x");
    EXPECT_EQ(all[1].source, "letter");
    EXPECT_EQ(all[1].url, "https://elsewhere.example/x?utm_source=letter");
    EXPECT_EQ(all[1].state, ItemState::Pending);
    const WorkItem work = store().load(claim_of(all[1].id, "extract")).value();
    EXPECT_EQ(work.entry.summary_html, "<p>It is &lt;new&gt;.</p>\n<p>And more.</p>\n");
    EXPECT_TRUE(work.entry.id.starts_with(kNewsletterSectionGuid)) << "it is not split itself";
}

TEST_P(NewsletterContract, NoIssueBringsAnArticleTwice) {
    const ItemId first = issue("41", {section("x"), section("y")});
    issue("42", {section("x"), section("z")});
    EXPECT_THAT(items(), SizeIs(5));
    ASSERT_TRUE(store().redo(first, "extract", now()).has_value());
    split(first, {section("x"), section("y")});
    EXPECT_THAT(items(), SizeIs(5));
    EXPECT_EQ(item(first).skip_reason, "newsletter");
    EXPECT_EQ(poll("a", {entry("e", "https://elsewhere.example/x", "X", now())}).new_items, 0)
        << "and a feed that shows it later finds it";
    EXPECT_THAT(items(), SizeIs(5));
}

TEST_P(NewsletterContract, ADeletedArticleDoesNotComeBack) {
    const ItemId known = add_item("a", "one");
    ASSERT_TRUE(store().delete_item(known, "", now()).has_value());
    issue("41", {{"https://a.example/one", "One", "Worth reading."}});
    EXPECT_THAT(items(), SizeIs(1));
}

TEST_P(NewsletterContract, WhatIsNotConfiguredOpensNothing) {
    const ItemId known = add_item("a", "one");
    const ItemId letter =
        issue("41", {section("x"), {"https://a.example/one", "One", "Read."}}, false);
    EXPECT_THAT(items(), SizeIs(2));
    EXPECT_THAT(item(known).sightings, SizeIs(2));
    EXPECT_EQ(item(letter).skip_reason, "") << "it is an article itself";
    EXPECT_EQ(item(letter).state, ItemState::Pending);
}

TEST_P(NewsletterContract, FrontPagesAndBrokenAddressesAreNoArticles) {
    issue("41", {{"https://elsewhere.example/", "Home", "A site."}, {"mailto:x@y", "Mail", "x"}});
    EXPECT_THAT(items(), SizeIs(1));
}

TEST_P(NewsletterContract, OpensNoMoreThanSixtyItemsADay) {
    for (int i = 0; i < 4; ++i) {
        std::vector<NewsletterSection> sections;
        for (int k = 0; k < 20; ++k)
            sections.push_back(section(std::to_string(i) + "-" + std::to_string(k)));
        issue("issue " + std::to_string(i), sections);
    }
    EXPECT_THAT(items({.states = {ItemState::Pending}}), SizeIs(60));
    const auto skipped = items({.states = {ItemState::Skipped}});
    EXPECT_EQ(std::ranges::count(skipped, "backlog", &Item::skip_reason), 20);
    clock_.advance(hours{25});
    issue("next day", {section("next")});
    EXPECT_EQ(item(newest()).state, ItemState::Pending);
}

TEST_P(NewsletterContract, WhatIsHeldIsHeldInItsPartsToo) {
    NewEntry held = entry("41", "https://letter.example/41", "41", now());
    held.hold = true;
    poll("letter", {held});
    split(newest(), {section("x")});
    EXPECT_EQ(item(newest()).publish, PublishState::Held);
}

INSTANTIATE_STORE_CONTRACT(NewsletterContract);

}  // namespace
}  // namespace ainews::testing
