#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/storage/store_contract.h"

namespace ainews::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::uint64_t kHash = 0x0123456789abcdefULL;

ExtractFacts near_to(std::uint64_t hash) {
    ExtractFacts facts;
    facts.simhash = hash;
    return facts;
}

class StoryContract : public StoreContract {
protected:
    /// An item of a source that weighs so much.
    ItemId add_valued(double weight, const std::string& slug, const std::string& url,
                      TimePoint published) {
        add_source(slug);
        PollOutcome outcome = fetched(slug, {entry(url, url, url, published)});
        outcome.weight = weight;
        EXPECT_EQ(record(std::move(outcome)).new_items, 1);
        ItemFilter newest;
        newest.newest_first = true;
        newest.limit = 1;
        return items(newest).at(0).id;
    }
};

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

struct Rivals {
    const char* what;
    double weight;   ///< of the source whose copy is read second
    Millis earlier;  ///< how much earlier the second was published
    const char* name;
    bool leads;
};

TEST_P(StoryContract, WhichOfTwoCopiesLeadsDoesNotHangOnWhichWasReadFirst) {
    const std::vector<Rivals> cases{
        {"as valued, later", 1.0, minutes{-5}, "b", false},
        {"as valued, earlier", 1.0, minutes{5}, "b", true},
        {"more valued, later", 1.5, minutes{-5}, "b", true},
        {"less valued, earlier", 0.5, minutes{5}, "b", false},
        {"as valued, at the same time, by the address", 1.0, minutes{0}, "a", true},
        {"as valued, at the same time, by the address", 1.0, minutes{0}, "z", false},
    };
    std::uint64_t hash = kHash;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const Rivals& one = cases[i];
        SCOPED_TRACE(fmt::format("{} ({})", one.what, one.name));
        hash = hash * 6364136223846793005ULL + 1442695040888963407ULL;
        const std::string slug = fmt::format("s{}", i);
        add_source(slug + "first");
        add_source(slug + "second");
        const ItemId first = add_item(slug + "first", "m");
        extract(first, near_to(hash));
        // Both addresses are of one host, so that the name decides.
        const std::string url = fmt::format("https://{}first.example/{}", slug, one.name);
        const ItemId second = add_valued(one.weight, slug + "second", url, now() - one.earlier);
        const auto receipt = extract(second, near_to(hash ^ 1));
        EXPECT_EQ(receipt.duplicate_of.has_value(), !one.leads);
        EXPECT_EQ(item(second).story_lead, one.leads);
        EXPECT_EQ(item(first).story_lead, !one.leads);
        EXPECT_EQ(item(one.leads ? first : second).state, ItemState::Skipped);
        EXPECT_EQ(item(one.leads ? second : first).state, ItemState::Pending);
    }
}

TEST_P(StoryContract, ACopyThatIsPreferredTakesOverTheWholeStory) {
    const ItemId first = add_item("a", "one");
    extract(first, near_to(kHash));
    const ItemId follower = add_item("a", "two");
    extract(follower, near_to(kHash));
    const ItemId preferred = add_valued(2.0, "valued", "https://valued.example/three", now());
    const auto receipt = extract(preferred, near_to(kHash ^ 1));
    EXPECT_FALSE(receipt.duplicate_of.has_value());
    EXPECT_FALSE(receipt.opened.empty());
    EXPECT_TRUE(item(preferred).story_lead);
    EXPECT_THAT(store().story_members(*item(preferred).story),
                ElementsAre(first, follower, preferred));
    finish_everything();
    EXPECT_EQ(item(preferred).state, ItemState::Done);
    EXPECT_EQ(item(first).state, ItemState::Skipped);
    EXPECT_EQ(item(follower).state, ItemState::Skipped);
}

TEST_P(StoryContract, ACopyWhoseWorkHasBegunGoesOnLeading) {
    const ItemId begun = add_item("a", "one");
    extract(begun, near_to(kHash));
    const Claim working = claim_of(begun, "summarize");
    const auto copy = [&](const std::string& url) {
        return extract(add_valued(2.0, "valued", url, now()), near_to(kHash)).duplicate_of;
    };
    EXPECT_EQ(copy("https://valued.example/two"), begun);
    finish(done(working));
    EXPECT_EQ(copy("https://valued.example/three"), begun);
}

TEST_P(StoryContract, ACopyThatTheEditorHasSeenToGoesOnLeading) {
    const ItemId held = add_item("a", "one");
    extract(held, near_to(kHash));
    ASSERT_TRUE(store().set_publish_state(held, PublishState::Held, "", "", now()).has_value());
    const ItemId copy = add_valued(2.0, "valued", "https://valued.example/two", now());
    EXPECT_EQ(extract(copy, near_to(kHash)).duplicate_of, held);
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

}  // namespace
}  // namespace ainews::testing
