#include <gmock/gmock.h>

#include <thread>

#include "core/call_wait.h"
#include "tests/storage/store_contract.h"

namespace ainews::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class LedgerContract : public StoreContract {
protected:
    [[nodiscard]] CallPlan plan(const std::string& key, MicroUsd reserve, ItemId item = 0) const {
        CallPlan made;
        made.key = key;
        made.item = item;
        made.stage = "extract";
        made.endpoint = "main";
        made.model = "model-a";
        made.reserve = reserve;
        made.at = now();
        return made;
    }
    [[nodiscard]] CallReply reply(const std::string& text, MicroUsd cost) const {
        CallReply made;
        made.text = text;
        made.finish = "stop";
        made.model = "model-a-2026";
        made.tokens_in = 100;
        made.tokens_out = 50;
        made.cost = cost;
        made.latency = Millis{1200};
        made.at = now();
        return made;
    }
    [[nodiscard]] BudgetLimits day_of(MicroUsd limit) const {
        BudgetLimits limits;
        limits.day = limit;
        limits.day_start = now() - hours{1};
        limits.month_start = now() - hours{100};
        return limits;
    }
};

TEST_P(LedgerContract, KeepsAReplyForReplayAcrossARestartUntilItsStageIsFinished) {
    const ItemId id = add_item("a", "one");
    const auto call = store().reserve_call(plan("key", 100, id), {}).value();
    EXPECT_EQ(store().find_reply("key"), std::nullopt) << "not answered yet";
    ASSERT_TRUE(store().store_reply(call, reply("答え", 70)).has_value());
    reopen();
    const auto found = store().find_reply("key");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->call, call);
    EXPECT_EQ(found->reply.text, "答え");
    EXPECT_EQ(found->reply.finish, "stop");
    EXPECT_EQ(found->reply.model, "model-a-2026");
    EXPECT_EQ(found->reply.tokens_out, 50);
    EXPECT_EQ(found->reply.cost, 70);
    EXPECT_EQ(found->reply.latency, Millis{1200});
    ASSERT_TRUE(store().judge_reply(call, true, "").has_value());
    EXPECT_TRUE(store().find_reply("key")) << "an accepted chunk of an unfinished stage";
    extract(id);
    EXPECT_EQ(store().find_reply("key"), std::nullopt);
    EXPECT_EQ(store().spent_since(now() - hours{1}), 70);
}

TEST_P(LedgerContract, DoesNotReplayARejectedReply) {
    const auto call = store().reserve_call(plan("key", 100), {}).value();
    ASSERT_TRUE(store().store_reply(call, reply("bad", 70)).has_value());
    ASSERT_TRUE(store().judge_reply(call, false, "not Japanese").has_value());
    EXPECT_EQ(store().find_reply("key"), std::nullopt);
    EXPECT_EQ(store().spent_since(now() - hours{1}), 70) << "paid all the same";
}

TEST_P(LedgerContract, ReservesBeforeSendingAndSettlesAfter) {
    const auto limits = day_of(100);
    const auto first = store().reserve_call(plan("1", 60), limits);
    ASSERT_TRUE(first);
    const auto second = store().reserve_call(plan("2", 60), limits);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind, ErrorKind::OverBudget);
    EXPECT_THAT(second.error().message, HasSubstr("day"));
    ASSERT_TRUE(store().store_reply(*first, reply("cheap", 10)).has_value());
    EXPECT_TRUE(store().reserve_call(plan("2", 60), limits)) << "what was not used is free again";
    EXPECT_EQ(store().spent_since(limits.day_start), 70);
}

TEST_P(LedgerContract, NamesTheLimitThatStandsInTheWay) {
    struct Case {
        const char* name;
        BudgetLimits limits;
    };
    std::vector<Case> cases(4);
    for (auto& one : cases) one.limits = {.day_start = now(), .month_start = now()};
    cases[0].name = "call", cases[0].limits.call = 99;
    cases[1].name = "item", cases[1].limits.item = 199;
    cases[2].name = "day", cases[2].limits.day = 199;
    cases[3].name = "month", cases[3].limits.month = 199;
    ASSERT_TRUE(store().reserve_call(plan("0", 100, 7), {}));
    for (const Case& one : cases) {
        const auto refused = store().reserve_call(plan("1", 100, 7), one.limits);
        ASSERT_FALSE(refused) << one.name;
        EXPECT_THAT(refused.error().message, HasSubstr(one.name));
    }
    EXPECT_TRUE(store().reserve_call(plan("1", 99, 7), cases[3].limits)) << "to the last cent";
}

TEST_P(LedgerContract, SaysByTheErrorWhetherASmallerQuestionOrTheNextDayHelps) {
    ASSERT_TRUE(store().reserve_call(plan("0", 100, 7), {}));
    BudgetLimits limits{.day_start = now(), .month_start = now()};
    limits.call = 99;
    EXPECT_EQ(store().reserve_call(plan("1", 100, 7), limits).error().kind, ErrorKind::TooLarge);
    limits = {.day_start = now(), .month_start = now()};
    limits.item = 199;
    EXPECT_EQ(store().reserve_call(plan("1", 100, 7), limits).error().kind, ErrorKind::BadInput);
    EXPECT_TRUE(store().reserve_call(plan("1", 100, 8), limits)) << "another item";
    EXPECT_TRUE(store().reserve_call(plan("1", 500), limits)) << "no item";
}

TEST_P(LedgerContract, TellsALimitThatIsReachedFromRoomThatCallsOnTheirWayHold) {
    const auto other = harness_->open(graph_, clock_);
    BudgetLimits month = day_of(1000);
    month.month = 100;
    BudgetLimits item = day_of(1000);
    item.item = 100;
    const std::vector<std::pair<BudgetLimits, ErrorKind>> cases{
        {day_of(100), ErrorKind::OverBudget},
        {month, ErrorKind::OverBudget},
        {item, ErrorKind::BadInput}};
    for (const auto& [limits, kind] : cases) {
        clock_.advance(hours{200});
        BudgetLimits now_limits = limits;
        now_limits.day_start = now_limits.month_start = now();
        const ItemId about = now().time_since_epoch().count();
        const auto open = other->reserve_call(plan("1", 60, about), now_limits).value();
        const auto held = store().reserve_call(plan("2", 60, about), now_limits);
        ASSERT_FALSE(held);
        EXPECT_EQ(held.error().kind, kind);
        EXPECT_TRUE(held.error().retry_after) << "the other call may settle below";
        const auto never = store().reserve_call(plan("3", 101, about), now_limits);
        ASSERT_FALSE(never);
        EXPECT_EQ(never.error().kind, kind);
        EXPECT_FALSE(never.error().retry_after) << "more than the limit itself";
        ASSERT_TRUE(other->store_reply(open, reply("x", 50)));
        const auto spent = store().reserve_call(plan("2", 60, about), now_limits);
        ASSERT_FALSE(spent);
        EXPECT_FALSE(spent.error().retry_after) << "nothing is on its way";
        EXPECT_TRUE(store().reserve_call(plan("4", 50, about), now_limits));
    }
}

TEST_P(LedgerContract, GivesUpOnRoomThatNobodyWillGiveBack) {
    const auto limits = day_of(100);
    auto other = harness_->open(graph_, clock_);
    ASSERT_TRUE(other->reserve_call(plan("1", 60), limits));
    const auto waits = [&] {
        auto late = plan("2", 60);
        late.at = now();
        return store().reserve_call(late, limits).error().retry_after.has_value();
    };
    EXPECT_TRUE(waits());
    clock_.advance(kCallOpenMax - Millis{1});
    EXPECT_TRUE(waits());
    clock_.advance(Millis{1});
    EXPECT_FALSE(waits()) << "no call takes this long";
    ASSERT_TRUE(store().reserve_call(plan("3", 40), limits));
    EXPECT_FALSE(waits()) << "even where that one settles at nothing";
    auto young = day_of(200);
    ASSERT_TRUE(other->reserve_call(plan("4", 100), young));
    auto next = plan("5", 60);
    EXPECT_TRUE(store().reserve_call(next, young).error().retry_after);
    other.reset();
    EXPECT_FALSE(store().reserve_call(next, young).error().retry_after)
        << "its owner has gone: booked at its reservation";
}

TEST_P(LedgerContract, KeepsTheEditionsShareFromEverybodyElse) {
    BudgetLimits limits = day_of(100);
    limits.day_editions = 30;
    auto paper = plan("paper", 20);
    paper.purpose = CallPurpose::Edition;
    ASSERT_TRUE(store().reserve_call(plan("1", 70), limits));
    const auto refused = store().reserve_call(plan("2", 1), limits);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::OverBudget);
    EXPECT_THAT(refused.error().message, HasSubstr("for editions"));
    ASSERT_TRUE(store().reserve_call(paper, limits)) << "20 of its 30";
    EXPECT_FALSE(store().reserve_call(plan("3", 1), limits)) << "10 are still kept";
    paper.reserve = 11;
    EXPECT_FALSE(store().reserve_call(paper, limits)) << "the day's limit binds editions too";
    paper.reserve = 10;
    EXPECT_TRUE(store().reserve_call(paper, limits));
}

TEST_P(LedgerContract, EditionsMayUseWhatItemsLeave) {
    BudgetLimits limits = day_of(100);
    limits.day_editions = 30;
    auto paper = plan("paper", 90);
    paper.purpose = CallPurpose::Edition;
    ASSERT_TRUE(store().reserve_call(paper, limits));
    EXPECT_FALSE(store().reserve_call(plan("1", 11), limits));
    EXPECT_TRUE(store().reserve_call(plan("1", 10), limits)) << "its share is used up: no fence";
}

TEST_P(LedgerContract, BooksWhereTheMoneyWentByDayStageModelAndSource) {
    const ItemId id = add_item("a", "one");
    const auto limits = [&](Millis ago) {
        return BudgetLimits{.day_start = now() - ago, .month_start = now() - ago};
    };
    const TimePoint yesterday = now() - hours{20};
    const auto first = store().reserve_call(plan("1", 100, id), limits(hours{20})).value();
    clock_.advance(hours{10});  // answered on the next day: it belongs to the day it was sent
    auto answer = reply("x", 70);
    answer.tokens_cached = 40;
    ASSERT_TRUE(store().store_reply(first, answer));
    auto score = plan("2", 30);
    score.stage = "score";
    score.model = "model-b";
    const TimePoint today = now() - hours{1};
    ASSERT_TRUE(store().reserve_call(score, limits(hours{1})));
    const auto unsent = store().reserve_call(plan("3", 50, id), limits(hours{1})).value();
    ASSERT_TRUE(store().close_call(unsent, "never sent", false));
    reopen();

    const auto rows = store().spend_by_day(yesterday);
    ASSERT_THAT(rows, SizeIs(3));
    EXPECT_EQ(rows[0].day, yesterday);
    EXPECT_EQ(rows[0].stage, "extract");
    EXPECT_EQ(rows[0].model, "model-a");
    EXPECT_EQ(rows[0].source, "a");
    EXPECT_EQ(rows[0].calls, 1);
    EXPECT_EQ(rows[0].tokens_in, 100);
    EXPECT_EQ(rows[0].tokens_out, 50);
    EXPECT_EQ(rows[0].tokens_cached, 40);
    EXPECT_EQ(rows[0].cost, 70);
    EXPECT_EQ(rows[1].day, today);
    EXPECT_EQ(rows[1].cost, 0) << "never sent";
    EXPECT_EQ(rows[2].stage, "score");
    EXPECT_EQ(rows[2].source, "") << "about no item";
    EXPECT_EQ(rows[2].cost, 30) << "open: its reservation";
    EXPECT_THAT(store().spend_by_day(yesterday + Millis{1}), SizeIs(2));
}

TEST_P(LedgerContract, TellsWhatTheNewestAnswersTook) {
    const ItemId id = add_item("a", "one");
    for (int i = 0; i < 3; ++i) {
        const auto call = store().reserve_call(plan(std::to_string(i), 1, id), {}).value();
        if (i == 0) continue;
        ASSERT_TRUE(store().store_reply(call, reply("x", 1)));
    }
    const auto samples = store().recent_usage(100);
    ASSERT_THAT(samples, SizeIs(1));
    EXPECT_EQ(samples[0].item, id);
    EXPECT_EQ(samples[0].stage, "extract");
    EXPECT_EQ(samples[0].endpoint, "main");
    EXPECT_EQ(samples[0].calls, 2) << "the first was never answered";
    EXPECT_EQ(samples[0].tokens_in, 200);
    EXPECT_EQ(samples[0].tokens_out, 100);
    EXPECT_EQ(store().recent_usage(1).at(0).calls, 1);
}

TEST_P(LedgerContract, CountsMoneyFromAnyMomentOn) {
    for (int minute = 0; minute < 300; minute += 10) {
        ASSERT_TRUE(store().reserve_call(plan(std::to_string(minute), 1), {}));
        clock_.advance(minutes{10});
    }
    for (const int back : {0, 5, 10, 35, 60, 61, 125, 299, 300, 1000})
        EXPECT_EQ(store().spent_since(now() - minutes{back}), std::min(30, back / 10)) << back;
}

TEST_P(LedgerContract, ACallWithoutAnAnswerCostsItsReservationOrNothing) {
    const auto unsent = store().reserve_call(plan("1", 30), {}).value();
    const auto cut_off = store().reserve_call(plan("2", 50), {}).value();
    ASSERT_TRUE(store().close_call(unsent, "refused", false).has_value());
    ASSERT_TRUE(store().close_call(cut_off, "timeout", true).has_value());
    EXPECT_EQ(store().spent_since(now() - hours{1}), 50);
    EXPECT_EQ(store().close_call(999, "x", false).error().kind, ErrorKind::NotFound);
    EXPECT_EQ(store().store_reply(999, {}).error().kind, ErrorKind::NotFound);
}

TEST_P(LedgerContract, AnswersEachOfSeveralReservationsOnItsOwn) {
    const auto answers =
        store().reserve_calls({plan("1", 60), plan("2", 60), plan("3", 40)}, day_of(100));
    ASSERT_THAT(answers, SizeIs(3));
    EXPECT_TRUE(answers[0]);
    EXPECT_EQ(answers[1].error().kind, ErrorKind::OverBudget);
    EXPECT_TRUE(answers[2]) << "fits beside the first";
}

TEST_P(LedgerContract, HoldsABudgetAcrossStoresAndThreads) {
    const auto other = harness_->open(graph_, clock_);
    const auto limits = day_of(1000);
    std::atomic<int> granted{0};
    const auto spend = [&](Store& from, int base) {
        for (int i = 0; i < 40; ++i)
            if (from.reserve_call(plan(std::to_string(base + i), 30), limits)) ++granted;
    };
    {
        std::jthread one{[&] { spend(store(), 0); }};
        std::jthread two{[&] { spend(*other, 100); }};
        std::jthread three{[&] { spend(*other, 200); }};
    }
    EXPECT_EQ(granted, 33) << "33 times 30 are 990";
    EXPECT_EQ(store().spent_since(limits.day_start), 990);
}

TEST_P(LedgerContract, TotalsWhatEachEndpointDid) {
    const auto call = store().reserve_call(plan("1", 60), {}).value();
    ASSERT_TRUE(store().store_reply(call, reply("x", 12)).has_value());
    CallPlan other = plan("2", 5);
    other.endpoint = "spare";
    ASSERT_TRUE(store().reserve_call(other, {}));
    const auto totals = store().llm_totals();
    ASSERT_THAT(totals, SizeIs(2));
    EXPECT_EQ(totals[0].endpoint, "main");
    EXPECT_EQ(totals[0].calls, 1);
    EXPECT_EQ(totals[0].tokens_in, 100);
    EXPECT_EQ(totals[0].tokens_out, 50);
    EXPECT_EQ(totals[0].cost, 12);
    EXPECT_EQ(totals[1].cost, 5);
}

TEST_P(LedgerContract, RemembersSmallFactsUntilTheirDate) {
    store().remember("rung", "2", now() + hours{1});
    EXPECT_EQ(store().recall("rung", now()), "2");
    store().remember("rung", "3", now() + hours{2});
    reopen();
    EXPECT_EQ(store().recall("rung", now() + minutes{119}), "3");
    EXPECT_EQ(store().recall("rung", now() + hours{2}), std::nullopt);
    EXPECT_EQ(store().recall("else", now()), std::nullopt);
}

std::optional<Fact> one_more(const std::optional<std::string>& kept, TimePoint until) {
    return Fact{std::to_string(kept ? std::stoi(*kept) + 1 : 1), until};
}

TEST_P(LedgerContract, ChangesASharedFactInOneStepForAllProcesses) {
    const auto other = harness_->open(graph_, clock_);
    const auto count = [&](Store& mine) {
        for (int i = 0; i < 50; ++i)
            mine.change_fact("count", now(), [&](const std::optional<std::string>& kept) {
                return one_more(kept, now() + hours{1});
            });
    };
    {
        std::jthread one{[&] { count(store()); }};
        std::jthread two{[&] { count(*other); }};
        std::jthread three{[&] { count(store()); }};
    }
    EXPECT_EQ(store().recall("count", now()), "150");
}

TEST_P(LedgerContract, ASharedFactThatIsTooOldIsNone) {
    store().remember("count", "7", now() + hours{1});
    store().change_fact("count", now() + hours{1}, [](const std::optional<std::string>& kept) {
        EXPECT_EQ(kept, std::nullopt);
        return std::optional<Fact>{};
    });
    EXPECT_EQ(store().recall("count", now()), "7") << "left as it is";
}

INSTANTIATE_STORE_CONTRACT(LedgerContract);

}  // namespace
}  // namespace ainews::testing
