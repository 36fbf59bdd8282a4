#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "tests/storage/store_contract.h"

namespace ainews::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr const char* kOld = R"({"v":1})";
constexpr const char* kNew = R"({"v":2})";
const std::vector<std::string> kStages{"extract", "summarize", "score", "translate", "analyze"};

/// What must be there, made anew, before a stage is handed out.
const std::map<std::string, std::vector<std::string>> kBefore{
    {"extract", {}},
    {"summarize", {"extract"}},
    {"score", {"extract"}},
    {"translate", {"extract", "score"}},
    {"analyze", {"extract", "summarize"}}};

/// No stage runs while what it needs is open, however the work came to be open.
class RedoContract : public StoreContract {
protected:
    ItemId finished_item(const std::string& name = "one") {
        const ItemId id = add_item("a", name);
        for (auto claims = claim({}, 10); !claims.empty(); claims = claim({}, 10))
            for (const Claim& one : claims) finish(done(one, kOld));
        return id;
    }
    void redo(ItemId id, const std::string& stage) {
        const auto done = store().redo(id, stage, now());
        EXPECT_TRUE(done.has_value()) << stage << ": " << (done ? "" : done.error().message);
    }
    /// Works off all that is open, one claim at a time; returns the stages in their order.
    std::vector<std::string> work_off(ItemId id) {
        std::vector<std::string> order;
        for (auto claims = claim(); !claims.empty(); claims = claim()) {
            const Claim& one = claims.at(0);
            EXPECT_EQ(one.item, id);
            const auto work = store().load(one);
            EXPECT_TRUE(work.has_value());
            for (const std::string& need : kBefore.at(one.stage))
                EXPECT_TRUE(work && work->results.contains(need)) << need << " of " << one.stage;
            finish(done(one, kNew));
            order.push_back(one.stage);
        }
        return order;
    }
    [[nodiscard]] std::string shown(ItemId id, const std::string& stage) const {
        return item(id).stages.at(stage).result_json.value_or("");
    }
    /// Its own source shows another text.
    void change(ItemId id, const std::string& name) {
        NewEntry changed = entry(name, "https://a.example/" + name, name, now());
        changed.change_hash = "another";
        EXPECT_EQ(poll("a", {changed}).changed, 1);
        EXPECT_EQ(item(id).stages.at("extract").state, JobState::Pending);
    }
    FinishStage failed(const Claim& claim) const {
        FinishStage finish = done(claim, "");
        finish.outcome = FinishStage::Outcome::Failed;
        finish.error = "no use";
        return finish;
    }
};

TEST_P(RedoContract, AnyStagesInAnyOrderAreDoneOnceEachAfterWhatTheyNeed) {
    for (unsigned chosen = 1; chosen < 1U << kStages.size(); ++chosen)
        for (const bool backwards : {false, true}) {
            std::vector<std::string> wanted;
            for (std::size_t i = 0; i < kStages.size(); ++i)
                if ((chosen >> i & 1U) != 0) wanted.push_back(kStages[i]);
            if (backwards) std::ranges::reverse(wanted);
            SCOPED_TRACE(::testing::PrintToString(wanted));
            const ItemId id =
                finished_item(std::to_string(chosen) + (backwards ? "backwards" : ""));
            for (const std::string& stage : wanted) redo(id, stage);
            EXPECT_EQ(item(id).state, ItemState::Pending);
            for (const std::string& stage : kStages) EXPECT_EQ(shown(id, stage), kOld) << stage;
            const auto order = work_off(id);
            EXPECT_THAT(order, ::testing::UnorderedElementsAreArray(wanted));
            for (std::size_t i = 0; i < order.size(); ++i)
                for (const std::string& need : kBefore.at(order[i]))
                    EXPECT_TRUE(std::find(order.begin() + static_cast<std::ptrdiff_t>(i),
                                          order.end(), need) == order.end())
                        << order[i] << " came before " << need;
            for (const std::string& stage : wanted) EXPECT_EQ(shown(id, stage), kNew) << stage;
            EXPECT_EQ(item(id).state, ItemState::Done);
        }
}

TEST_P(RedoContract, WhatWaitedForAModelWaitsForTheNewTextFirst) {
    const ItemId id = add_item("a", "one");
    finish(done(claim_of(id, "extract"), kOld));
    FinishStage builtin = done(claim_of(id, "summarize"), kOld);
    builtin.outcome = FinishStage::Outcome::Provisional;
    builtin.retry_at = now() + minutes{1};
    finish(builtin);
    EXPECT_TRUE(
        store()
            .put_back(claim_of(id, "score"), now() + minutes{1}, "model unreachable", false, {})
            .has_value());
    change(id, "one");
    clock_.advance(minutes{5});
    EXPECT_EQ(store().wake(std::vector<std::string>{"summarize", "score"}).value(), 0);
    EXPECT_THAT(claim({"summarize", "score", "translate", "analyze"}, 10), IsEmpty());
    EXPECT_EQ(shown(id, "summarize"), kOld);
    EXPECT_THAT(finish(done(claim_of(id, "extract"), kNew)).opened,
                UnorderedElementsAre("summarize", "score"));
    EXPECT_TRUE(store().load(claim_of(id, "summarize")).value().has_provisional);
}

TEST_P(RedoContract, WorkInHandWhoseNeedsAreOpenedAgainComesBackAfterThem) {
    const ItemId id = finished_item();
    redo(id, "summarize");
    const Claim held = claim_of(id, "summarize");
    change(id, "one");
    EXPECT_EQ(store().load(held).error().kind, ErrorKind::Conflict) << "its text is being replaced";
    EXPECT_TRUE(store().put_back(held, std::nullopt, "", false, {}).has_value());
    EXPECT_THAT(claim({"summarize"}, 10), IsEmpty());
    EXPECT_THAT(work_off(id), ElementsAre("extract", "summarize"));
}

TEST_P(RedoContract, AResultOfWorkInHandOpensNothingWhoseTextIsBeingReplaced) {
    const ItemId id = add_item("a", "one");
    finish(done(claim_of(id, "extract"), kOld));
    const Claim held = claim_of(id, "summarize");
    change(id, "one");
    EXPECT_THAT(finish(done(held, kOld)).opened, IsEmpty()) << "analyze would have no text";
    EXPECT_THAT(finish(done(claim_of(id, "extract"), kNew)).opened,
                UnorderedElementsAre("score", "analyze"));
}

TEST_P(RedoContract, BehindManyBlockedJobsOthersAreStillFound) {
    std::vector<ItemId> blocked;
    for (int i = 0; i < 20; ++i) blocked.push_back(finished_item(std::to_string(i)));
    for (const ItemId id : blocked) redo(id, "summarize");
    const auto held = claim({"summarize"}, 100);
    ASSERT_EQ(held.size(), blocked.size());
    for (const ItemId id : blocked) redo(id, "extract");
    for (const Claim& one : held)
        EXPECT_TRUE(store().put_back(one, std::nullopt, "", false, {}).has_value());
    const ItemId free = add_item("a", "free");
    finish(done(claim_of(free, "extract"), kOld));
    const auto taken = claim({"summarize"}, 1);
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].item, free);
}

TEST_P(RedoContract, WhatCannotBeDoneAfterAFailureKeepsItsResult) {
    const ItemId id = finished_item();
    redo(id, "extract");
    redo(id, "analyze");
    EXPECT_THAT(finish(failed(claim_of(id, "extract"))).opened, IsEmpty());
    EXPECT_EQ(item(id).state, ItemState::Failed);
    EXPECT_EQ(item(id).stages.at("analyze").state, JobState::Done);
    EXPECT_EQ(shown(id, "analyze"), kOld);
    EXPECT_EQ(store().redo(id, "translate", now()).error().kind, ErrorKind::BadInput);
    EXPECT_EQ(store().retry(id, now()).value(), 1);
    EXPECT_THAT(work_off(id), ElementsAre("extract"));
}

TEST_P(RedoContract, AGateThatIsGivenUpLetsThrough) {
    const ItemId id = finished_item();
    redo(id, "translate");
    redo(id, "score");
    for (int lost = 0; lost < 6; ++lost) {
        ASSERT_THAT(claim({"score", "translate"}), ::testing::SizeIs(1)) << lost;
        clock_.advance(minutes{3});
    }
    EXPECT_THAT(claim({"score"}), IsEmpty());
    EXPECT_EQ(item(id).stages.at("score").state, JobState::Failed);
    EXPECT_EQ(claim({"translate"}).size(), 1U);
}

TEST_P(RedoContract, WorkThatWaitedTooLongLeavesEveryResultItHad) {
    const ItemId id = finished_item();
    redo(id, "summarize");
    redo(id, "analyze");
    clock_.advance(hours{24 * 8});
    EXPECT_EQ(store().skip_older_than(hours{24 * 7}, now()).value(), 1);
    for (const std::string& stage : kStages) {
        EXPECT_EQ(item(id).stages.at(stage).state, JobState::Done) << stage;
        EXPECT_EQ(shown(id, stage), kOld) << stage;
    }
}

TEST_P(RedoContract, HavingNothingToWorkOnReplacesNoResult) {
    const ItemId id = finished_item();
    redo(id, "analyze");
    FinishStage none = done(claim_of(id, "analyze"), "");
    none.nothing_to_do = true;
    none.findings = {"no summary"};
    none.provenance = {};
    finish(none);
    EXPECT_EQ(shown(id, "analyze"), kOld);
    EXPECT_EQ(item(id).stages.at("analyze").provenance.model, "model-a");
    EXPECT_EQ(item(id).stages.at("analyze").state, JobState::Done);
    EXPECT_EQ(store().history(id).back().what, "kept as it is");

    const ItemId bare = add_item("a", "bare");
    finish(done(claim_of(bare, "extract"), kOld));
    none.claim = claim_of(bare, "summarize");
    finish(none);
    EXPECT_EQ(item(bare).stages.at("summarize").findings, none.findings) << "why it has none";
}

INSTANTIATE_STORE_CONTRACT(RedoContract);

}  // namespace
}  // namespace ainews::testing
