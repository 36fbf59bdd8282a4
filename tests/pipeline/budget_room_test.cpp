// Money that calls on their way hold, and those who wait for it.

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "tests/pipeline/llm_test_support.h"

namespace ainews::pipeline {
namespace {

/// What one question of the tests reserves.
MicroUsd reservation() {
    LlmBench bench;
    bench.answer(200, completion_of(kGoodObject));
    EXPECT_TRUE(bench.ask(schema_question("0")));
    return bench.ledger.calls().at(0).plan.reserve.value_or(0);
}

/// A client under a limit that has room for one and a half questions. The first answer comes when
/// the second question has been refused once.
class BudgetRoomTest : public ::testing::Test {
protected:
    void first_answer(double cost) {
        bench_.http.script(kChatUrl, [this, cost](const HttpRequest&) {
            while (!let_go_ && bench_.ledger.reserving_transactions() < 2)
                std::this_thread::yield();
            return testing::FakeHttp::Answer{HttpResponse{
                .status = 200,
                .body = completion(
                    {{"content", kGoodObject}}, "stop",
                    {{"prompt_tokens", 40}, {"completion_tokens", 20}, {"cost", cost}})}};
        });
    }
    /// Asks two questions, the second while the first is on its way.
    void ask_both(const std::stop_token& stop = {}) {
        std::jthread first{[&] { first_ = bench_.ask(schema_question("1")); }};
        while (bench_.sent() == 0) std::this_thread::yield();
        second_ = bench_.client.ask(schema_question("2"), 0, stop);
        let_go_ = true;
    }

    const MicroUsd one_ = reservation();
    LlmBench bench_{test_endpoint(), BudgetPolicy{.day = one_ + one_ / 2}};
    std::atomic<bool> let_go_ = false;
    Expected<Answer> first_ = fail(ErrorKind::Transient, "not asked");
    Expected<Answer> second_ = fail(ErrorKind::Transient, "not asked");
};

TEST_F(BudgetRoomTest, AQuestionWaitsUntilTheCallThatHoldsTheRoomHasSettled) {
    first_answer(0.0);
    ask_both();
    EXPECT_TRUE(first_.has_value());
    EXPECT_TRUE(second_.has_value()) << second_.error().message;
    EXPECT_EQ(bench_.sent(), 2U);
}

TEST_F(BudgetRoomTest, TheLimitIsReachedWhereTheSettlementLeavesNoRoom) {
    first_answer(static_cast<double>(one_) / 1e6);
    ask_both();
    EXPECT_TRUE(first_.has_value());
    ASSERT_FALSE(second_.has_value());
    EXPECT_EQ(second_.error().kind, ErrorKind::OverBudget);
    EXPECT_FALSE(second_.error().retry_after) << "it waits for the next day";
    EXPECT_EQ(bench_.sent(), 1U);
}

TEST_F(BudgetRoomTest, AStopEndsTheWaitAndNothingIsReserved) {
    bench_.http.script(kChatUrl, [this](const HttpRequest&) {
        while (!let_go_) std::this_thread::yield();
        return testing::FakeHttp::Answer{
            HttpResponse{.status = 200, .body = completion_of(kGoodObject)}};
    });
    std::stop_source stop;
    std::jthread hand{[&] {
        while (bench_.ledger.reserving_transactions() < 2) std::this_thread::yield();
        stop.request_stop();
    }};
    ask_both(stop.get_token());
    ASSERT_FALSE(second_.has_value());
    EXPECT_EQ(second_.error().kind, ErrorKind::Cancelled);
    EXPECT_EQ(bench_.ledger.calls().size(), 1U);
}

TEST_F(BudgetRoomTest, AWaitThatPassesMidnightIsBookedOnTheNewDay) {
    bench_.http.script(kChatUrl, [this](const HttpRequest&) {
        while (bench_.ledger.reserving_transactions() < 2) std::this_thread::yield();
        bench_.clock.set_wall(bench_.clock.now() + std::chrono::hours{24});
        while (bench_.ledger.calls().size() < 2) std::this_thread::yield();
        return testing::FakeHttp::Answer{
            HttpResponse{.status = 200, .body = completion_of(kGoodObject)}};
    });
    ask_both();
    EXPECT_TRUE(second_.has_value());
    const auto calls = bench_.ledger.calls();
    ASSERT_EQ(calls.size(), 2U) << "while the first was still on its way";
    EXPECT_GE(calls[1].plan.at - calls[0].plan.at, std::chrono::hours{24});
}

TEST_F(BudgetRoomTest, ManyWhoWaitAllComeToAnEndAndTheLimitHolds) {
    constexpr int kThreads = 200;
    LlmBench bench{test_endpoint(), BudgetPolicy{.day = 10 * one_}};
    bench.answer(200, completion({{"content", kGoodObject}}, "stop",
                                 {{"prompt_tokens", 40},
                                  {"completion_tokens", 20},
                                  {"cost", static_cast<double>(one_) / 3e6}}));
    std::atomic<int> answered = 0;
    std::atomic<int> parked = 0;
    {
        std::latch all{kThreads};  // outlives the threads, which are joined first
        std::vector<std::jthread> threads;
        for (int i = 0; i < kThreads; ++i)
            threads.emplace_back([&, i] {
                all.arrive_and_wait();
                const auto answer = bench.ask(schema_question(std::to_string(i % 10)), i);
                if (answer)
                    ++answered;
                else if (answer.error().kind == ErrorKind::OverBudget)
                    ++parked;
            });
    }
    EXPECT_EQ(answered + parked, kThreads);
    const MicroUsd spent = bench.ledger.spent_since(TimePoint{});
    EXPECT_LE(spent, 10 * one_);
    EXPECT_LT(10 * one_ - spent, one_ + one_ / 10) << "within one reservation of the limit";
    EXPECT_GT(answered, 20) << "far more than the ten that fit at their reservation";
}

TEST(BudgetPlaceTest, OnlyTheFirstLooksAgainAndTheNextFollowsWhenItLeaves) {
    BudgetRoom room;
    std::atomic<int> looked = 0;
    std::atomic<bool> leave = false;
    std::stop_source stop;
    std::latch first_is_in{1};
    std::jthread first{[&] {
        BudgetRoom::Place place{room};
        first_is_in.count_down();
        while (!leave && place.wait(std::chrono::hours{1}, stop.get_token())) ++looked;
    }};
    first_is_in.wait();
    std::atomic<int> second_looked = 0;
    std::jthread second{[&] {
        BudgetRoom::Place place{room};
        while (place.wait(std::chrono::hours{1}, stop.get_token())) ++second_looked;
    }};
    for (int i = 1; i <= 3; ++i) {
        while (looked < i) {
            room.settled();
            std::this_thread::yield();
        }
    }
    EXPECT_EQ(second_looked, 0);
    leave = true;
    while (second_looked == 0) {
        room.settled();
        std::this_thread::yield();
    }
    stop.request_stop();
}

}  // namespace
}  // namespace ainews::pipeline
