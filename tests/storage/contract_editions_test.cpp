#include <fmt/format.h>
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"
#include "tests/storage/store_contract.h"

namespace ainews::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

Entity company(const std::string& name, const std::string& surface, const char* role = "main") {
    return {name, "company", role, surface};
}

std::string summary(std::vector<std::string> tags, std::vector<Entity> entities = {},
                    std::string title = "題") {
    Summary made;
    made.title = std::move(title);
    made.tldr = "要約。";
    made.tags = std::move(tags);
    made.entities = std::move(entities);
    return dump(to_json(made));
}

class TopicContract : public StoreContract {
protected:
    void summarize(ItemId id, const std::string& json) {
        if (!item(id).stages.contains("summarize")) extract(id);
        finish(done(claim_of(id, "summarize"), json));
    }
    ItemId add(const std::string& name, const std::string& json, const std::string& source = "a") {
        const ItemId id = add_item(source, name);
        summarize(id, json);
        return id;
    }
    Topic topic(TopicKind kind, const std::string& slug) {
        const auto found = store().topic(kind, slug);
        EXPECT_TRUE(found) << slug;
        return found.value_or(Topic{});
    }
    std::vector<ItemId> listed(const Topic& topic) {
        std::vector<ItemId> ids;
        for (const TopicItem& one : store().topic_items(topic.id, std::nullopt, 100))
            ids.push_back(one.item);
        return ids;
    }
};

struct SlugCase {
    const char* name;
    const char* surface;
    const char* slug;  ///< "t-": t-ID
};

TEST_P(TopicContract, SlugsComeFromTheLatinSpelling) {
    const std::vector<SlugCase> cases{
        {"OpenPort", "OpenPort", "openport"},
        {"オルビス", "Orbis Labs", "orbis-labs"},
        {"晨湖科技", "晨湖科技", "t-"},
        {"T-12", "T-12", "t-"},  // would look like the address of a topic without a spelling
        {"Société Générale d’IA", "", "societe-generale-dia"},
        {"C++ Works", "", "cplusplus-works"},
    };
    std::vector<Entity> entities;
    for (const SlugCase& one : cases) entities.push_back(company(one.name, one.surface));
    const ItemId id = add("one", summary({}, entities));
    const auto topics = store().topics_of(id);
    ASSERT_THAT(topics, SizeIs(cases.size()));
    for (std::size_t i = 0; i < cases.size(); ++i) {
        std::string expected = cases[i].slug;
        if (expected == "t-") expected += std::to_string(topics[i].topic.id);
        EXPECT_EQ(topics[i].topic.slug, expected) << cases[i].name;
    }
}

TEST_P(TopicContract, SpellingsOfOneNameAreOneTopicAndKindsAreKeptApart) {
    add("one", summary({"OpenPort"}, {company("OpenPort", "OpenPort")}));
    add("two", summary({}, {company("ＯｐｅｎＰｏｒｔ", "OpenPort")}));
    const ItemId last = add("three", summary({}, {company("オープンポート", "OpenPort")}));
    EXPECT_EQ(topic(TopicKind::Company, "openport").items, 3);
    EXPECT_EQ(topic(TopicKind::Company, "openport").name, "OpenPort");
    EXPECT_EQ(topic(TopicKind::Tag, "openport").items, 1);
    EXPECT_THAT(store().topics_of(last), SizeIs(1));
}

TEST_P(TopicContract, ListsMostItemsFirstAndItemsNewestFirst) {
    const ItemId one = add("one", summary({"規制", "chips"}));
    clock_.advance(hours{1});
    const ItemId two = add("two", summary({"chips"}));
    const auto tags = store().topics(TopicKind::Tag, 10);
    ASSERT_THAT(tags, SizeIs(2));
    EXPECT_EQ(tags[0].slug, "chips");
    EXPECT_EQ(tags[1].name, "規制");
    EXPECT_THAT(store().topics(TopicKind::Tag, 1), SizeIs(1));
    EXPECT_THAT(listed(tags[0]), ElementsAre(two, one));
    const auto first = store().topic_items(tags[0].id, std::nullopt, 1);
    ASSERT_THAT(first, SizeIs(1));
    const auto rest = store().topic_items(tags[0].id, first[0], 10);
    ASSERT_THAT(rest, SizeIs(1));
    EXPECT_EQ(rest[0].item, one);
}

TEST_P(TopicContract, OnlyWhatIsPublicCounts) {
    const ItemId id = add("one", summary({"chips"}));
    const ItemId other = add("two", summary({"chips"}));
    for (const auto state : {PublishState::Held, PublishState::Hidden}) {
        ASSERT_TRUE(store().set_publish_state(id, state, "", "", now()));
        EXPECT_EQ(topic(TopicKind::Tag, "chips").items, 1);
        EXPECT_THAT(listed(topic(TopicKind::Tag, "chips")), ElementsAre(other));
        ASSERT_TRUE(store().set_publish_state(id, PublishState::Public, "", "", now()));
        EXPECT_EQ(topic(TopicKind::Tag, "chips").items, 2);
    }
    ASSERT_TRUE(store().delete_item(id, "spam", now()));
    EXPECT_EQ(topic(TopicKind::Tag, "chips").items, 1);
    ASSERT_TRUE(store().set_publish_state(other, PublishState::Hidden, "", "", now()));
    EXPECT_THAT(store().topics(TopicKind::Tag, 10), IsEmpty());
    EXPECT_EQ(topic(TopicKind::Tag, "chips").items, 0) << "its address stays its own";
}

TEST_P(TopicContract, ARedoneSummaryMovesTheItemAndTellsOfBothTopics) {
    const ItemId id = add("one", summary({"chips", "規制"}));
    const auto before = store().revision();
    ASSERT_TRUE(store().redo(id, "summarize", now()));
    summarize(id, summary({"規制", "robots"}));
    std::vector<std::string> changed;
    for (const Topic& one : store().topics_changed_after(before, 10)) changed.push_back(one.slug);
    EXPECT_THAT(changed, ElementsAre("chips", "robots"));
    EXPECT_THAT(store().topics_of(id),
                ElementsAre(Field(&ItemTopic::topic, Field(&Topic::name, "規制")),
                            Field(&ItemTopic::topic, Field(&Topic::name, "robots"))));
    EXPECT_LE(topic(TopicKind::Tag, "robots").revision, store().revision());
}

TEST_P(TopicContract, WhatAnItemIsAboutStandsBeforeWhatItMentions) {
    const ItemId id = add(
        "one", summary({"chips"}, {company("Aside", "Aside", "mention"), company("Main", "Main"),
                                   company("Main", "Main", "mention")}));
    const auto topics = store().topics_of(id);
    ASSERT_THAT(topics, SizeIs(3));
    EXPECT_EQ(topics[1].topic.slug, "main");
    EXPECT_TRUE(topics[1].main);
    EXPECT_FALSE(topics[2].main);
}

class TrendContract : public TopicContract {
protected:
    TrendReport report() {
        EXPECT_TRUE(store().count_trends(now(), 20));
        const auto made = store().trends();
        EXPECT_TRUE(made);
        return made.value_or(TrendReport{});
    }
    /// A day on which so many stories name the company, from two sources in turn. Numbered issues
    /// are never reports of one event.
    void day_with(int stories) {
        for (int i = 0; i < stories; ++i, ++serial_)
            add(fmt::format("item{}", serial_),
                summary({"tag"}, {company("Port", "Port")}, fmt::format("会報 第{}号", serial_)),
                i % 2 == 0 ? "a" : "b");
        clock_.advance(hours{24});
    }
    void SetUp() override {
        add_source("a");
        add_source("b");
        // FakeClock starts at a whole hour or not: counting does.
        clock_.advance(hours{1} - Millis{now().time_since_epoch().count() % 3'600'000});
    }
    int serial_ = 1;
};

TEST_P(TrendContract, HoldsTheLastDayAgainstTheDaysBefore) {
    for (int i = 0; i < 4; ++i) day_with(1);
    day_with(6);
    const auto made = report();
    EXPECT_EQ(made.days_counted, 4);
    ASSERT_THAT(made.trends, SizeIs(1)) << "tags are no entities";
    const Trend& trend = made.trends[0];
    EXPECT_EQ(trend.topic.slug, "port");
    EXPECT_EQ(trend.count, 6);
    EXPECT_DOUBLE_EQ(trend.mean, 1.0);
    EXPECT_DOUBLE_EQ(trend.score, (6 - 1.0) / std::sqrt(2.0));
    EXPECT_EQ(trend.sources, 2);
    EXPECT_THAT(trend.per_day, ElementsAre(1, 1, 1, 1, 6));
}

TEST_P(TrendContract, TwoStoriesOrOneSourceAreNoTrend) {
    day_with(0);
    day_with(2);
    EXPECT_THAT(report().trends, IsEmpty());
    for (int i = 0; i < 5; ++i)
        add(fmt::format("alone{}", i), summary({}, {company("Alone", "Alone")}), "a");
    clock_.advance(hours{1});
    EXPECT_THAT(report().trends, IsEmpty());
}

TEST_P(TrendContract, FewerThanUsualIsNoTrend) {
    for (int i = 0; i < 3; ++i) day_with(8);
    day_with(4);
    EXPECT_THAT(report().trends, IsEmpty());
}

TEST_P(TrendContract, AYoungArchiveSaysOverHowManyDaysItCounted) {
    day_with(4);
    const auto made = report();
    EXPECT_EQ(made.days_counted, 0);
    ASSERT_THAT(made.trends, SizeIs(1));
    EXPECT_THAT(made.trends[0].per_day, ElementsAre(4));
}

TEST_P(TrendContract, TheMeanGoesBack28DaysAndNoFurther) {
    day_with(20);
    for (int i = 0; i < 28; ++i) day_with(0);
    day_with(3);
    const auto made = report();
    EXPECT_EQ(made.days_counted, 28);
    ASSERT_THAT(made.trends, SizeIs(1));
    EXPECT_DOUBLE_EQ(made.trends[0].mean, 0.0);
    EXPECT_THAT(made.trends[0].per_day, SizeIs(29));
}

TEST_P(TrendContract, CountingEachHourGivesWhatCountingOnceGives) {
    for (int i = 0; i < 6; ++i) {
        day_with(i % 3 + 1);
        (void)report();
    }
    day_with(5);
    const auto steady = report();
    EXPECT_THAT(steady.trends.at(0).per_day, ElementsAre(1, 2, 3, 1, 2, 3, 5));
    const auto revision = store().revision();
    EXPECT_EQ(report().revision, steady.revision) << "nothing new: no page changes";
    EXPECT_EQ(store().revision(), revision);
}

class EditionContract : public TopicContract {
protected:
    Edition paper(std::string name, std::vector<ItemId> items, bool deterministic = false) {
        Edition made;
        made.kind = EditionKind::Daily;
        made.name = std::move(name);
        made.from = now() - hours{24};
        made.until = now();
        made.headline = "見出し";
        made.lead = {"", "リード。", {items.front()}};
        if (!deterministic)
            for (const ItemId item : items) made.sections.push_back({"節", "本文。", {item}});
        for (const ItemId item : items) made.items.push_back({item, 12, 3, "https://c.example/1"});
        made.deterministic = deterministic;
        made.made = now();
        made.frozen_at = now() + minutes{30};
        made.provenance = {"llm", "model-a", "p1", "h1", 100, 20, 7};
        made.findings = {"所見"};
        return made;
    }
    void store_it(const Edition& edition, bool force = false) {
        const auto stored = store().store_edition(edition, force, now());
        EXPECT_TRUE(stored) << stored.error().message;
    }
    Edition stored(const std::string& name) {
        const auto found = store().edition(EditionKind::Daily, name);
        EXPECT_TRUE(found);
        return found.value_or(Edition{});
    }
};

TEST_P(EditionContract, KeepsWhatItWasGiven) {
    const ItemId one = add_item("a", "one");
    const Edition made = paper("2026-05-01", {one});
    store_it(made);
    const Edition back = stored("2026-05-01");
    EXPECT_EQ(back.headline, made.headline);
    EXPECT_EQ(back.lead, made.lead);
    EXPECT_EQ(back.sections, made.sections);
    EXPECT_EQ(back.items, made.items);
    EXPECT_EQ(back.until, made.until);
    EXPECT_EQ(back.frozen_at, made.frozen_at);
    EXPECT_EQ(back.provenance.cost, made.provenance.cost);
    EXPECT_EQ(back.findings, made.findings);
    EXPECT_EQ(back.revision, store().revision());
    EXPECT_THAT(store().editions_of(one), ElementsAre(Pair(EditionKind::Daily, "2026-05-01")));
    EXPECT_FALSE(store().edition(EditionKind::Hacker, "2026-05-01"));
}

TEST_P(EditionContract, ListsTheNewestFirstAndTellsWhatChanged) {
    const ItemId one = add_item("a", "one");
    for (const char* name : {"2026-05-01", "2026-05-03", "2026-05-02"})
        store_it(paper(name, {one}));
    const auto list = store().editions(EditionKind::Daily, "", 2);
    ASSERT_THAT(list, SizeIs(2));
    EXPECT_EQ(list[0].name, "2026-05-03");
    EXPECT_EQ(list[1].name, "2026-05-02");
    EXPECT_THAT(store().editions(EditionKind::Daily, "2026-05-02", 9), SizeIs(1));
    const auto before = store().revision();
    EXPECT_THAT(store().editions_changed_after(before, 9), IsEmpty());
    ASSERT_TRUE(store().set_publish_state(one, PublishState::Withdrawn, "", "", now()));
    EXPECT_THAT(store().editions_changed_after(before, 9), SizeIs(3));
}

struct Replacement {
    const char* what;
    bool old_deterministic;
    bool new_deterministic;
    bool frozen;
    bool force;
    bool allowed;
};

TEST_P(EditionContract, IsReplacedAsItsRulesSay) {
    const std::vector<Replacement> cases{
        {"before freezing", false, false, false, false, true},
        {"a list never covers what a model made", false, true, false, false, false},
        {"a list is made anew", true, true, false, false, true},
        {"frozen", false, false, true, false, false},
        {"frozen list, list", true, true, true, false, false},
        {"frozen list, model", true, false, true, false, true},
        {"by hand", false, false, true, true, true},
    };
    const ItemId one = add_item("a", "one");
    int day = 10;
    for (const Replacement& test : cases) {
        const std::string name = fmt::format("2026-05-{}", ++day);
        store_it(paper(name, {one}, test.old_deterministic));
        const auto frozen_at = stored(name).frozen_at;
        if (test.frozen) clock_.advance(minutes{30});
        const auto again =
            store().store_edition(paper(name, {one}, test.new_deterministic), test.force, now());
        EXPECT_EQ(again.has_value(), test.allowed) << test.what;
        if (!again) {
            EXPECT_EQ(again.error().kind, ErrorKind::Conflict);
        }
        EXPECT_EQ(stored(name).frozen_at, frozen_at) << "freezing is not put off: " << test.what;
        EXPECT_THAT(stored(name).corrections, SizeIs(test.force ? 1 : 0)) << test.what;
    }
}

TEST_P(EditionContract, AFrozenListIsReplacedOnce) {
    const ItemId one = add_item("a", "one");
    store_it(paper("2026-05-01", {one}, true));
    clock_.advance(hours{2});
    store_it(paper("2026-05-01", {one}));
    EXPECT_FALSE(store().store_edition(paper("2026-05-01", {one}), false, now()));
}

TEST_P(EditionContract, AWithdrawnItemLeavesWithEverySentenceThatRestsOnIt) {
    const ItemId one = add_item("a", "one");
    const ItemId two = add_item("a", "two");
    store_it(paper("2026-05-01", {one, two}));
    clock_.advance(hours{2});
    ASSERT_TRUE(store().set_publish_state(two, PublishState::Withdrawn, "", "", now()));
    Edition left = stored("2026-05-01");
    EXPECT_THAT(left.sections, SizeIs(1));
    EXPECT_THAT(left.items, SizeIs(1));
    EXPECT_EQ(left.headline, "見出し") << "the lead rests on the other one";
    ASSERT_THAT(left.corrections, SizeIs(1));
    EXPECT_EQ(left.corrections[0].at, now());
    EXPECT_EQ(left.corrections[0].text,
              "公開をやめた記事1本と、それに基づく文をこの号から外しました。");
    EXPECT_THAT(store().editions_of(two), IsEmpty());
    ASSERT_TRUE(store().delete_item(one, "spam", now()));
    left = stored("2026-05-01");
    EXPECT_THAT(left.items, IsEmpty());
    EXPECT_EQ(left.lead.text, "");
    EXPECT_EQ(left.headline, "2026年5月1日のAI日報");
    ASSERT_THAT(left.corrections, SizeIs(1)) << "one decision is told once";
    EXPECT_EQ(left.corrections[0].text,
              "公開をやめた記事2本と、それに基づく文をこの号から外しました。");
}

TEST_P(EditionContract, WhatLeavesOnAnotherDayIsToldOnItsOwn) {
    const ItemId one = add_item("a", "one");
    const ItemId two = add_item("a", "two");
    const ItemId three = add_item("a", "three");
    store_it(paper("2026-05-01", {one, two, three}));
    const auto withdraw = [&](ItemId item) {
        ASSERT_TRUE(store().set_publish_state(item, PublishState::Withdrawn, "", "", now()));
    };
    clock_.advance(hours{2});
    withdraw(one);
    clock_.advance(minutes{59});
    withdraw(two);
    const TimePoint told = now();
    clock_.advance(hours{24});
    withdraw(three);
    const auto corrections = stored("2026-05-01").corrections;
    ASSERT_THAT(corrections, SizeIs(2));
    EXPECT_THAT(corrections[0].text, HasSubstr("記事2本"));
    EXPECT_EQ(corrections[0].at, told);
    EXPECT_THAT(corrections[1].text, HasSubstr("記事1本"));
}

TEST_P(EditionContract, WhatWasWithdrawnWhileItWasWrittenIsLeftOut) {
    const ItemId one = add_item("a", "one");
    const ItemId two = add_item("a", "two");
    const Edition made = paper("2026-05-01", {one, two});
    ASSERT_TRUE(store().set_publish_state(two, PublishState::Withdrawn, "", "", now()));
    store_it(made);
    EXPECT_THAT(stored("2026-05-01").sections, SizeIs(1));
    EXPECT_THAT(stored("2026-05-01").items, SizeIs(1));
}

TEST_P(EditionContract, IsMadeByOneProcessAtATime) {
    const auto second = harness_->open(graph_, clock_);
    const auto begin = [&](Store& who) {
        return who.begin_edition(EditionKind::Daily, "2026-05-01", now(), minutes{10}).has_value();
    };
    EXPECT_TRUE(begin(store()));
    EXPECT_FALSE(begin(*second));
    ASSERT_TRUE(store().abandon_edition(EditionKind::Daily, "2026-05-01"));
    EXPECT_TRUE(begin(*second));
    EXPECT_FALSE(begin(store()));
    clock_.advance(minutes{10});
    EXPECT_TRUE(begin(store())) << "its time was over";
}

TEST_P(EditionContract, StoringDropsTheRepliesOfItsCallsAndAbandoningKeepsThem) {
    const ItemId one = add_item("a", "one");
    const auto ask = [&](const std::string& stage) {
        CallPlan plan;
        plan.key = stage;
        plan.stage = stage;
        plan.at = now();
        const auto call = store().reserve_call(plan, {});
        ASSERT_TRUE(store().store_reply(*call, {.text = "答え", .at = now()}));
    };
    ask("daily");
    ask("hacker");
    ASSERT_TRUE(store().abandon_edition(EditionKind::Daily, "2026-05-01"));
    EXPECT_TRUE(store().find_reply("daily"));
    store_it(paper("2026-05-01", {one}));
    EXPECT_FALSE(store().find_reply("daily"));
    EXPECT_TRUE(store().find_reply("hacker"));
}

INSTANTIATE_STORE_CONTRACT(TopicContract);
INSTANTIATE_STORE_CONTRACT(TrendContract);
INSTANTIATE_STORE_CONTRACT(EditionContract);

}  // namespace
}  // namespace ainews::testing
