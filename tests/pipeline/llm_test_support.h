#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "pipeline/llm_chat.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_http.h"
#include "tests/support/memory_ledger.h"

namespace ainews::pipeline {

inline const std::string kApiKey = "sk-test-0123456789abcdef";
inline const std::string kBaseUrl = "http://127.0.0.1:9/v1";
inline const std::string kChatUrl = kBaseUrl + "/chat/completions";

inline const std::string kSchema =
    R"({"type":"object","properties":{"title":{"type":"string"},"level":{"type":"string","enum":["1","2"]}},)"
    R"("required":["title","level"],"additionalProperties":false})";
inline const std::string kGoodObject = R"({"level":"2","title":"見出し"})";

inline LlmEndpoint test_endpoint() {
    LlmEndpoint endpoint;
    endpoint.name = "main";
    endpoint.base_url = kBaseUrl;
    endpoint.model = "test-model";
    endpoint.api_key = Secret{kApiKey};
    endpoint.fence_secret = Secret{"fence"};
    endpoint.prices.plain = {.in = micro_usd(0.20), .out = micro_usd(1.20)};
    return endpoint;
}

inline Question schema_question(std::string user = "資料[{{mark}}]本文 資料終わり[{{mark}}]") {
    Question question;
    question.item = 7;
    question.stage = "summarize";
    question.system = "決まり";
    question.user = std::move(user);
    question.schema_name = "summary";
    question.schema_json = kSchema;
    question.prompt_version = "v1";
    question.answer_tokens_max = 500;
    return question;
}

inline Question text_question(std::int64_t answer_tokens_max = 500) {
    Question question = schema_question();
    question.stage = "translate";
    question.schema_name.clear();
    question.schema_json.clear();
    question.answer_tokens_max = answer_tokens_max;
    return question;
}

/// A completion's body with one message.
inline std::string completion(const nlohmann::json& message, const nlohmann::json& finish = "stop",
                              const nlohmann::json& usage = {{"prompt_tokens", 40},
                                                             {"completion_tokens", 20}}) {
    return nlohmann::json{
        {"model", "test-model-0613"},
        {"choices", nlohmann::json::array({{{"message", message}, {"finish_reason", finish}}})},
        {"usage", usage}}
        .dump();
}
inline std::string completion_of(const std::string& content,
                                 const nlohmann::json& finish = "stop") {
    return completion({{"role", "assistant"}, {"content", content}}, finish);
}

/// A client of one scripted endpoint, on a clock whose waits cost nothing.
struct LlmBench {
    testing::FakeClock clock;
    testing::MemoryLedger ledger;
    testing::FakeHttp http;
    ChatClient client;

    explicit LlmBench(LlmEndpoint endpoint = test_endpoint(), BudgetPolicy budget = {})
        : client{http, ledger, clock, std::move(endpoint), std::move(budget)} {}

    void answer(int status, std::string body, HttpHeaders headers = {}) {
        http.answer(kChatUrl, status, std::move(body), std::move(headers));
    }
    [[nodiscard]] Expected<Answer> ask(const Question& question = schema_question(),
                                       int attempt = 0) {
        return client.ask(question, attempt, {});
    }
    [[nodiscard]] std::size_t sent() const { return http.requests_to(kChatUrl); }
    [[nodiscard]] nlohmann::json body(std::size_t i) const {
        return nlohmann::json::parse(http.requests().at(i).body);
    }
};

}  // namespace ainews::pipeline
