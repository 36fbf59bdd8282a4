#include <gtest/gtest.h>

#include <ostream>

#include "tests/pipeline/llm_test_support.h"

namespace ainews::pipeline {
namespace {

using nlohmann::json;

std::string refusal_of(const std::string& message, const std::string& param = "") {
    return json{
        {"error", {{"message", message}, {"type", "invalid_request_error"}, {"param", param}}}}
        .dump();
}

TEST(LlmLadderTest, StartsWithAStrictSchemaAndTheMarkInTheFence) {
    LlmBench bench;
    bench.answer(200, completion_of(kGoodObject));
    const auto answer = bench.ask();
    ASSERT_TRUE(answer.has_value());
    const json body = bench.body(0);
    EXPECT_EQ(body["model"], "test-model");
    EXPECT_EQ(body["response_format"]["type"], "json_schema");
    EXPECT_EQ(body["response_format"]["json_schema"]["strict"], true);
    EXPECT_EQ(body["response_format"]["json_schema"]["name"], "summary");
    EXPECT_EQ(body["max_tokens"], 500);
    EXPECT_FALSE(body.contains("stream"));
    EXPECT_EQ(answer->mark.size(), 12U);
    EXPECT_EQ(body["messages"][1]["content"],
              "資料[" + answer->mark + "]本文 資料終わり[" + answer->mark + "]");
    EXPECT_EQ(bench.http.requests()[0].limits.redirects_max, 0);
    EXPECT_EQ(bench.http.requests()[0].limits.body_bytes_max, 1U << 20U);
}

TEST(LlmLadderTest, StepsDownRungByRungWhenTheFormatIsRefused) {
    LlmBench bench;
    bench.answer(400, refusal_of("Unknown parameter", "response_format.json_schema.strict"));
    bench.answer(400, refusal_of("response_format type json_schema is not supported"));
    bench.answer(400, R"({"error":"'response_format.type' must be 'json_schema' or 'text'"})");
    bench.answer(200, completion_of(kGoodObject));
    ASSERT_TRUE(bench.ask().has_value());
    ASSERT_EQ(bench.sent(), 4U);
    EXPECT_FALSE(bench.body(1)["response_format"]["json_schema"].contains("strict"));
    EXPECT_EQ(bench.body(2)["response_format"], (json{{"type", "json_object"}}));
    EXPECT_NE(
        bench.body(2)["messages"][0]["content"].get<std::string>().find("additionalProperties"),
        std::string::npos);
    EXPECT_FALSE(bench.body(3).contains("response_format"));
    // Learned: the next question goes straight to what works.
    ASSERT_TRUE(bench.ask(schema_question("次")).has_value());
    EXPECT_FALSE(bench.body(4).contains("response_format"));
}

/// A refusal that names one parameter, which alone is missing from the next request.
struct Dropped {
    const char* name;
    std::string body;
    std::string parameter;
};

void PrintTo(const Dropped& dropped, std::ostream* out) { *out << dropped.name; }

class DroppedParameterTest : public ::testing::TestWithParam<Dropped> {};

TEST_P(DroppedParameterTest, OnlyTheNamedParameterIsLeftOut) {
    LlmEndpoint endpoint = test_endpoint();
    endpoint.seed = 1;
    endpoint.reasoning_effort = "minimal";
    LlmBench bench{endpoint};
    bench.answer(400, GetParam().body);
    bench.answer(200, completion_of(kGoodObject));
    ASSERT_TRUE(bench.ask().has_value());
    ASSERT_EQ(bench.sent(), 2U);
    json expected = bench.body(0);
    expected.erase(GetParam().parameter);
    json second = bench.body(1);
    if (GetParam().parameter == "max_tokens") {
        EXPECT_EQ(second["max_completion_tokens"], 500);
        second.erase("max_completion_tokens");
    }
    EXPECT_EQ(second, expected);
}

INSTANTIATE_TEST_SUITE_P(
    Traps, DroppedParameterTest,
    ::testing::Values(
        Dropped{
            "max_tokens",
            refusal_of("Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                       "'max_completion_tokens' instead.",
                       "max_tokens"),
            "max_tokens"},
        Dropped{"temperature",
                refusal_of("Unsupported value: 'temperature' does not support 0.2 with this model.",
                           "temperature"),
                "temperature"},
        Dropped{"effort",
                refusal_of("Unsupported value: 'reasoning_effort' does not support 'minimal'"),
                "reasoning_effort"},
        Dropped{
            "google_unknown_name",
            R"([{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"seed\": Cannot find field.","status":"INVALID_ARGUMENT"}}])",
            "seed"},
        Dropped{"fastapi",
                R"({"detail":[{"loc":["body","seed"],"msg":"extra fields not permitted"}]})",
                "seed"}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(LlmLadderTest, LearnsFrom422AsFrom400) {
    LlmBench bench;
    bench.answer(422, R"({"detail":[{"loc":["body","temperature"],"msg":"not permitted"}]})");
    bench.answer(200, completion_of(kGoodObject));
    ASSERT_TRUE(bench.ask().has_value());
    EXPECT_FALSE(bench.body(1).contains("temperature"));
}

TEST(LlmLadderTest, NeverStepsDownOnALimitOrAFaultOfTheServer) {
    for (const int status : {429, 500, 503}) {
        LlmBench bench;
        bench.answer(status, refusal_of("response_format json_schema failed", "response_format"));
        bench.answer(200, completion_of(kGoodObject));
        ASSERT_TRUE(bench.ask().has_value());
        EXPECT_EQ(bench.body(0), bench.body(1)) << status;
    }
}

TEST(LlmLadderTest, StepsDownAfterTwoUnreadableAnswers) {
    LlmBench bench;
    bench.answer(200, completion_of("いいえ"));
    EXPECT_EQ(bench.ask(schema_question("一"), 0).error().kind, ErrorKind::Rejected);
    EXPECT_EQ(bench.ask(schema_question("二"), 0).error().kind, ErrorKind::Rejected);
    EXPECT_EQ(bench.ask(schema_question("三"), 0).error().kind, ErrorKind::Rejected);
    EXPECT_EQ(bench.body(1)["response_format"]["json_schema"]["strict"], true);
    EXPECT_FALSE(bench.body(2)["response_format"]["json_schema"].contains("strict"));
}

TEST(LlmLadderTest, PutsTheSystemPromptIntoTheUsersWhereTheRoleIsRefused) {
    LlmBench bench;
    bench.answer(400, refusal_of("System role not supported"));
    bench.answer(200, completion_of(kGoodObject));
    ASSERT_TRUE(bench.ask().has_value());
    ASSERT_EQ(bench.body(1)["messages"].size(), 1U);
    EXPECT_TRUE(
        bench.body(1)["messages"][0]["content"].get<std::string>().starts_with("決まり\n\n資料["));
}

TEST(LlmLadderTest, KeepsWhatItLearnedForSevenDaysAcrossRestarts) {
    testing::FakeClock clock;
    testing::MemoryLedger ledger;
    testing::FakeHttp http;
    http.answer(kChatUrl, 400, refusal_of("no temperature", "temperature"));
    http.answer(kChatUrl, 200, completion_of(kGoodObject));
    const auto ask_anew = [&](const char* text) {
        ChatClient client{http, ledger, clock, test_endpoint(), {}};
        EXPECT_TRUE(client.ask(schema_question(text), 0, {}).has_value());
        return json::parse(http.requests().back().body);
    };
    ask_anew("一");
    EXPECT_EQ(http.requests().size(), 2U);
    clock.advance(std::chrono::days{6});
    EXPECT_FALSE(ask_anew("二").contains("temperature"));
    clock.advance(std::chrono::days{2});
    EXPECT_TRUE(ask_anew("三").contains("temperature"));
}

TEST(LlmLadderTest, AReaskCarriesTheRejectedAnswer) {
    LlmBench bench;
    bench.answer(200, completion_of(kGoodObject));
    Question question = schema_question();
    question.previous = "{{mark}}は置き換えない";
    question.reask = "直してください";
    ASSERT_TRUE(bench.ask(question, 1).has_value());
    const json messages = bench.body(0)["messages"];
    ASSERT_EQ(messages.size(), 4U);
    EXPECT_EQ(messages[2], (json{{"role", "assistant"}, {"content", "{{mark}}は置き換えない"}}));
    EXPECT_EQ(messages[3]["content"], "直してください");
    EXPECT_EQ(bench.ledger.calls()[0].plan.attempt, 1);
}

TEST(LlmLadderTest, StreamsLongAnswers) {
    LlmBench bench;
    bench.answer(
        200,
        "data: {\"choices\":[{\"delta\":{\"content\":\"訳\"}}]}\n\n"
        "data: {\"choices\":[{\"delta\":{\"content\":\"文\"},\"finish_reason\":\"stop\"}]}\n\n"
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":2}}\n\ndata: "
        "[DONE]\n\n");
    const auto answer = bench.ask(text_question(4096));
    ASSERT_TRUE(answer.has_value()) << answer.error().message;
    EXPECT_EQ(answer->text, "訳文");
    EXPECT_EQ(answer->tokens_out, 2);
    EXPECT_EQ(bench.body(0)["stream"], true);
    EXPECT_EQ(bench.body(0)["stream_options"]["include_usage"], true);
}

TEST(DialectTest, SurvivesBeingWrittenDown) {
    Dialect dialect;
    dialect.rung = Rung::JsonObject;
    dialect.dropped = {"seed", "temperature"};
    dialect.reasons = true;
    EXPECT_EQ(dialect_from(to_text(dialect)), dialect);
    EXPECT_EQ(dialect_from(to_text(Dialect{})), Dialect{});
    for (const char* junk : {"", "R", "R9;;", "R1", "R1;", "x;y;z", "RR;;"})
        EXPECT_EQ(dialect_from(junk), std::nullopt);
}

}  // namespace
}  // namespace ainews::pipeline
