#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "tests/storage/store_contract.h"

namespace ainews::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class QueueContract : public StoreContract {};

TEST_P(QueueContract, OpensEachStageWhenItsNeedsAreMet) {
    const ItemId id = add_item("a", "one");
    EXPECT_THAT(claim({"summarize", "score", "translate", "analyze"}), IsEmpty());
    EXPECT_THAT(extract(id).opened, UnorderedElementsAre("summarize", "score"));
    EXPECT_THAT(finish(done(claim_of(id, "summarize"))).opened, ElementsAre("analyze"));
    EXPECT_THAT(finish(done(claim_of(id, "score"))).opened, ElementsAre("translate"));
    EXPECT_FALSE(finish(done(claim_of(id, "translate"))).closed);
    EXPECT_TRUE(finish(done(claim_of(id, "analyze"))).closed);
    EXPECT_EQ(item(id).state, ItemState::Done);
    EXPECT_THAT(claim({}, 10), IsEmpty());
}

TEST_P(QueueContract, AGateThatFailedLetsThroughAndAFailedNeedDoesNot) {
    const ItemId id = add_item("a", "one");
    extract(id);
    for (const auto* stage : {"score", "summarize"}) {
        FinishStage failed = done(claim_of(id, stage));
        failed.outcome = FinishStage::Outcome::Failed;
        failed.error = "no use";
        const auto receipt = finish(failed);
        EXPECT_EQ(receipt.opened.size(), stage == std::string{"score"} ? 1U : 0U) << stage;
    }
    EXPECT_EQ(item(id).state, ItemState::Pending) << "translate is still to do";
    finish(done(claim_of(id, "translate")));
    EXPECT_EQ(item(id).state, ItemState::Failed);
    EXPECT_FALSE(item(id).stages.contains("analyze"));
    EXPECT_EQ(store().retry(id, now()).value(), 2);
    EXPECT_EQ(item(id).state, ItemState::Pending);
    finish_everything();
    EXPECT_EQ(item(id).state, ItemState::Done);
}

TEST_P(QueueContract, KeepsResultsWithTheirProvenance) {
    const ItemId id = add_item("a", "one");
    FinishStage stage = done(claim_of(id, "extract"), R"({"text":"本文"})");
    stage.provenance.tokens_in = 10;
    stage.provenance.tokens_out = 20;
    stage.provenance.cost = 300;
    stage.findings = {"a finding"};
    stage.attempts = {
        {.engine = "llm", .model = "m", .accepted = false, .findings = {"bad"}, .at = now()},
        {.engine = "llm", .model = "m", .accepted = true, .at = now()}};
    finish(stage);
    reopen();
    const StageRecord record = item(id).stages.at("extract");
    EXPECT_EQ(record.result_json, R"({"text":"本文"})");
    EXPECT_EQ(record.provenance.model, "model-a");
    EXPECT_EQ(record.provenance.prompt_version, "prompt-1");
    EXPECT_EQ(record.provenance.input_hash, "input-1");
    EXPECT_EQ(record.provenance.cost, 300);
    EXPECT_EQ(record.findings, std::vector<std::string>{"a finding"});
    EXPECT_EQ(record.attempts, 1) << "only rejected answers count";
    EXPECT_EQ(record.finished, now());
    EXPECT_EQ(store().load(claim_of(id, "summarize")).value().results.at("extract"),
              R"({"text":"本文"})");
}

TEST_P(QueueContract, TakesTheMostValuableFirst) {
    add_source("heavy", 2.0);
    add_source("light", 0.5);
    for (const char* slug : {"heavy", "light"}) {
        PollOutcome outcome = fetched(slug, {});
        outcome.weight = slug == std::string{"heavy"} ? 2.0 : 0.5;
        for (const auto age : {hours{20}, hours{1}}) {
            const std::string name = slug + std::to_string(age.count());
            outcome.entries.push_back(entry(name, "https://x.example/" + name, name, now() - age));
        }
        record(outcome);
    }
    std::vector<std::string> order;
    for (const Claim& one : claim({}, 10)) order.push_back(item(one.item).title);
    EXPECT_THAT(order, ElementsAre("heavy1", "heavy20", "light1", "light20"));
}

TEST_P(QueueContract, FinishesWhatIsBegunBeforeBeginningMore) {
    const ItemId first = add_item("a", "one");
    extract(first);
    clock_.advance(hours{1});
    add_item("a", "two");
    std::vector<std::string> stages;
    for (const Claim& one : claim({}, 3)) stages.push_back(one.stage);
    EXPECT_THAT(stages, ElementsAre("score", "summarize", "extract"));
}

TEST_P(QueueContract, ClaimsOnlyTheStagesAndSourcesAskedFor) {
    add_source("a");
    add_source("b");
    add_item("a", "one");
    const ItemId wanted = add_item("b", "two");
    ClaimRequest request{
        .stages = {"extract"}, .sources = {"b", "unknown"}, .limit = 10, .now = now()};
    const auto claims = store().claim(request).value();
    ASSERT_THAT(claims, SizeIs(1));
    EXPECT_EQ(claims[0].item, wanted);
    EXPECT_EQ(store().load(claims[0]).value().source, "b");
}

TEST_P(QueueContract, GivesNoJobToTwo) {
    for (int i = 0; i < 60; ++i) add_item("a", std::to_string(i));
    const auto other = harness_->open(graph_, clock_);
    std::vector<Claim> taken[2];
    const auto work = [&](Store& from, std::vector<Claim>& into) {
        for (;;) {
            const auto some = from.claim({.limit = 4, .now = now()}).value();
            if (some.empty()) return;
            into.insert(into.end(), some.begin(), some.end());
        }
    };
    {
        std::jthread one{[&] { work(store(), taken[0]); }};
        std::jthread two{[&] { work(*other, taken[1]); }};
    }
    std::set<ItemId> different;
    for (const auto& claims : taken)
        for (const Claim& claim : claims) different.insert(claim.item);
    EXPECT_EQ(taken[0].size() + taken[1].size(), 60U);
    EXPECT_THAT(different, SizeIs(60));
}

TEST_P(QueueContract, ReturnsWorkWhenItsLeaseEndsUnlessRenewed) {
    const ItemId id = add_item("a", "one");
    const Claim held = claim_of(id, "extract");
    EXPECT_EQ(item(id).state, ItemState::Running);
    clock_.advance(seconds{100});
    EXPECT_THAT(store().renew(std::vector{held}, now(), seconds{120}).value(), IsEmpty());
    clock_.advance(seconds{100});
    EXPECT_THAT(claim({}, 10), IsEmpty()) << "renewed";
    clock_.advance(seconds{30});
    const auto again = claim({}, 10);
    ASSERT_THAT(again, SizeIs(1));
    EXPECT_NE(again[0].token, held.token);
    EXPECT_EQ(store().finish_stage(done(held)).error().kind, ErrorKind::Conflict);
    EXPECT_EQ(store().load(held).error().kind, ErrorKind::Conflict);
    EXPECT_EQ(store().put_back(held, std::nullopt, "", false, {}).error().kind,
              ErrorKind::Conflict);
    EXPECT_THAT(store().renew(std::vector{held}, now(), seconds{120}).value(), SizeIs(1));
    finish(done(again[0]));
    EXPECT_EQ(store().finish_stage(done(again[0])).error().kind, ErrorKind::Conflict)
        << "only once";
}

TEST_P(QueueContract, KeepsLeasesWhenTheWallClockJumps) {
    const Claim held = claim_of(add_item("a", "one"), "extract");
    clock_.set_wall(now() + hours{5});
    EXPECT_THAT(claim({}, 10), IsEmpty()) << "forward";
    clock_.set_wall(now() - hours{10});
    EXPECT_THAT(claim({}, 10), IsEmpty()) << "back";
    clock_.advance(seconds{121});
    EXPECT_THAT(claim({}, 10), SizeIs(1)) << "its time has really passed";
    EXPECT_EQ(store().finish_stage(done(held)).error().kind, ErrorKind::Conflict);
}

TEST_P(QueueContract, FailsAJobWhoseClaimsAreLostSixTimesInARow) {
    const ItemId id = add_item("a", "one");
    for (int lost = 0; lost < 6; ++lost) {
        ASSERT_THAT(claim(), SizeIs(1)) << lost;
        clock_.advance(minutes{3});
    }
    EXPECT_THAT(claim(), IsEmpty());
    EXPECT_EQ(item(id).state, ItemState::Failed);
    EXPECT_THAT(item(id).error, ::testing::HasSubstr("6 claims in a row"));
    EXPECT_EQ(store().retry(id, now()).value(), 1);
    EXPECT_THAT(claim(), SizeIs(1));
}

TEST_P(QueueContract, AStoredReplyIsProgressThatKeepsAJobAlive) {
    const ItemId id = add_item("a", "one");
    for (int lost = 0; lost < 12; ++lost) {
        ASSERT_THAT(claim(), SizeIs(1)) << lost;
        CallPlan plan{
            .key = "k" + std::to_string(lost), .item = id, .stage = "extract", .at = now()};
        if (lost % 5 == 4) {
            const auto call = store().reserve_call(plan, {}).value();
            EXPECT_TRUE(store().store_reply(call, {.text = "chunk", .at = now()}).has_value());
        }
        clock_.advance(minutes{3});
    }
    EXPECT_NE(item(id).state, ItemState::Failed);
}

TEST_P(QueueContract, AWaitFurtherAwayThanAnyEndsAtOnceForTheClockWasSetBack) {
    const ItemId id = add_item("a", "one");
    Claim held = claim_of(id, "extract");
    ASSERT_TRUE(store().put_back(held, now() + hours{47}, "rate", false, {}).has_value());
    EXPECT_THAT(claim(), IsEmpty());
    held = store().claim({.now = now(), .include_waiting = true}).value().front();
    ASSERT_TRUE(store().put_back(held, now() + hours{24 * 365}, "rate", false, {}).has_value());
    EXPECT_THAT(claim(), SizeIs(1));
}

TEST_P(QueueContract, AStageWithoutAResultTellsWhatItsRejectedAnswersCost) {
    const ItemId id = add_item("a", "one");
    const std::vector<AttemptNote> notes{{.engine = "llm",
                                          .model = "m-1",
                                          .findings = {"not Japanese"},
                                          .tokens_in = 700,
                                          .tokens_out = 90,
                                          .cost = 25,
                                          .at = now()},
                                         {.engine = "llm",
                                          .model = "m-2",
                                          .findings = {"a number is missing"},
                                          .tokens_in = 800,
                                          .tokens_out = 95,
                                          .cost = 30,
                                          .at = now()}};
    ASSERT_TRUE(store().put_back(claim_of(id, "extract"), std::nullopt, "", true, notes));
    const StageRecord stage = item(id).stages.at("extract");
    EXPECT_EQ(stage.provenance.engine, "llm");
    EXPECT_EQ(stage.provenance.model, "m-2");
    EXPECT_EQ(stage.provenance.tokens_in, 1500);
    EXPECT_EQ(stage.provenance.tokens_out, 185);
    EXPECT_EQ(stage.provenance.cost, 55);
    EXPECT_THAT(stage.findings, ElementsAre("a number is missing"));
}

TEST_P(QueueContract, PuttingBackCountsOnlyRejectedAnswers) {
    const ItemId id = add_item("a", "one");
    Claim held = claim_of(id, "extract");
    EXPECT_TRUE(
        store().put_back(held, now() + minutes{5}, "model unreachable", false, {}).has_value());
    EXPECT_EQ(item(id).state, ItemState::Waiting);
    EXPECT_EQ(item(id).stages.at("extract").not_before, now() + minutes{5});
    EXPECT_THAT(store().waiting_reasons(), ElementsAre(std::pair{"model unreachable", 1}));
    EXPECT_THAT(claim(), IsEmpty());
    EXPECT_THAT(store().claim({.now = now(), .include_waiting = true}).value(), SizeIs(1));
    EXPECT_EQ(item(id).stages.at("extract").attempts, 0);
    clock_.advance(minutes{5});
    held = claim().empty() ? Claim{} : Claim{};
    clock_.advance(minutes{5});
    held = claim_of(id, "extract");
    EXPECT_TRUE(store().put_back(held, std::nullopt, "", true, {}).has_value());
    EXPECT_EQ(claim().at(0).attempts, 1);
}

TEST_P(QueueContract, ParksAndWakesWholeStages) {
    const ItemId id = add_item("a", "one");
    extract(id);
    EXPECT_EQ(store()
                  .park(std::vector<std::string>{"summarize", "score"}, now() + hours{1}, "budget")
                  .value(),
              2);
    EXPECT_EQ(item(id).state, ItemState::Waiting);
    EXPECT_EQ(store().queue_counts().at("score").at(JobState::Waiting), 1);
    EXPECT_THAT(claim(), IsEmpty());
    EXPECT_EQ(store().wake(std::vector<std::string>{"score"}).value(), 1);
    EXPECT_EQ(claim().at(0).stage, "score");
    clock_.advance(hours{1});
    EXPECT_EQ(claim({"summarize"}).at(0).stage, "summarize") << "its time has come";
}

TEST_P(QueueContract, ShowsAProvisionalResultUntilAModelsIsThere) {
    const ItemId id = add_item("a", "one");
    extract(id);
    FinishStage builtin = done(claim_of(id, "summarize"), R"({"tldr":"extract"})");
    builtin.outcome = FinishStage::Outcome::Provisional;
    builtin.retry_at = now() + hours{1};
    EXPECT_THAT(finish(builtin).opened, IsEmpty());
    EXPECT_TRUE(item(id).stages.at("summarize").provisional);
    EXPECT_EQ(item(id).stages.at("summarize").state, JobState::Waiting);
    clock_.advance(hours{1});
    const Claim better = claim_of(id, "summarize");
    EXPECT_TRUE(store().load(better).value().has_provisional);
    EXPECT_THAT(finish(done(better, R"({"tldr":"model"})")).opened, ElementsAre("analyze"));
    EXPECT_FALSE(item(id).stages.at("summarize").provisional);
    ASSERT_TRUE(store().redo(id, "summarize", now()).has_value());
    builtin.claim = claim_of(id, "summarize");
    finish(builtin);
    EXPECT_EQ(item(id).stages.at("summarize").result_json, R"({"tldr":"model"})")
        << "never covered";
}

TEST_P(QueueContract, ShowsTheOldResultUntilTheNewOneIsThere) {
    const ItemId id = add_item("a", "one");
    finish_everything();
    const auto before = store().revision();
    ASSERT_TRUE(store().redo(id, "summarize", now()).has_value());
    EXPECT_GT(store().revision(), before);
    EXPECT_EQ(item(id).state, ItemState::Pending);
    EXPECT_EQ(item(id).stages.at("summarize").result_json, "{}");
    EXPECT_THAT(finish(done(claim_of(id, "summarize"), R"({"v":2})")).opened, IsEmpty())
        << "what depends on it is stale, not open";
    EXPECT_EQ(item(id).stages.at("summarize").result_json, R"({"v":2})");
    EXPECT_EQ(store().redo(id, "no-such", now()).error().kind, ErrorKind::NotFound);
    EXPECT_EQ(store().redo(999, "score", now()).error().kind, ErrorKind::NotFound);
}

TEST_P(QueueContract, SkipsWorkThatWaitedTooLongAndKeepsWhatIsShown) {
    const ItemId bare = add_item("a", "bare");
    const ItemId shown = add_item("a", "shown");
    extract(shown);
    FinishStage builtin = done(claim_of(shown, "summarize"));
    builtin.outcome = FinishStage::Outcome::Provisional;
    builtin.retry_at = now() + hours{1};
    finish(builtin);
    clock_.advance(hours{24 * 7});
    EXPECT_EQ(store().skip_older_than(hours{24 * 7}, now()).value(), 0) << "not yet";
    clock_.advance(hours{1});
    EXPECT_EQ(store().skip_older_than(hours{24 * 7}, now()).value(), 2);
    EXPECT_EQ(item(bare).state, ItemState::Skipped);
    EXPECT_EQ(item(bare).skip_reason, "old");
    EXPECT_EQ(item(shown).state, ItemState::Done);
    EXPECT_THAT(claim({}, 10), IsEmpty());
}

TEST_P(QueueContract, CountsStatesAsTheyAre) {
    for (int i = 0; i < 5; ++i) add_item("a", std::to_string(i));
    const auto held = claim({}, 2);
    finish(done(held[0]));
    const auto counts = store().queue_counts();
    EXPECT_EQ(counts.at("extract").at(JobState::Pending), 3);
    EXPECT_EQ(counts.at("extract").at(JobState::Running), 1);
    EXPECT_EQ(counts.at("extract").at(JobState::Done), 1);
    EXPECT_EQ(counts.at("score").at(JobState::Pending), 1);
    std::map<ItemState, std::int64_t> by_hand;
    for (const Item& one : items()) ++by_hand[one.state];
    EXPECT_EQ(store().item_counts(), by_hand);
}

INSTANTIATE_STORE_CONTRACT(QueueContract);

}  // namespace
}  // namespace ainews::testing
