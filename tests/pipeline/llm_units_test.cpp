// The client's parts one by one: JSON, streams, errors, tokens, prices.

#include <gtest/gtest.h>

#include "pipeline/llm_fallback.h"
#include "pipeline/llm_json.h"
#include "tests/pipeline/llm_test_support.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

using nlohmann::json;

TEST(FindJsonObjectTest, RepairsOnlyWhatIsSurelyMeant) {
    const std::vector<std::pair<std::string, std::string>> good{
        {R"({"a":1})", R"({"a":1})"},
        {"\xEF\xBB\xBF {\"a\":1} ", R"({"a":1})"},
        {"```json\n{\"a\":[1,2,],}\n```", R"({"a":[1,2]})"},
        {R"(text {"a":"} {"} text)", R"({"a":"} {"})"},
        {R"({"a":",}"})", R"({"a":",}"})"},
        {R"({"a":"\",}"})", R"({"a":"\",}"})"},
    };
    for (const auto& [text, expected] : good) {
        const auto found = find_json_object(text);
        ASSERT_TRUE(found.has_value()) << text;
        EXPECT_EQ(found->dump(), expected);
    }
    for (const char* bad :
         {"", "null", "[1]", "{", R"({"a":1)", R"({"a":"b)", R"({a:1})", "{'a':1}", "} {", "\xFF{"})
        EXPECT_EQ(find_json_object(bad), std::nullopt) << bad;
    EXPECT_EQ(find_json_object(R"({"a":)" + std::string(100'000, '[') + "}"), std::nullopt);
}

TEST(SchemaTest, FindsEachDeparture) {
    const json schema = json::parse(R"({"type":"object","properties":{
        "n":{"type":"integer"},"s":{"type":["string","null"]},"list":{"type":"array","items":{"type":"object",
        "properties":{"k":{"type":"string","enum":["a","b"]}},"required":["k"],"additionalProperties":false}},
        "any":{"anyOf":[{"type":"boolean"},{"type":"number"}]},"c":{"const":"x"}},
        "required":["n"],"additionalProperties":false})");
    const std::vector<std::pair<std::string, std::string>> cases{
        {R"({"n":1,"s":null,"list":[{"k":"a"}],"any":1.5,"c":"x"})", ""},
        {R"([])", "answer: must be object"},
        {R"({})", "answer: the key \"n\" is missing"},
        {R"({"n":1.5})", "n: must be integer"},
        {R"({"n":1,"s":2})", "s: must be [\"string\",\"null\"]"},
        {R"({"n":1,"list":[{"k":"a"},{"k":"c"}]})",
         "list[1].k: \"c\" is not one of the values allowed"},
        {R"({"n":1,"list":[{"k":"a","z":0}]})", "list[0]: the key \"z\" is not allowed"},
        {R"({"n":1,"any":"x"})", "any: fits none of the alternatives"},
        {R"({"n":1,"c":"y"})", "c: must be \"x\""},
    };
    for (const auto& [value, expected] : cases) {
        const auto found = schema_violations(schema, json::parse(value));
        if (expected.empty())
            EXPECT_TRUE(found.empty()) << value << " " << found.front();
        else
            EXPECT_EQ(found, std::vector<std::string>{expected}) << value;
    }
    json many = json::object();
    for (int i = 0; i < 1000; ++i) many[std::to_string(i)] = i;
    EXPECT_EQ(schema_violations(schema, many).size(), 8U);
}

const auto kOpenAi = make_openai_wire();
const LlmWire& kWire = *kOpenAi;

/// Feeds a stream in pieces of `size` bytes.
StreamReader read_stream(std::string_view bytes, std::size_t size) {
    StreamReader reader{kWire};
    for (std::size_t at = 0; at < bytes.size(); at += size)
        if (!reader.feed(bytes.substr(at, size))) return reader;
    reader.finish();
    return reader;
}

std::string delta(const std::string& text) {
    return "data: " + json{{"choices", json::array({{{"delta", {{"content", text}}}}})}}.dump() +
           "\n\n";
}
const std::string kStop = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

TEST(StreamTest, IsTheSameInPiecesOfAnySize) {
    const std::string stream = ": OPENROUTER PROCESSING\n\n\n" + delta("日本") +
                               "event: ping\r\nid: 1\r\n\r\n" + delta("語") + kStop +
                               ": keep-alive\n\ndata: [DONE]\n\n";
    for (std::size_t size = 1; size <= stream.size(); ++size) {
        const StreamReader reader = read_stream(stream, size);
        EXPECT_EQ(reader.reply().content, "日本語");
        EXPECT_EQ(reader.pieces(), 2U);
        EXPECT_TRUE(reader.is_complete());
    }
}

TEST(StreamTest, KnowsACompleteAnswerFromOneThatBrokeOff) {
    EXPECT_FALSE(read_stream(delta("半分"), 7).is_complete());
    EXPECT_TRUE(read_stream(delta("半分") + "data: [DONE]\n\n", 7).is_complete());
    EXPECT_FALSE(read_stream("data: [DONE]\n\n", 7).is_complete()) << "no answer came";
    EXPECT_TRUE(read_stream(delta("a") + kStop.substr(0, kStop.size() - 2), 7).is_complete())
        << "no last blank line";
}

TEST(StreamTest, TakesAFinishWithoutADeltaForAnEmptyAnswer) {
    const StreamReader reader =
        read_stream("data: {\"choices\":[{\"finish_reason\":\"length\"}]}\n\n", 7);
    EXPECT_TRUE(reader.is_answer());
    EXPECT_TRUE(reader.is_complete());
    EXPECT_TRUE(reader.reply().content.empty());
}

TEST(StreamTest, UnderstandsEventsWithoutBlankLinesBetween) {
    const std::string stream =
        "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n"
        "data: {\"choices\":[{\"delta\":{\"content\":\"b\"},\"finish_reason\":\"stop\"}]}\n"
        "data: [DONE]\n";
    EXPECT_EQ(read_stream(stream, 5).reply().content, "ab");
}

TEST(StreamTest, UnderstandsAServerThatDoesNotStream) {
    const StreamReader reader = read_stream("\n" + completion_of("全文"), 11);
    EXPECT_EQ(reader.reply().content, "全文");
    EXPECT_TRUE(reader.is_complete());
}

TEST(StreamTest, TakesAnErrorInTheMiddleForTheEnd) {
    const StreamReader reader = read_stream(
        delta("a") + "data: {\"error\":{\"code\":502,\"message\":\"upstream\"}}\n\n" + delta("b"),
        9);
    ASSERT_TRUE(reader.error().has_value());
    EXPECT_EQ(reader.error()->status, 502);
    EXPECT_EQ(reader.reply().content, "a");
}

TEST(StreamTest, KeepsReasoningApart) {
    const StreamReader reader =
        read_stream("data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"hm\"}}]}\n\n" +
                        delta("答え") + kStop,
                    1000);
    EXPECT_EQ(reader.reply().content, "答え");
    EXPECT_EQ(reader.reply().reasoning, "hm");
}

TEST(StreamTest, EndsAnAnswerWithoutEnd) {
    StreamReader reader{kWire};
    std::size_t fed = 0;
    const std::string piece = delta(std::string(1000, 'x'));
    while (fed < 10'000 && reader.feed(piece)) ++fed;
    EXPECT_TRUE(reader.is_too_large());
    EXPECT_LE(fed, 1100U);
    StreamReader line{kWire};
    fed = 0;
    while (fed < 10'000 && line.feed(std::string(1000, ':'))) ++fed;
    EXPECT_TRUE(line.is_too_large());
}

TEST(ApiErrorTest, ReadsEveryShape) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {R"({"error":{"message":"m"}})", "m"},
        {R"({"error":"m"})", "m"},
        {R"([{"error":{"message":"m"}}])", "m"},
        {R"({"object":"error","message":"m","code":400})", "m"},
        {R"({"detail":"m"})", "m"},
        {R"({"detail":[{"loc":["body","x"],"msg":"m"}]})", "m"},
        {R"({"message":"m"})", "m"},
        {R"({"errors":[{"message":"m"}]})", "m"},
        {R"({"error":{"message":"Provider returned error","metadata":{"raw":"m"}}})",
         "Provider returned error: m"},
        {R"("m")", "m"},
        {"m", "m"},
        {"{}", "{}"},
    };
    for (const auto& [body, message] : cases)
        EXPECT_EQ(api_error_of(400, body).message, message) << body;
    for (const char* fine :
         {R"({"choices":[]})", R"({"choices":[],"message":"hi"})", "1", "[]", R"({"error":null})"})
        EXPECT_FALSE(api_error_of(json::parse(fine)).has_value()) << fine;
}

TEST(SafeMessageTest, IsOneShortLineWithoutKeys) {
    const Secret key{"my.own/key=="};
    EXPECT_EQ(safe_message("bad my.own/key== here", key), "bad [key] here");
    EXPECT_EQ(safe_message("bad sk-proj-ab*****wxyz.", Secret{}), "bad [key]");
    EXPECT_EQ(safe_message("Authorization: Bearer abc.def_ghi-12", Secret{}),
              "Authorization: [key]");
    EXPECT_EQ(safe_message("two\nlines\x1b[31m\x01", Secret{}), "two lines[31m");
    EXPECT_EQ(safe_message(std::string_view{"my.own\0/key==", 13}, key), "[key]");
    EXPECT_EQ(safe_message("task-oriented risk-free", Secret{}), "task-oriented risk-free");
    EXPECT_LE(safe_message(std::string(5000, 'x'), Secret{}).size(), 300U);
    EXPECT_TRUE(text::is_utf8(safe_message(std::string(2000, '\xE3'), Secret{})));
}

TEST(TokenEstimateTest, CountsByScript) {
    EXPECT_EQ(estimate_tokens(""), 0);
    EXPECT_EQ(estimate_tokens("abcdefg"), 2);
    EXPECT_EQ(estimate_tokens("日本語で書く文章十"), 10);
    EXPECT_EQ(estimate_tokens("абв"), 2);
}

TEST(TokenEstimateTest, LearnsTheModelsTokenizerAndRemembersIt) {
    testing::FakeClock clock;
    testing::MemoryLedger ledger;
    TokenEstimator estimator{ledger, "k", clock.now()};
    EXPECT_EQ(estimator.correct(1000), 1000);
    for (int i = 0; i < 20; ++i) estimator.learn(1000, 1500, clock.now());
    EXPECT_EQ(estimator.correct(1000), 1500);
    EXPECT_NEAR(static_cast<double>(TokenEstimator(ledger, "k", clock.now()).correct(1000)), 1500,
                1);
    estimator.learn(1000, 1'000'000, clock.now());
    EXPECT_EQ(estimator.correct(1000), 1500) << "an absurd count teaches nothing";
}

TEST(TokenEstimateTest, KnowsATruncatedPrompt) {
    testing::FakeClock clock;
    testing::MemoryLedger ledger;
    TokenEstimator estimator{ledger, "k", clock.now()};
    EXPECT_TRUE(estimator.is_truncated(8000, 4096));
    EXPECT_FALSE(estimator.is_truncated(8000, 5000)) << "the tokenizer is not known yet";
    for (int i = 0; i < 5; ++i) estimator.learn(1000, 1000, clock.now());
    EXPECT_TRUE(estimator.is_truncated(8000, 5000));
    EXPECT_FALSE(estimator.is_truncated(8000, 5700));
    EXPECT_FALSE(estimator.is_truncated(900, 300)) << "short prompts fit everywhere";
    EXPECT_FALSE(estimator.is_truncated(8000, 10)) << "a server that does not count";
}

TEST(BudgetTest, RoundsUpToAMillionthOfADollar) {
    const LlmPrices prices{.in = micro_usd(0.20), .out = micro_usd(1.20)};
    EXPECT_EQ(cost_of(prices, 8000, 4700), 7240);
    EXPECT_EQ(cost_of(prices, 1, 0), 1);
    EXPECT_EQ(cost_of(prices, 0, 0), 0);
    EXPECT_EQ(cost_of(LlmPrices{}, 8000, 4700), std::nullopt);
}

TEST(BudgetTest, DaysAndMonthsAreTheOperators) {
    const BudgetPolicy policy{.day = 100, .zone = TimeZone{"Asia/Tokyo"}};
    const auto limits = limits_at(policy, *from_rfc3339("2026-04-30T15:30:00Z"));
    EXPECT_EQ(to_rfc3339(limits.day_start), "2026-04-30T15:00:00Z");
    EXPECT_EQ(to_rfc3339(limits.month_start), "2026-04-30T15:00:00Z");
    const auto before = limits_at(policy, *from_rfc3339("2026-04-30T14:30:00Z"));
    EXPECT_EQ(to_rfc3339(before.day_start), "2026-04-29T15:00:00Z");
    EXPECT_EQ(to_rfc3339(before.month_start), "2026-03-31T15:00:00Z");
}

TEST(BudgetTest, SavesFromEightyPercentOfTheTighterLimit) {
    testing::FakeClock clock;
    testing::MemoryLedger ledger;
    const BudgetPolicy policy{.day = 100, .month = 1000};
    const auto spend = [&](MicroUsd amount) {
        ASSERT_TRUE(
            ledger.reserve_call(CallPlan{.reserve = amount, .at = clock.now()}, BudgetLimits{})
                .has_value());
    };
    spend(79);
    EXPECT_EQ(budget_level(policy, ledger, clock.now()), BudgetLevel::Normal);
    spend(1);
    EXPECT_EQ(budget_level(policy, ledger, clock.now()), BudgetLevel::Saving);
    spend(20);
    EXPECT_EQ(budget_level(policy, ledger, clock.now()), BudgetLevel::Spent);
    EXPECT_EQ(budget_level(BudgetPolicy{}, ledger, clock.now()), BudgetLevel::Normal);
}

/// Always ends the same way.
class FixedClient final : public LlmClient {
public:
    explicit FixedClient(Expected<Answer> result) : result_{std::move(result)} {}
    int asked = 0;
    Expected<Answer> ask(const Question&, int, std::stop_token) override {
        ++asked;
        return result_;
    }
    Expected<void> judge(const Answer&, bool, std::string_view) override { return {}; }

private:
    Expected<Answer> result_;
};

TEST(FallbackTest, AsksTheNextOnlyWhereTheFirstCannotServe) {
    const std::vector<std::pair<ErrorKind, bool>> cases{
        {ErrorKind::Refused, true},     {ErrorKind::Unavailable, true},
        {ErrorKind::BadInput, true},    {ErrorKind::RateLimited, false},
        {ErrorKind::OverBudget, false}, {ErrorKind::TooLarge, false},
        {ErrorKind::Rejected, false},   {ErrorKind::Cancelled, false},
        {ErrorKind::Transient, false}};
    for (const auto& [kind, passed_on] : cases) {
        FixedClient first{fail(kind, "first")};
        FixedClient second{Answer{.text = "second"}};
        FallbackClient client{{first, second}};
        const auto answer = client.ask(Question{}, 0, {});
        EXPECT_EQ(second.asked, passed_on ? 1 : 0) << to_string(kind);
        if (passed_on)
            EXPECT_EQ(answer->text, "second");
        else
            EXPECT_EQ(answer.error().kind, kind);
    }
}

TEST(FallbackTest, WaitsForAnEndpointThatIsOnlyDown) {
    FixedClient refused{fail(ErrorKind::Refused, "no key")};
    FixedClient down{fail(ErrorKind::Unavailable, "down")};
    FixedClient declined{fail(ErrorKind::BadInput, "declined")};
    EXPECT_EQ((FallbackClient{{refused, down, declined}}.ask({}, 0, {}).error().kind),
              ErrorKind::Unavailable);
    EXPECT_EQ((FallbackClient{{refused, declined}}.ask({}, 0, {}).error().kind),
              ErrorKind::BadInput);
    EXPECT_EQ((FallbackClient{{refused}}.ask({}, 0, {}).error().kind), ErrorKind::Refused);
}

}  // namespace
}  // namespace ainews::pipeline
