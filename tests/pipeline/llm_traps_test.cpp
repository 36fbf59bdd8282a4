// Every way of answering that docs/editorial.md warns of, and the error that it must end in.

#include <gtest/gtest.h>

#include <ostream>

#include "tests/pipeline/llm_test_support.h"

namespace ainews::pipeline {
namespace {

using nlohmann::json;

/// Answers that are accepted, with what is taken from them.
struct Good {
    const char* name;
    std::string body;
    std::string text = kGoodObject;
    bool shaped = true;
};

void PrintTo(const Good& good, std::ostream* out) { *out << good.name; }

class GoodAnswerTest : public ::testing::TestWithParam<Good> {};

TEST_P(GoodAnswerTest, IsAccepted) {
    LlmBench bench;
    bench.answer(200, GetParam().body);
    const auto answer = bench.ask(GetParam().shaped ? schema_question() : text_question());
    ASSERT_TRUE(answer.has_value()) << answer.error().message;
    EXPECT_EQ(answer->text, GetParam().text);
    EXPECT_EQ(bench.sent(), 1U);
    EXPECT_EQ(bench.ledger.calls().at(0).status, "stored");
}

json parts(const std::string& a, const std::string& b) {
    return {{"role", "assistant"},
            {"content",
             json::array({{{"type", "text"}, {"text", a}}, {{"type", "text"}, {"text", b}}})}};
}

INSTANTIATE_TEST_SUITE_P(
    Traps, GoodAnswerTest,
    ::testing::Values(
        Good{"plain_object", completion_of(kGoodObject)},
        Good{"fenced", completion_of("```json\n" + kGoodObject + "\n```")},
        Good{"fence_never_closed", completion_of("```\n" + kGoodObject)},
        Good{"byte_order_mark", completion_of("\xEF\xBB\xBF" + kGoodObject)},
        Good{"words_around_it", completion_of("結果です。" + kGoodObject + "以上です。")},
        Good{"trailing_comma", completion_of(R"({"level":"2","title":"見出し",})")},
        Good{"braces_in_a_string", completion_of(R"(はい {"level":"2","title":"見出し"} {)")},
        Good{"leading_think", completion_of("<think>{\"level\":\"1\"}</think>\n" + kGoodObject)},
        Good{"content_in_parts",
             completion(parts(kGoodObject.substr(0, 9), kGoodObject.substr(9)))},
        Good{"answer_in_reasoning_content",
             completion({{"content", nullptr},
                         {"reasoning_content", "<think>x</think>" + kGoodObject}})},
        Good{"answer_in_reasoning", completion({{"content", ""}, {"reasoning", kGoodObject}})},
        Good{"no_finish_reason", completion({{"content", kGoodObject}}, nullptr)},
        Good{"eos", completion_of(kGoodObject, "eos")},
        Good{"null_error_beside_the_answer",
             json{{"error", nullptr},
                  {"choices", json::array({{{"message", {{"content", kGoodObject}}},
                                            {"finish_reason", "stop"}}})}}
                 .dump()},
        Good{"null_usage", completion({{"content", kGoodObject}}, "stop", nullptr)},
        Good{"absurd_usage",
             completion({{"content", kGoodObject}}, "stop",
                        {{"prompt_tokens", -5}, {"completion_tokens", 1e300}, {"cost", -1}})},
        Good{"plain_text", completion_of(" [[p1]] 訳文\n[[end]] "), "[[p1]] 訳文\n[[end]]", false},
        Good{"plain_text_with_a_later_think", completion_of("本文に<think>とある"),
             "本文に<think>とある", false}),
    [](const auto& test) { return std::string{test.param.name}; });

/// Answers that are not, with the kind of error and how often the endpoint is asked meanwhile.
struct Bad {
    const char* name;
    int status;
    std::string body;
    ErrorKind kind;
    std::size_t requests;
    bool shaped = true;
    HttpHeaders headers = {};
};

void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }

class BadAnswerTest : public ::testing::TestWithParam<Bad> {};

TEST_P(BadAnswerTest, EndsInTheRightError) {
    const Bad& bad = GetParam();
    LlmBench bench;
    bench.answer(bad.status, bad.body, bad.headers);
    const auto answer = bench.ask(bad.shaped ? schema_question() : text_question());
    ASSERT_FALSE(answer.has_value()) << answer->text;
    EXPECT_EQ(to_string(answer.error().kind), to_string(bad.kind)) << answer.error().message;
    EXPECT_EQ(bench.sent(), bad.requests);
    EXPECT_EQ(answer.error().message.find(kApiKey), std::string::npos);
    EXPECT_LE(answer.error().message.size(), 400U);
    for (const auto& call : bench.ledger.calls()) EXPECT_NE(call.status, "open");
}

std::string error_body(const std::string& message, const std::string& code = "",
                       const std::string& type = "", const std::string& param = "") {
    return json{{"error", {{"message", message}, {"code", code}, {"type", type}, {"param", param}}}}
        .dump();
}

INSTANTIATE_TEST_SUITE_P(
    Traps, BadAnswerTest,
    ::testing::Values(
        Bad{"no_json", 200, completion_of("見出しは書けません"), ErrorKind::Rejected, 1},
        Bad{"json_cut_short", 200, completion_of(kGoodObject.substr(0, 15)), ErrorKind::Rejected,
            1},
        Bad{"an_array", 200, completion_of("[1, 2]"), ErrorKind::Rejected, 1},
        Bad{"a_missing_key", 200, completion_of(R"({"title":"t"})"), ErrorKind::Rejected, 1},
        Bad{"a_key_too_many", 200, completion_of(R"({"title":"t","level":"1","x":1})"),
            ErrorKind::Rejected, 1},
        Bad{"a_value_out_of_range", 200, completion_of(R"({"title":"t","level":"9"})"),
            ErrorKind::Rejected, 1},
        Bad{"a_wrong_type", 200, completion_of(R"({"title":"t","level":2})"), ErrorKind::Rejected,
            1},
        Bad{"brackets_without_end", 200, completion_of(std::string(100'000, '[')),
            ErrorKind::Rejected, 1},
        Bad{"empty_content", 200, completion_of(""), ErrorKind::Rejected, 1},
        Bad{"null_content", 200, completion({{"content", nullptr}}), ErrorKind::Rejected, 1},
        Bad{"empty_plain_text", 200, completion_of(" \n"), ErrorKind::Rejected, 1, false},
        Bad{"think_never_closed", 200, completion_of("<think>" + kGoodObject), ErrorKind::Rejected,
            1},
        Bad{"unknown_finish", 200, completion_of(kGoodObject, "because"), ErrorKind::Rejected, 1},
        Bad{"tool_call", 200, completion({{"content", nullptr}}, "tool_calls"), ErrorKind::Rejected,
            1},
        Bad{"length", 200, completion_of(kGoodObject, "length"), ErrorKind::TooLarge, 1},
        Bad{"model_length", 200, completion_of("訳", "model_length"), ErrorKind::TooLarge, 1,
            false},
        Bad{"content_filter", 200, completion_of("", "content_filter"), ErrorKind::BadInput, 1},
        Bad{"refusal", 200, completion({{"content", nullptr}, {"refusal", "no"}}),
            ErrorKind::BadInput, 1},
        Bad{"provider_broke_off", 200, completion_of("", "error"), ErrorKind::Transient, 4},
        Bad{"insufficient_system_resource", 200, completion_of("", "insufficient_system_resource"),
            ErrorKind::Transient, 4},
        Bad{"html_with_200", 200, "<html>welcome</html>", ErrorKind::Transient, 4},
        Bad{"half_a_body", 200, completion_of(kGoodObject).substr(0, 60), ErrorKind::Transient, 4},
        Bad{"no_choices", 200, R"({"choices":[]})", ErrorKind::Transient, 4},
        Bad{"error_with_200", 200, R"({"error":{"code":502,"message":"upstream"}})",
            ErrorKind::Transient, 4},
        Bad{"limit_with_200", 200, R"({"error":{"message":"Rate limit exceeded"}})",
            ErrorKind::RateLimited, 4},
        Bad{"credits_with_200", 200, R"({"error":{"code":402,"message":"no credits"}})",
            ErrorKind::Refused, 1},
        Bad{"bare_string_with_200", 200, R"({"error":"model crashed"})", ErrorKind::Transient, 4},
        Bad{"e500", 500, "", ErrorKind::Transient, 4},
        Bad{"e503_loading", 503, error_body("Loading model", "503", "unavailable_error"),
            ErrorKind::Transient, 4},
        Bad{"e529", 529,
            R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})",
            ErrorKind::Transient, 4},
        Bad{"e408", 408, "", ErrorKind::Transient, 4},
        Bad{"e429", 429, error_body("slow down", "rate_limit_exceeded"), ErrorKind::RateLimited, 4},
        Bad{"e429_short_wait", 429, "", ErrorKind::RateLimited, 4, true, {{"retry-after", "20"}}},
        Bad{"e429_long_wait", 429, "", ErrorKind::RateLimited, 1, true, {{"retry-after", "3600"}}},
        Bad{"e503_long_wait", 503, "", ErrorKind::RateLimited, 1, true, {{"retry-after", "600"}}},
        Bad{"e429_google_array", 429,
            R"([{"error":{"code":429,"message":"You exceeded your current quota, please check your plan and billing details.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"200s"}]}}])",
            ErrorKind::RateLimited, 1},
        Bad{"e429_no_money", 429,
            error_body("You exceeded your current quota", "insufficient_quota"), ErrorKind::Refused,
            1},
        Bad{"e401_echoes_the_key", 401,
            error_body("Incorrect API key provided: " + kApiKey, "invalid_api_key"),
            ErrorKind::Refused, 1},
        Bad{"e402", 402, error_body("Insufficient Balance"), ErrorKind::Refused, 1},
        Bad{"e403", 403, "", ErrorKind::Refused, 1},
        Bad{"e403_moderation", 403,
            R"({"error":{"code":403,"message":"flagged","metadata":{"reasons":["violence"]}}})",
            ErrorKind::BadInput, 1},
        Bad{"e404", 404, error_body("model not found"), ErrorKind::Refused, 1},
        Bad{"e400_key_of_google", 400,
            R"([{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}])",
            ErrorKind::Refused, 1},
        Bad{"e400_unknown_model", 400, error_body("The model `x` does not exist"),
            ErrorKind::Refused, 1},
        Bad{"e400_context", 400,
            error_body("This model's maximum context length is 4096 tokens, you set max_tokens 500",
                       "context_length_exceeded"),
            ErrorKind::TooLarge, 1},
        Bad{"e400_llama_context", 400,
            R"({"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}})",
            ErrorKind::TooLarge, 1},
        Bad{"e413", 413, "", ErrorKind::TooLarge, 1},
        Bad{"e400_filter", 400,
            error_body("blocked by content management policy", "content_filter"),
            ErrorKind::BadInput, 1},
        Bad{"e400_of_no_meaning", 400, error_body("bad request"), ErrorKind::BadInput, 1},
        Bad{"e302", 302, "", ErrorKind::Refused, 1, true, {{"location", "http://example.org/"}}}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(LlmTrapsTest, ALengthIsNeverAskedAgain) {
    LlmBench bench;
    bench.answer(200, completion_of(kGoodObject, "length"));
    EXPECT_EQ(bench.ask().error().kind, ErrorKind::TooLarge);
    EXPECT_EQ(bench.ask().error().kind, ErrorKind::TooLarge);
    EXPECT_EQ(bench.sent(), 1U);
}

TEST(LlmTrapsTest, ReasoningThatTakesTheAnswersRoomGetsMoreRoomOnce) {
    LlmBench bench;
    bench.answer(200, completion({{"content", ""}, {"reasoning_content", "hmm"}}, "length"));
    bench.answer(200, completion_of(kGoodObject));
    ASSERT_TRUE(bench.ask().has_value());
    ASSERT_EQ(bench.sent(), 2U);
    EXPECT_EQ(bench.body(0)["max_tokens"], 500);
    EXPECT_EQ(bench.body(1)["max_tokens"], 500 + kReasoningRoom);
}

TEST(LlmTrapsTest, ReasoningThatTakesAllRoomTwiceIsTooLarge) {
    LlmBench bench;
    bench.answer(200, completion({{"content", ""}, {"reasoning_content", "hmm"}}, "length"));
    EXPECT_EQ(bench.ask().error().kind, ErrorKind::TooLarge);
    EXPECT_EQ(bench.sent(), 2U);
}

TEST(LlmTrapsTest, APromptThatWasCutSilentlyIsTooLarge) {
    LlmBench bench;
    bench.answer(200, completion({{"content", kGoodObject}}, "stop", {{"prompt_tokens", 4096}}));
    const Question question = schema_question(std::string(35'000, 'x'));
    const auto answer = bench.ask(question);
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind, ErrorKind::TooLarge);
    EXPECT_EQ(bench.ask(question).error().kind, ErrorKind::TooLarge);
    EXPECT_EQ(bench.sent(), 1U) << "the same prompt would be cut again";
}

TEST(LlmTrapsTest, AQuestionBeyondTheKnownContextIsNotSent) {
    LlmEndpoint endpoint = test_endpoint();
    endpoint.context_tokens = 4096;
    LlmBench bench{endpoint};
    bench.answer(200, completion_of(kGoodObject));
    EXPECT_EQ(bench.ask(schema_question(std::string(35'000, 'x'))).error().kind,
              ErrorKind::TooLarge);
    EXPECT_EQ(bench.sent(), 0U);
    EXPECT_TRUE(bench.ledger.calls().empty());
}

TEST(LlmTrapsTest, APauseAskedForIsWaitedOutAndTheAnswerTaken) {
    LlmBench bench;
    bench.answer(429, "", {{"retry-after-ms", "90000"}});
    bench.answer(200, completion_of(kGoodObject));
    const auto before = bench.clock.now();
    ASSERT_TRUE(bench.ask().has_value());
    EXPECT_GE(bench.clock.now() - before, std::chrono::seconds{90});
    EXPECT_LT(bench.clock.now() - before, std::chrono::seconds{100});
}

TEST(LlmTrapsTest, ALongPauseIsHandedToTheCaller) {
    LlmBench bench;
    bench.answer(429, "", {{"retry-after", "3600"}});
    const auto answer = bench.ask();
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().retry_after, Millis{std::chrono::hours{1}});
    EXPECT_EQ(bench.client.state(), EndpointState::Limited);
    // The next question does not even leave.
    EXPECT_EQ(bench.ask(schema_question("別の記事")).error().kind, ErrorKind::RateLimited);
    EXPECT_EQ(bench.sent(), 1U);
}

TEST(LlmTrapsTest, NoConnectionParksTheWorkAndCostsNothing) {
    LlmBench bench;
    bench.http.fail(kChatUrl, ErrorKind::Unavailable, "connection refused");
    EXPECT_EQ(bench.ask().error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(bench.sent(), 2U);
    EXPECT_EQ(bench.client.state(), EndpointState::Unreachable);
    EXPECT_EQ(bench.ledger.spent_since(TimePoint{}), 0);
}

TEST(LlmTrapsTest, AResetAfterSendingKeepsItsReservation) {
    LlmBench bench;
    bench.http.fail(kChatUrl, ErrorKind::Transient, "connection reset");
    bench.answer(200, completion_of(kGoodObject));
    ASSERT_TRUE(bench.ask().has_value());
    const auto calls = bench.ledger.calls();
    ASSERT_EQ(calls.size(), 2U);
    EXPECT_TRUE(calls[0].billed);
    EXPECT_EQ(calls[1].reply->cost, cost_of(test_endpoint().prices.plain, 40, 20));
}

TEST(LlmTrapsTest, NoSecretReachesTheLedger) {
    LlmBench bench;
    bench.answer(401, error_body("Incorrect API key provided: " + kApiKey +
                                 ". Also sk-othersecret999 is wrong"));
    const auto answer = bench.ask();
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().message.find("othersecret"), std::string::npos)
        << answer.error().message;
    for (const auto& call : bench.ledger.calls())
        EXPECT_EQ(call.status.find(kApiKey), std::string::npos);
    for (const auto& [key, value] : bench.ledger.facts()) {
        EXPECT_EQ(value.find(kApiKey), std::string::npos) << key;
        EXPECT_EQ(key.find(kApiKey), std::string::npos);
    }
    EXPECT_EQ(bench.client.state_message().find(kApiKey), std::string::npos);
}

}  // namespace
}  // namespace ainews::pipeline
