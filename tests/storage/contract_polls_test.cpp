#include <gmock/gmock.h>

#include "tests/storage/store_contract.h"

namespace ainews::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string url(const std::string& name) { return "https://a.example/" + name; }

class PollContract : public StoreContract {
protected:
    PollContract() {
        add_source("a");
        poll("a", {});  // the first poll is done: what comes now is news
    }
};

TEST_P(PollContract, KeepsAnEntryOnceHoweverOftenItIsSeen) {
    for (int round = 0; round < 3; ++round) {
        const auto receipt =
            poll("a", {entry("g1", url("1"), "One", now()), entry("g2", url("2"), "Two")});
        EXPECT_EQ(receipt.new_items, round == 0 ? 2 : 0);
        EXPECT_EQ(receipt.duplicates, 0);
        clock_.advance(hours{1});
    }
    EXPECT_THAT(items(), SizeIs(2));
}

struct SecondLook {
    const char* what;
    NewEntry first;
    NewEntry second;
    int items;
};

TEST_P(PollContract, FollowsTheIdentityLadder) {
    NewEntry long_text = entry("c1", url("c1"), "Text");
    long_text.keys.content_hash = "same-content";
    NewEntry moved_text = entry("c2", url("c2"), "Other title");
    moved_text.keys.content_hash = "same-content";
    const std::vector<SecondLook> cases{
        {"guid and title agree, the host moved", entry("m", "https://old.example/m", "Moved"),
         entry("m", "https://new.example/m", "Moved"), 1},
        {"guid and address agree, the title changed", entry("t", url("t"), "Before"),
         entry("t", url("t"), "After"), 1},
        {"a new guid at every poll", entry("r1", url("r"), "Random"),
         entry("r2", url("r"), "Random"), 1},
        {"a guid used again for something else", entry("u", url("u1"), "First use"),
         entry("u", url("u2"), "Second use"), 2},
        {"the same text elsewhere", long_text, moved_text, 1},
        {"no guid, same address", entry("", url("n"), "No guid"),
         entry("", url("n"), "No guid either"), 1},
        {"no address, same guid and title", entry("o", "", "Only guid"),
         entry("o", "", "Only guid"), 1},
        {"no guid, no address, same title", entry("", "", "Bare"), entry("", "", "Bare"), 1},
        {"different in everything", entry("d1", url("d1"), "D one"),
         entry("d2", url("d2"), "D two"), 2},
    };
    for (const SecondLook& one : cases) {
        const auto before = items().size();
        poll("a", {one.first});
        clock_.advance(hours{1});
        poll("a", {one.second});
        EXPECT_EQ(items().size() - before, static_cast<std::size_t>(one.items)) << one.what;
    }
}

TEST_P(PollContract, GivesAnItemToTheSourceThatCarriesItWhicheverWasPolledFirst) {
    add_source("forum");
    poll("forum", {});
    for (const std::string name : {"own-first", "mention-first"}) {
        const NewEntry own = entry("own " + name, url(name), "The article");
        NewEntry mention =
            entry("forum " + name, url(name) + "?utm_source=forum", "Look at " + name);
        mention.keys.canonical_url = own.keys.canonical_url;
        const bool own_first = name == "own-first";
        poll(own_first ? "a" : "forum", {own_first ? own : mention});
        poll(own_first ? "forum" : "a", {own_first ? mention : own});
        const Item item = items().back();
        EXPECT_EQ(item.source, "a") << name;
        EXPECT_EQ(item.url, url(name)) << name;
        EXPECT_EQ(item.title, "The article") << name;
        EXPECT_THAT(item.sightings, SizeIs(2)) << name;
    }
    EXPECT_THAT(items(), SizeIs(2));
}

TEST_P(PollContract, TellsEntriesApartThatShareOneGuidInOneDocument) {
    const std::vector<NewEntry> same_guid{
        entry("x", url("1"), "Same"), entry("x", url("2"), "Same"), entry("x", url("3"), "Same")};
    EXPECT_EQ(poll("a", same_guid).new_items, 3);
    EXPECT_EQ(poll("a", same_guid).new_items, 0);
}

TEST_P(PollContract, TellsEntriesApartThatLinkToOnePage) {
    const std::string page = url("updates");
    const std::vector<NewEntry> changelog{entry("v1", page, "Version 1"),
                                          entry("v2", page, "Version 2"),
                                          entry("v3", page, "Version 3")};
    EXPECT_EQ(poll("a", changelog).new_items, 3);
    EXPECT_EQ(poll("a", changelog).new_items, 0);
    poll("a", {entry("f1", "https://a.example/", "Front 1")});
    poll("a", {entry("f2", "https://a.example/", "Front 2")});
    EXPECT_THAT(items(), SizeIs(5)) << "a front page names no article";
}

TEST_P(PollContract, KeepsHundredsOfEntriesOnceWhileGuidsChangeAtEveryPoll) {
    for (int round = 0; round < 4; ++round) {
        std::vector<NewEntry> entries;
        for (int i = 0; i < 400; ++i)
            entries.push_back(entry(std::to_string(round) + "-" + std::to_string(i),
                                    url(std::to_string(i)), "Title " + std::to_string(i)));
        poll("a", std::move(entries));
    }
    EXPECT_THAT(items(), SizeIs(400));
}

TEST_P(PollContract, NotesSightingsOfOneItemInSeveralSources) {
    add_source("b");
    poll("a", {entry("g", url("1"), "One")});
    NewEntry post = entry("b-1", url("1"), "One, discussed");
    post.entry.points = 12;
    post.entry.comments = 3;
    EXPECT_EQ(poll("b", {post}).duplicates, 1);
    post.entry.points = 40;
    EXPECT_EQ(poll("b", {post}).duplicates, 0);
    ASSERT_THAT(items(), SizeIs(1));
    const Item one = items()[0];
    ASSERT_THAT(one.sightings, SizeIs(2));
    EXPECT_EQ(one.source, "a");
    EXPECT_EQ(one.sightings[1].source, "b");
    EXPECT_EQ(one.sightings[1].points, 40);
    EXPECT_EQ(one.sightings[1].comments, 3);
}

TEST_P(PollContract, OpensAnExtractionAgainWhenItsSourceChangesAnEntryWithinTwoDays) {
    poll("a", {entry("g", url("1"), "One")});
    finish_everything();
    NewEntry changed = entry("g", url("1"), "One, corrected");
    clock_.advance(hours{47});
    EXPECT_EQ(poll("a", {changed}).changed, 1);
    EXPECT_EQ(poll("a", {changed}).changed, 0) << "the same text is no change";
    const Item reopened = items().at(0);
    EXPECT_EQ(reopened.stages.at("extract").state, JobState::Pending);
    EXPECT_TRUE(reopened.stages.at("extract").result_json) << "the old result is shown meanwhile";
    EXPECT_EQ(reopened.stages.at("summarize").state, JobState::Done)
        << "stale, redone only when asked for";
    finish_everything();
    clock_.advance(hours{2});
    changed.change_hash = "yet another text";
    EXPECT_EQ(poll("a", {changed}).changed, 0);
    EXPECT_EQ(items().at(0).state, ItemState::Done);
}

TEST_P(PollContract, ExtractsAgainWhatChangedWhileItWasWorkedOn) {
    poll("a", {entry("g", url("1"), "One")});
    const auto held = claim({"extract"});
    poll("a", {entry("g", url("1"), "One, corrected")});
    finish(done(held.at(0)));
    EXPECT_EQ(items().at(0).stages.at("extract").state, JobState::Pending);
    EXPECT_EQ(store().load(claim({"extract"}).at(0)).value().entry.title, "One, corrected");
}

INSTANTIATE_STORE_CONTRACT(PollContract);

class FirstPollContract : public StoreContract {
protected:
    FirstPollContract() { add_source("a"); }

    [[nodiscard]] std::vector<NewEntry> archive(int count, Millis apart) const {
        std::vector<NewEntry> entries;
        for (int i = 0; i < count; ++i) {
            const std::string name = std::to_string(i);
            entries.push_back(entry("g" + name, url(name), "Title " + name, now() - apart * i));
        }
        return entries;
    }
};

TEST_P(FirstPollContract, WorksOnTheNewestTwentyAndKeepsTheRestAsBacklog) {
    const auto receipt = poll("a", archive(100, minutes{10}));
    EXPECT_EQ(receipt.new_items, 20);
    EXPECT_EQ(receipt.skipped, 80);
    for (const Item& one : items()) {
        const bool is_new = now() - *one.published < minutes{200};
        EXPECT_EQ(one.state, is_new ? ItemState::Pending : ItemState::Skipped) << one.title;
        EXPECT_EQ(one.skip_reason, is_new ? "" : "backlog");
    }
    EXPECT_TRUE(store().fetch_states().at(0).first_poll_done);
}

TEST_P(FirstPollContract, WorksOnNothingOlderThanTheBacklog) {
    EXPECT_EQ(poll("a", archive(10, hours{12})).new_items, 5) << "0, 12, 24, 36 and 48 hours old";
}

TEST_P(FirstPollContract, StoresAHugeFeedInPortionsWithoutTakingMoreOfIt) {
    PollOutcome first = fetched("a", archive(1200, minutes{1}));
    EXPECT_EQ(record(first).new_items, 20);
    EXPECT_THAT(items(), SizeIs(500));
    EXPECT_THAT(store().fetch_states().at(0).etag, IsEmpty()) << "or a 304 would hide the rest";
    EXPECT_EQ(record(first).new_items, 0);
    EXPECT_EQ(record(first).new_items, 0);
    EXPECT_THAT(items(), SizeIs(1200));
    EXPECT_EQ(store().fetch_states().at(0).etag, "\"tag\"");
}

TEST_P(FirstPollContract, SinceTakesOlderEntriesAndReopensSkippedOnes) {
    poll("a", archive(10, hours{24}));
    ASSERT_EQ(store().item_counts()[ItemState::Skipped], 7);
    PollOutcome again = fetched("a", archive(10, hours{24}));
    again.rules.since = now() - hours{24 * 5};
    EXPECT_EQ(record(again).new_items, 3) << "three, four and five days old";
    EXPECT_EQ(store().item_counts()[ItemState::Pending], 6);
}

TEST_P(FirstPollContract, LeavesWhatIsNewerThanUntilForTheNextPoll) {
    PollOutcome some = fetched("a", archive(4, hours{1}));
    some.rules.until = now() - minutes{90};
    EXPECT_EQ(record(some).new_items, 2);
    EXPECT_THAT(items(), SizeIs(2));
    EXPECT_EQ(poll("a", archive(4, hours{1})).new_items, 2);
}

TEST_P(FirstPollContract, SkipsWhatAKnownFeedDigsOutOfItsHistory) {
    poll("a", {});
    EXPECT_EQ(poll("a", {entry("x", url("x"), "Old", now() - hours{24 * 30})}).skipped, 1);
    EXPECT_EQ(items().at(0).skip_reason, "old");
}

TEST_P(FirstPollContract, KeepsFilteredEntriesAsSkippedAndHoldsOthers) {
    NewEntry advertisement = entry("f", url("f"), "Filtered", now());
    advertisement.filtered = true;
    NewEntry delicate = entry("h", url("h"), "Held", now());
    delicate.hold = true;
    const auto receipt = poll("a", {advertisement, delicate});
    EXPECT_EQ(receipt.skipped, 1);
    EXPECT_EQ(receipt.new_items, 1);
    for (const Item& one : items()) {
        EXPECT_EQ(one.skip_reason, one.title == "Filtered" ? "filtered" : "");
        EXPECT_EQ(one.publish, one.title == "Held" ? PublishState::Held : PublishState::Public);
    }
}

TEST_P(FirstPollContract, IgnoresAbsurdDates) {
    poll("a", {entry("1", url("1"), "Future", now() + hours{24 * 400}),
               entry("2", url("2"), "Stone age", TimePoint{Millis{0}})});
    for (const Item& one : items()) {
        EXPECT_EQ(one.published, std::nullopt);
        EXPECT_EQ(one.state, ItemState::Pending) << "undated is taken for new";
    }
}

INSTANTIATE_STORE_CONTRACT(FirstPollContract);

class SourceContract : public StoreContract {
protected:
    static Source source(const std::string& slug, const std::string& address) {
        Source made;
        made.slug = slug;
        made.url = address;
        return made;
    }
    FetchState state(const std::string& slug) {
        for (const FetchState& one : store().fetch_states())
            if (one.slug == slug) return one;
        ADD_FAILURE() << slug << " is not known";
        return {};
    }
};

TEST_P(SourceContract, KeepsWhatAPollLearnedAcrossARestart) {
    add_source("a");
    PollOutcome outcome = fetched("a", {});
    outcome.after.url = "https://moved.example/feed";
    outcome.after.state = SourceState::Failing;
    outcome.after.etag = std::string("W/\"\x01 odd\"", 10);
    outcome.after.last_modified = "yesterday";
    outcome.after.body_hash = "hash";
    outcome.after.failures = 3;
    outcome.after.retry_after = now() + hours{2};
    outcome.after.error = "timeout";
    outcome.after.hints = {.ttl = hours{6}, .skip_hours = 1U << 23U, .skip_days = 1U << 6U};
    record(outcome);
    reopen();
    const FetchState kept = state("a");
    EXPECT_EQ(kept.url, outcome.after.url);
    EXPECT_EQ(kept.state, SourceState::Failing);
    EXPECT_EQ(kept.etag, outcome.after.etag);
    EXPECT_EQ(kept.last_modified, "yesterday");
    EXPECT_EQ(kept.body_hash, "hash");
    EXPECT_EQ(kept.failures, 3);
    EXPECT_EQ(kept.retry_after, outcome.after.retry_after);
    EXPECT_EQ(kept.next_poll, outcome.after.next_poll);
    EXPECT_EQ(kept.error, "timeout");
    EXPECT_TRUE(kept.first_poll_done);
    EXPECT_EQ(kept.hints, outcome.after.hints);
}

TEST_P(SourceContract, DropsValidatorsThatAreTooLong) {
    add_source("a");
    PollOutcome outcome = fetched("a", {});
    outcome.after.etag = std::string(1025, 'x');
    outcome.after.last_modified = std::string(1024, 'x');
    record(outcome);
    EXPECT_THAT(state("a").etag, IsEmpty());
    EXPECT_THAT(state("a").last_modified, SizeIs(1024));
}

TEST_P(SourceContract, StartsOverWhenTheOperatorChangesTheAddress) {
    store().sync_sources(std::vector{source("a", "https://one.example/")}, now());
    PollOutcome gone = fetched("a", {});
    gone.after.state = SourceState::Gone;
    gone.after.url = "https://moved.example/";
    record(gone);
    store().sync_sources(std::vector{source("a", "https://one.example/")}, now());
    EXPECT_EQ(state("a").state, SourceState::Gone) << "nothing changed";
    EXPECT_EQ(state("a").url, "https://moved.example/");
    clock_.advance(minutes{1});
    store().sync_sources(std::vector{source("a", "https://two.example/")}, now());
    EXPECT_EQ(state("a").state, SourceState::Ok);
    EXPECT_EQ(state("a").url, "https://two.example/");
    EXPECT_THAT(state("a").etag, IsEmpty());
    record(gone);
    EXPECT_EQ(state("a").url, "https://two.example/") << "an answer from before the change";
}

TEST_P(SourceContract, ForgetsSourcesThatAreNoLongerConfiguredButKeepsTheirItems) {
    add_item("a", "one");
    store().sync_sources({}, now());
    EXPECT_THAT(store().fetch_states(), IsEmpty());
    EXPECT_EQ(items().at(0).source, "a");
    poll("b", {entry("x", url("x"), "Late", now())});
    EXPECT_THAT(store().fetch_states(), IsEmpty()) << "taken out while it was polled";
    EXPECT_THAT(items(), SizeIs(2));
}

TEST_P(SourceContract, PausesAndResumesByTheOperatorsWord) {
    add_source("a");
    EXPECT_TRUE(store().set_source_state("a", SourceState::Paused, now()).has_value());
    poll("a", {});
    EXPECT_EQ(state("a").state, SourceState::Paused) << "a poll under way does not end a pause";
    clock_.advance(hours{1});
    EXPECT_TRUE(store().set_source_state("a", SourceState::Ok, now()).has_value());
    EXPECT_EQ(state("a").state, SourceState::Ok);
    EXPECT_EQ(state("a").next_poll, now());
    EXPECT_EQ(store().set_source_state("zzz", SourceState::Ok, now()).error().kind,
              ErrorKind::NotFound);
}

TEST_P(SourceContract, RemembersTheLastCycle) {
    EXPECT_EQ(store().last_cycle(), std::nullopt);
    CycleRecord cycle{now(), std::nullopt, 10, 5, 1, 7};
    store().record_cycle(cycle);
    EXPECT_EQ(store().last_cycle()->finished, std::nullopt);
    cycle.finished = now() + minutes{1};
    store().record_cycle(cycle);
    reopen();
    EXPECT_EQ(store().last_cycle()->finished, cycle.finished);
    EXPECT_EQ(store().last_cycle()->new_items, 7);
}

INSTANTIATE_STORE_CONTRACT(SourceContract);

}  // namespace
}  // namespace ainews::testing
