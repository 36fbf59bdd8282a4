// What calls cost: dated prices, caches, reasoning, and the share that is kept for editions.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "pipeline/budget.h"
#include "pipeline/llm_wire.h"
#include "tests/pipeline/llm_test_support.h"

namespace ainews::pipeline {
namespace {

/// What is read of an answer's usage.
Usage usage_from(const nlohmann::json& usage) {
    nlohmann::json body = nlohmann::json::parse(completion_of("a"));
    body["usage"] = usage;
    return make_openai_wire()->read(body).value().usage;
}

TimePoint day(const char* text) { return *TimeZone{"UTC"}.start_of(text); }

PriceList list_of_two() {
    PriceList list;
    list.plain = {.in = 9, .out = 9};
    list.dated = {{day("2026-05-01"), {.in = 1'000'000, .out = 2'000'000}},
                  {day("2026-06-01"), {.in = 500'000, .out = 1'000'000}}};
    return list;
}

TEST(PricesTest, TheNewestThatHaveBegunHold) {
    const PriceList list = list_of_two();
    EXPECT_EQ(list.at(day("2026-05-31")).in, 1'000'000);
    EXPECT_EQ(list.at(day("2026-06-01") - Millis{1}).in, 1'000'000);
    EXPECT_EQ(list.at(day("2026-06-01")).in, 500'000);
    EXPECT_EQ(list.at(day("2027-01-01")).out, 1'000'000);
}

TEST(PricesTest, BeforeTheFirstDateTheFirstHoldsSoThatNoCallIsFree) {
    EXPECT_EQ(list_of_two().at(day("2025-01-01")).in, 1'000'000);
}

TEST(PricesTest, WithoutDatesThePlainOnesHold) {
    PriceList list;
    list.plain.in = 7;
    EXPECT_EQ(list.at(day("2026-05-01")).in, 7);
}

TEST(PricesTest, CachedAndWrittenTokensHaveTheirOwnPrice) {
    struct Case {
        const char* what;
        LlmPrices prices;
        TokenUse use;
        MicroUsd cost;
    };
    const MicroUsd usd = 1'000'000;  // a dollar a million tokens: a micro-dollar a token
    const std::vector<Case> cases{
        {"plain", {.in = usd, .out = 4 * usd}, {.in = 100, .out = 10}, 140},
        {"cached at a tenth",
         {.in = usd, .out = usd, .cached_in = usd / 10},
         {.in = 1000, .out = 0, .cached = 900},
         190},
        {"written at 1.25",
         {.in = usd, .out = usd, .cached_in = usd / 10, .cache_write = usd * 5 / 4},
         {.in = 1000, .cached = 500, .cache_write = 400},
         100 + 50 + 500},
        {"cached without a price of its own", {.in = usd}, {.in = 100, .cached = 50}, 100},
        {"more cached than there was", {.in = usd, .cached_in = 0}, {.in = 100, .cached = 500}, 0},
        {"a free cache is not an unknown one",
         {.in = usd, .cached_in = 0},
         {.in = 100, .cached = 60},
         40},
        {"rounded up", {.in = 1, .out = 1}, {.in = 1, .out = 0}, 1},
    };
    for (const Case& one : cases) EXPECT_EQ(cost_of(one.prices, one.use), one.cost) << one.what;
    EXPECT_EQ(cost_of(LlmPrices{}, TokenUse{.in = 5}), std::nullopt);
}

TEST(PricesTest, AReservationNeverCountsOnACache) {
    const MicroUsd usd = 1'000'000;
    EXPECT_EQ(reservation_of({.in = usd, .out = usd, .cached_in = 0}, 100, 10), 110);
    EXPECT_EQ(reservation_of({.in = usd, .out = usd, .cache_write = 2 * usd}, 100, 10), 210);
    EXPECT_EQ(reservation_of({.in = usd, .out = usd, .cache_write = usd / 2}, 100, 10), 110);
}

TEST(PricesTest, ReasoningIsOutputHoweverItIsCounted) {
    struct Case {
        const char* usage;
        std::int64_t out;
    };
    const Case cases[] = {
        {R"({"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,
             "completion_tokens_details":{"reasoning_tokens":30}})",
         50},
        {R"({"prompt_tokens":100,"completion_tokens":20,"total_tokens":150,
             "completion_tokens_details":{"reasoning_tokens":30}})",
         50},
        {R"({"prompt_tokens":100,"completion_tokens":20,
             "completion_tokens_details":{"reasoning_tokens":30}})",
         20},
        {R"({"prompt_tokens":100,"completion_tokens":20,"total_tokens":120})", 20},
    };
    for (const Case& one : cases)
        EXPECT_EQ(usage_from(nlohmann::json::parse(one.usage)).out, one.out) << one.usage;
}

TEST(PricesTest, ReadsWhatWasWrittenToACache) {
    const Usage usage = usage_from(nlohmann::json::parse(
        R"({"prompt_tokens":100,"completion_tokens":5,
            "prompt_tokens_details":{"cached_tokens":40,"cache_write_tokens":30}})"));
    EXPECT_EQ(usage.cached, 40);
    EXPECT_EQ(usage.cache_write, 30);
}

TEST(PricesTest, ACallIsPricedAsOfTheMomentItIsSent) {
    LlmEndpoint endpoint = test_endpoint();
    testing::FakeClock clock;
    endpoint.prices.dated = {
        {clock.now() - std::chrono::hours{24}, {.in = 1'000'000, .out = 1'000'000}},
        {clock.now() + std::chrono::hours{1}, {.in = 9'000'000, .out = 9'000'000}}};
    testing::MemoryLedger ledger;
    testing::FakeHttp http;
    http.answer(kChatUrl, 200,
                completion({{"content", kGoodObject}}, "stop",
                           {{"prompt_tokens", 40},
                            {"completion_tokens", 20},
                            {"prompt_tokens_details", {{"cached_tokens", 40}}}}));
    ChatClient client{http, ledger, clock, endpoint, {}};
    ASSERT_TRUE(client.ask(schema_question(), 0, {}));
    clock.advance(std::chrono::hours{2});
    ASSERT_TRUE(client.ask(schema_question("other"), 0, {}));
    ASSERT_EQ(ledger.calls().size(), 2U);
    EXPECT_EQ(ledger.calls()[0].reply->cost, 60);
    EXPECT_EQ(ledger.calls()[1].reply->cost, 540);
    EXPECT_EQ(ledger.calls()[1].plan.reserve,
              9 * (ledger.calls()[1].plan.tokens_in_estimate + 500));
}

TEST(PricesTest, ASpentDayEndsAtTheOperatorsMidnight) {
    LlmBench bench{test_endpoint(), BudgetPolicy{.day = 1'000, .zone = TimeZone{"Asia/Tokyo"}}};
    for (int i = 0; i < 40; ++i) bench.answer(200, completion_of(kGoodObject));
    const TimeZone zone{"Asia/Tokyo"};
    int answered = 0;
    while (bench.ask(schema_question(std::to_string(answered)))) ++answered;
    EXPECT_GT(answered, 0);
    EXPECT_EQ(bench.ask(schema_question("more")).error().kind, ErrorKind::OverBudget);
    const TimePoint now = bench.clock.now();
    const TimePoint midnight =
        *zone.start_of(zone.day_of(*zone.start_of(zone.day_of(now)) + std::chrono::hours{25}));
    bench.clock.advance(midnight - now - Millis{1});
    EXPECT_FALSE(bench.ask(schema_question("more")));
    bench.clock.advance(Millis{1});
    EXPECT_TRUE(bench.ask(schema_question("more")));
}

TEST(PricesTest, TheQuestionSaysWhoseShareItDrawsOn) {
    LlmBench bench;
    bench.answer(200, completion_of(kGoodObject));
    Question question = schema_question();
    question.purpose = CallPurpose::Edition;
    ASSERT_TRUE(bench.ask(question));
    EXPECT_EQ(bench.ledger.calls().at(0).plan.purpose, CallPurpose::Edition);
}

TEST(PricesTest, ItemsSaveFromEightyPercentOfWhatIsLeftBesideTheEditions) {
    testing::FakeClock clock;
    testing::MemoryLedger ledger;
    const BudgetPolicy policy{.day = 1000, .editions_share = 0.2};
    const auto spend = [&](MicroUsd amount) {
        ASSERT_TRUE(ledger.reserve_call(CallPlan{.reserve = amount, .at = clock.now()}, {}));
    };
    spend(639);
    EXPECT_EQ(budget_level(policy, ledger, clock.now()), BudgetLevel::Normal);
    spend(1);
    EXPECT_EQ(budget_level(policy, ledger, clock.now()), BudgetLevel::Saving);
    spend(160);
    EXPECT_EQ(budget_level(policy, ledger, clock.now()), BudgetLevel::Spent);
    const BudgetLimits limits = limits_at(policy, clock.now());
    EXPECT_EQ(limits.day_editions, 200);
    EXPECT_EQ(limits.month_editions, 0);
}

}  // namespace
}  // namespace ainews::pipeline
