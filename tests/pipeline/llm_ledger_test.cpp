// What asking costs, and what it must never cost twice.

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/pipeline/llm_test_support.h"

namespace ainews::pipeline {
namespace {

TEST(LlmLedgerTest, ReplaysAKeptAnswerWithoutSending) {
    LlmBench bench;
    bench.answer(200, completion_of(kGoodObject));
    const auto first = bench.ask();
    const auto second = bench.ask();
    ASSERT_TRUE(first.has_value() && second.has_value());
    EXPECT_FALSE(first->replayed);
    EXPECT_TRUE(second->replayed);
    EXPECT_EQ(second->text, first->text);
    EXPECT_EQ(second->mark, first->mark);
    EXPECT_EQ(second->call, first->call);
    EXPECT_EQ(second->model, "test-model-0613");
    EXPECT_EQ(bench.sent(), 1U);
    EXPECT_EQ(bench.ledger.calls().size(), 1U);
}

TEST(LlmLedgerTest, ReplaysAcrossARestartAndALearnedLadder) {
    testing::FakeClock clock;
    testing::MemoryLedger ledger;
    testing::FakeHttp http;
    http.answer(kChatUrl, 400, R"({"error":{"message":"no","param":"response_format"}})");
    http.answer(kChatUrl, 200, completion_of(kGoodObject));
    for (int i = 0; i < 2; ++i) {
        ChatClient client{http, ledger, clock, test_endpoint(), {}};
        ASSERT_TRUE(client.ask(schema_question(), 0, {}).has_value());
    }
    EXPECT_EQ(http.requests().size(), 2U);
}

TEST(LlmLedgerTest, AsksAnewAfterTheAnswerWasJudgedUnfit) {
    LlmBench bench;
    bench.answer(200, completion_of(kGoodObject));
    const auto first = bench.ask();
    ASSERT_TRUE(first.has_value());
    ASSERT_TRUE(bench.client.judge(*first, false, "数値が違う").has_value());
    ASSERT_TRUE(bench.ask().has_value());
    EXPECT_EQ(bench.sent(), 2U);
    EXPECT_EQ(bench.ledger.calls()[0].finding, "数値が違う");
}

TEST(LlmLedgerTest, AnyChangeOfTheQuestionIsAnotherQuestion) {
    const LlmEndpoint endpoint = test_endpoint();
    const std::string key = question_key(schema_question(), endpoint);
    EXPECT_EQ(key.size(), 64U);
    EXPECT_EQ(question_key(schema_question(), endpoint), key);
    std::vector<Question> others(8, schema_question());
    others[0].system += "x";
    others[1].user += "x";
    others[2].schema_json += " ";
    others[3].prompt_version = "v2";
    others[4].answer_tokens_max = 600;
    others[5].previous = "x";
    others[6].reask = "x";
    others[7].stage = "score";
    for (const Question& other : others) EXPECT_NE(question_key(other, endpoint), key);
    LlmEndpoint changed = endpoint;
    changed.model = "other";
    EXPECT_NE(question_key(schema_question(), changed), key);
    changed = endpoint;
    changed.temperature = 0.3;
    EXPECT_NE(question_key(schema_question(), changed), key);
    changed = endpoint;
    changed.api_key = Secret{"new"};
    EXPECT_EQ(question_key(schema_question(), changed), key) << "a new key buys the same answer";
}

TEST(LlmLedgerTest, TheMarkNeedsTheSecret) {
    LlmEndpoint endpoint = test_endpoint();
    const std::string mark = fence_mark(endpoint, "key");
    endpoint.fence_secret = Secret{"other"};
    EXPECT_NE(fence_mark(endpoint, "key"), mark);
}

TEST(LlmLedgerTest, ReservesEstimateAndCapBeforeSendingAndSettlesAfter) {
    LlmBench bench;
    std::optional<testing::MemoryLedger::Call> at_sending;
    bench.http.script(kChatUrl, [&](const HttpRequest&) {
        at_sending = bench.ledger.calls().at(0);
        return testing::FakeHttp::Answer{
            HttpResponse{.status = 200, .body = completion_of(kGoodObject)}};
    });
    ASSERT_TRUE(bench.ask().has_value());
    ASSERT_TRUE(at_sending.has_value());
    EXPECT_EQ(at_sending->status, "open");
    EXPECT_EQ(at_sending->plan.item, 7);
    EXPECT_EQ(at_sending->plan.endpoint, "main");
    EXPECT_EQ(at_sending->plan.tokens_out_cap, 500);
    EXPECT_EQ(at_sending->plan.reserve,
              cost_of(test_endpoint().prices.plain, at_sending->plan.tokens_in_estimate, 500));
    EXPECT_EQ(bench.ledger.calls()[0].reply->cost, cost_of(test_endpoint().prices.plain, 40, 20));
}

TEST(LlmLedgerTest, PrefersTheCostThatTheEndpointNames) {
    LlmBench bench;
    bench.answer(
        200, completion({{"content", kGoodObject}}, "stop",
                        {{"prompt_tokens", 40}, {"completion_tokens", 20}, {"cost", 0.0012345}}));
    EXPECT_EQ(bench.ask()->cost, 1235);
}

TEST(LlmLedgerTest, BooksTheEstimateWhereNothingWasCounted) {
    LlmBench bench;
    bench.answer(200, completion({{"content", kGoodObject}}, "stop", nullptr));
    const auto answer = bench.ask();
    ASSERT_TRUE(answer.has_value());
    EXPECT_GT(answer->tokens_in, 0);
    EXPECT_EQ(answer->tokens_out, estimate_tokens(kGoodObject));
    EXPECT_GT(answer->cost.value_or(0), 0);
}

TEST(LlmLedgerTest, SendsNothingBeyondTheBudget) {
    LlmBench bench{test_endpoint(), BudgetPolicy{.day = 100}};
    bench.answer(200, completion_of(kGoodObject));
    const auto answer = bench.ask();
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind, ErrorKind::OverBudget);
    EXPECT_EQ(bench.sent(), 0U);
}

TEST(LlmLedgerTest, AnUnreadableAnswerStaysForReplayUntilTheLastReask) {
    LlmBench bench;
    bench.answer(200, completion_of("いいえ"));
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(bench.ask(schema_question(), 0).error().kind, ErrorKind::Rejected);
    EXPECT_EQ(bench.sent(), 1U);
    for (int i = 0; i < 2; ++i)
        EXPECT_EQ(bench.ask(schema_question("再"), kReasksMax).error().kind, ErrorKind::Rejected);
    EXPECT_EQ(bench.sent(), 3U);
    for (const auto& call : bench.ledger.calls()) EXPECT_TRUE(call.reply->cost.has_value());
}

TEST(LlmLedgerTest, AStopBooksTheCallInFlightAtItsReservation) {
    LlmBench bench;
    bench.http.hang(kChatUrl);
    std::stop_source stop;
    std::jthread stopper{[&] {
        while (bench.sent() == 0) std::this_thread::yield();
        stop.request_stop();
    }};
    const auto answer = bench.client.ask(schema_question(), 0, stop.get_token());
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind, ErrorKind::Cancelled);
    const auto call = bench.ledger.calls().at(0);
    EXPECT_TRUE(call.billed);
    EXPECT_NE(call.status, "open");
    EXPECT_EQ(bench.ledger.spent_since(TimePoint{}), *call.plan.reserve);
}

TEST(LlmLedgerTest, AStopReleasesTheCallThatWaitsForASlot) {
    LlmEndpoint endpoint = test_endpoint();
    endpoint.concurrency = 1;
    LlmBench bench{endpoint};
    bench.http.hang(kChatUrl);
    std::stop_source stop;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 2; ++i)
        threads.emplace_back([&, i] {
            const auto answer =
                bench.client.ask(schema_question(std::to_string(i)), 0, stop.get_token());
            EXPECT_EQ(answer.error().kind, ErrorKind::Cancelled);
        });
    while (bench.sent() < 1 || bench.ledger.calls().size() < 2) std::this_thread::yield();
    stop.request_stop();
    threads.clear();
    EXPECT_EQ(bench.sent(), 1U);
    int billed = 0;
    for (const auto& call : bench.ledger.calls()) billed += call.billed ? 1 : 0;
    EXPECT_EQ(billed, 1);
}

TEST(LlmLedgerTest, AnswersTooSlowForTheTimersAreGivenUp) {
    LlmBench bench;
    bench.http.hang(kChatUrl);
    std::jthread hand{[&] {
        while (bench.sent() == 0) std::this_thread::yield();
        bench.clock.advance(std::chrono::minutes{6});
    }};
    const auto answer = bench.ask();
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(bench.sent(), 1U);
    EXPECT_TRUE(bench.ledger.calls().at(0).billed) << "nobody knows whether it was paid";
}

TEST(CallReserverTest, ReservesForManyThreadsInFewTransactions) {
    constexpr int kThreads = 16;
    testing::MemoryLedger ledger;
    std::atomic<int> begun{0};
    std::atomic<int> reserved{0};
    // The first transaction lasts until everybody else is on the way to the next.
    ledger.on_commit = [&] {
        for (int quiet = 0; begun < kThreads || quiet < 1000; ++quiet) std::this_thread::yield();
    };
    CallReserver reserver{ledger};
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i)
        threads.emplace_back([&] {
            ++begun;
            if (reserver.reserve(CallPlan{.key = "k"}, BudgetLimits{})) ++reserved;
        });
    threads.clear();
    EXPECT_EQ(reserved, kThreads);
    EXPECT_EQ(ledger.calls().size(), static_cast<std::size_t>(kThreads));
    EXPECT_LT(ledger.reserving_transactions(), kThreads);
}

TEST(CallReserverTest, HandsTheLedgersExceptionToEveryWaiter) {
    testing::MemoryLedger ledger;
    ledger.on_commit = [] { throw std::runtime_error{"disk"}; };
    CallReserver reserver{ledger};
    for (int i = 0; i < 2; ++i)
        EXPECT_THROW((void)reserver.reserve(CallPlan{}, BudgetLimits{}), std::runtime_error);
}

}  // namespace
}  // namespace ainews::pipeline
