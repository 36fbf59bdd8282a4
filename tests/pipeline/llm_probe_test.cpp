#include "pipeline/llm_probe.h"

#include <gtest/gtest.h>

#include <ostream>

#include "pipeline/llm_fallback.h"
#include "tests/pipeline/llm_test_support.h"

namespace ainews::pipeline {
namespace {

/// A server by its pages, and what a look at it finds.
struct Server {
    const char* name;
    std::string base_url;
    std::vector<std::pair<std::string, std::string>> pages;  ///< path below the root and body
    EndpointTraits expected;
    HttpHeaders headers = {};
    LlmApi api = LlmApi::OpenAi;
};
void PrintTo(const Server& server, std::ostream* out) { *out << server.name; }

class LookTest : public ::testing::TestWithParam<Server> {};

TEST_P(LookTest, FindsTheKindAndTheContext) {
    const Server& server = GetParam();
    testing::FakeHttp http;
    for (const auto& [path, body] : server.pages)
        http.answer(server.base_url + path, 200, body, server.headers);
    LlmEndpoint endpoint = test_endpoint();
    endpoint.base_url = server.base_url + "/v1";
    endpoint.api = server.api;
    const auto wire = make_wire(server.api);
    const auto found = look_at(http, endpoint, *wire, {});
    ASSERT_TRUE(found.has_value()) << found.error().message;
    EXPECT_EQ(found->kind, server.expected.kind);
    EXPECT_EQ(found->models, server.expected.models);
    EXPECT_EQ(found->context_tokens, server.expected.context_tokens);
    EXPECT_EQ(found->context_from, server.expected.context_from);
    for (const HttpRequest& request : http.requests()) {
        EXPECT_EQ(request.method, "GET") << "nothing is asked of a model";
        EXPECT_EQ(request.limits.redirects_max, 0);
    }
}

const std::string kLocal = "http://127.0.0.1:9";

INSTANTIATE_TEST_SUITE_P(
    Kinds, LookTest,
    ::testing::Values(
        Server{"ollama",
               kLocal,
               {{"/v1/models", R"({"data":[{"id":"test-model:latest","owned_by":"library"}]})"},
                {"/api/version", R"({"version":"0.12.3"})"},
                {"/api/ps", R"({"models":[{"name":"other","context_length":99999},)"
                            R"({"name":"test-model:latest","context_length":8192}]})"}},
               {"Ollama 0.12.3", {"test-model:latest"}, 8192, "/api/ps"}},
        Server{"ollama_with_nothing_loaded",
               kLocal,
               {{"/v1/models", R"({"data":[{"id":"test-model","owned_by":"library"}]})"},
                {"/api/version", R"({"version":"0.12.3"})"},
                {"/api/ps", R"({"models":[]})"}},
               {"Ollama 0.12.3", {"test-model"}, 0, ""}},
        Server{"llama_server",
               kLocal,
               {{"/v1/models", R"({"data":[{"id":"test-model","owned_by":"llamacpp",)"
                               R"("meta":{"n_ctx_train":131072}}]})"},
                {"/props", R"({"default_generation_settings":{"n_ctx":16384},"model_path":"x"})"}},
               {"llama.cpp", {"test-model"}, 16384, "/props"}},
        Server{"llama_server_by_its_header",
               kLocal,
               {{"/v1/models", R"({"data":[{"id":"x"}]})"},
                {"/props", R"({"default_generation_settings":{"n_ctx":4096}})"}},
               {"llama.cpp", {"x"}, 4096, "/props"},
               {{"server", "llama.cpp"}}},
        Server{"vllm",
               kLocal,
               {{"/v1/models", R"({"data":[{"id":"test-model","owned_by":"vllm",)"
                               R"("max_model_len":32768}]})"}},
               {"vLLM", {"test-model"}, 32768, "/models"}},
        Server{
            "lm_studio",
            kLocal,
            {{"/v1/models", R"({"data":[{"id":"test-model","owned_by":"organization_owner"}]})"},
             {"/api/v0/models", R"({"data":[{"id":"test-model","state":"loaded",)"
                                R"("max_context_length":131072,"loaded_context_length":4096}]})"}},
            {"LM Studio", {"test-model"}, 4096, "/api/v0/models"}},
        Server{"openrouter",
               "https://openrouter.ai/api",
               {{"/v1/models", R"({"data":[{"id":"test-model","context_length":200000}]})"}},
               {"OpenRouter", {"test-model"}, 200000, "/models"}},
        Server{"groq",
               "https://api.groq.com/openai",
               {{"/v1/models", R"({"data":[{"id":"test-model","context_window":131072}]})"}},
               {"Groq", {"test-model"}, 131072, "/models"}},
        Server{"openai_does_not_say",
               "https://api.openai.com",
               {{"/v1/models", R"({"data":[{"id":"test-model","owned_by":"system"}]})"}},
               {"OpenAI", {"test-model"}, 0, ""}},
        Server{
            "anthropic",
            "https://api.anthropic.com",
            {{"/v1/models", R"({"data":[{"type":"model","id":"test-model"}],"has_more":false})"}},
            {"Anthropic", {"test-model"}, 0, ""},
            {},
            LlmApi::Anthropic},
        Server{"nobody_knows",
               kLocal,
               {{"/v1/models", R"({"data":[{"id":"a"}]})"}},
               {"", {"a"}, 0, ""}},
        Server{"no_list_of_models", kLocal, {}, {"", {}, 0, ""}},
        Server{"junk",
               kLocal,
               {{"/v1/models", R"({"data":[1,{"id":7},{"id":"test-model","max_model_len":-4}]})"},
                {"/props", "[]"},
                {"/api/version", "\"x\""}},
               {"", {"test-model"}, 0, ""}}),
    [](const auto& test) { return std::string{test.param.name}; });

TEST(LookTest, AWrongKeyIsRefusedAndNotTold) {
    testing::FakeHttp http;
    http.answer(kBaseUrl + "/models", 401, R"({"error":"wrong key )" + kApiKey + "\"}");
    LlmBench bench;
    bench.http.answer(kBaseUrl + "/models", 401, R"({"error":"wrong key )" + kApiKey + "\"}");
    const auto found = bench.client.look({});
    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error().kind, ErrorKind::Refused);
    EXPECT_EQ(found.error().message.find(kApiKey), std::string::npos);
}

TEST(LookTest, TheContextIsRememberedAsItWasFound) {
    EXPECT_EQ(traits_from_fact(context_fact({"x", {}, 8192, "/api/ps"})),
              (EndpointTraits{"", {}, 8192, "/api/ps"}));
    for (const char* junk : {"", "x", "-1 /props", "5 /props", "999999999999999999999 /props"})
        EXPECT_EQ(traits_from_fact(junk).context_tokens, 0) << junk;
}

TEST(ContextTest, WhatTheServerSaysIsUsedWhereNothingIsConfigured) {
    LlmEndpoint endpoint = test_endpoint();
    endpoint.find_context = true;
    LlmBench bench{endpoint};
    bench.http.answer(kBaseUrl + "/models", 200,
                      R"({"data":[{"id":"test-model","owned_by":"vllm","max_model_len":4096}]})");
    bench.answer(200, completion_of(kGoodObject));
    EXPECT_EQ(bench.ask(schema_question(std::string(35'000, 'x'))).error().kind,
              ErrorKind::TooLarge);
    EXPECT_EQ(bench.sent(), 0U);
    ASSERT_TRUE(bench.ask().has_value());
    ASSERT_TRUE(bench.ask(schema_question("次")).has_value());
    EXPECT_EQ(bench.http.requests_to(kBaseUrl + "/models"), 1U) << "one look is enough";
    ChatClient later{bench.http, bench.ledger, bench.clock, endpoint, {}};
    EXPECT_EQ(later.ask(schema_question(std::string(35'000, 'x')), 0, {}).error().kind,
              ErrorKind::TooLarge);
    EXPECT_EQ(bench.http.requests_to(kBaseUrl + "/models"), 1U) << "remembered for a day";
}

TEST(ContextTest, ATightContextLowersTheCapBeforeItRefuses) {
    LlmEndpoint endpoint = test_endpoint();
    endpoint.context_tokens = 450;
    LlmBench bench{endpoint};
    bench.answer(200, completion_of(kGoodObject));
    ASSERT_TRUE(bench.ask().has_value());
    const std::int64_t cap = bench.body(0)["max_tokens"];
    EXPECT_LT(cap, 450);
    EXPECT_GE(cap, 250);
    EXPECT_EQ(bench.ledger.calls().at(0).plan.tokens_out_cap, cap);
}

std::string answer_of_model(const std::string& model) {
    nlohmann::json body = nlohmann::json::parse(completion_of(kGoodObject));
    body["model"] = model;
    return body.dump();
}

TEST(AnsweringModelTest, AChangeIsToldOnceInAllProcesses) {
    LlmBench bench;
    std::vector<std::string> warnings;
    const ChatServices services{
        .on_warning = [&](const std::string& line) { warnings.push_back(line); }};
    ChatClient one{bench.http, bench.ledger, bench.clock, test_endpoint(), {}, services};
    ChatClient other{bench.http, bench.ledger, bench.clock, test_endpoint(), {}, services};
    std::string now_answering;
    bench.http.script(kChatUrl, [&](const HttpRequest&) {
        HttpResponse response;
        response.status = 200;
        response.body = answer_of_model(now_answering);
        return Expected<HttpResponse>{response};
    });
    const auto ask = [&](ChatClient& client, const char* text, const std::string& model) {
        now_answering = model;
        const auto answer = client.ask(schema_question(text), 0, {});
        ASSERT_TRUE(answer.has_value());
        EXPECT_EQ(answer->model, model);
    };
    ask(one, "一", "model-0613");
    EXPECT_TRUE(warnings.empty()) << "the first is no change";
    ask(one, "二", "model-0913");
    ASSERT_EQ(warnings.size(), 1U);
    EXPECT_EQ(warnings[0],
              "llm main: answered by model-0913, before by model-0613 (asked for test-model)");
    ask(other, "三", "model-0913");
    ask(one, "四", "model-0613");
    ask(one, "五", "model-0913");
    EXPECT_EQ(warnings.size(), 1U) << "both are known by now";
    EXPECT_EQ(one.answered_by(), "model-0913");
}

TEST(ReaskTest, TheSecondReaskOfAnUnreadableAnswerIsSent) {
    LlmBench bench;
    bench.answer(200, completion_of("いいえ"));
    bench.answer(200, completion_of("いいえ"));
    bench.answer(200, completion_of(kGoodObject));
    const auto checked = ask_checked(bench.client, schema_question(),
                                     [](const Answer&) { return std::vector<std::string>{}; },
                                     "直してください。{項目}", {});
    ASSERT_TRUE(checked.has_value()) << checked.error().message;
    EXPECT_EQ(bench.sent(), 3U);
    EXPECT_EQ(checked->attempts.size(), 3U);
}

TEST(FallbackTest, ATextThatTwoDeclinedIsNotCarriedToAThird) {
    std::vector<std::unique_ptr<LlmBench>> benches;
    std::vector<std::reference_wrapper<LlmClient>> clients;
    for (int i = 0; i < 3; ++i) {
        benches.push_back(std::make_unique<LlmBench>());
        benches.back()->answer(200, completion_of("", "content_filter"));
        clients.emplace_back(benches.back()->client);
    }
    FallbackClient fallback{clients};
    EXPECT_EQ(fallback.ask(schema_question(), 0, {}).error().kind, ErrorKind::BadInput);
    EXPECT_EQ(benches[0]->sent(), 1U);
    EXPECT_EQ(benches[1]->sent(), 1U);
    EXPECT_EQ(benches[2]->sent(), 0U);
}

}  // namespace
}  // namespace ainews::pipeline
