#include "pipeline/llm_wire.h"

#include <gtest/gtest.h>

#include "tests/pipeline/llm_test_support.h"

namespace ainews::pipeline {
namespace {

using nlohmann::json;

LlmEndpoint anthropic_endpoint() {
    LlmEndpoint endpoint = test_endpoint();
    endpoint.api = LlmApi::Anthropic;
    return endpoint;
}

TEST(AnthropicWireTest, AsksAsTheMessagesApiWantsIt) {
    LlmEndpoint endpoint = anthropic_endpoint();
    endpoint.seed = 1;
    endpoint.temperature = 1.5;
    endpoint.reasoning_effort = "low";
    const auto wire = make_wire(LlmApi::Anthropic);
    const ChatRequest request = wire->request(schema_question(), endpoint, {}, "m", 500);
    const json body = json::parse(request.body);
    EXPECT_EQ(body["system"], "決まり");
    EXPECT_EQ(body["max_tokens"], 500);
    EXPECT_EQ(body["temperature"], 1.0) << "more is refused";
    EXPECT_EQ(body["output_config"]["effort"], "low");
    EXPECT_EQ(body["output_config"]["format"]["type"], "json_schema");
    EXPECT_EQ(body["output_config"]["format"]["schema"], json::parse(kSchema));
    EXPECT_EQ(body["messages"],
              json::parse(R"([{"role":"user","content":"資料[m]本文 資料終わり[m]"}])"));
    EXPECT_FALSE(body.contains("seed")) << "there is no such field";
    EXPECT_FALSE(body.contains("stream"));
    EXPECT_FALSE(request.sent.contains("max_tokens")) << "it is required";
}

TEST(AnthropicWireTest, PutsTheSchemaIntoThePromptWhereTheFormatIsRefused) {
    const auto wire = make_wire(LlmApi::Anthropic);
    Dialect dialect;
    dialect.rung = wire->below(dialect.rung);
    const json body =
        json::parse(wire->request(schema_question(), anthropic_endpoint(), dialect, "m", 500).body);
    EXPECT_FALSE(body.contains("output_config"));
    EXPECT_NE(body["system"].get<std::string>().find("additionalProperties"), std::string::npos);
}

TEST(AnthropicWireTest, AReaskIsAConversation) {
    Question question = schema_question();
    question.previous = "前の出力";
    question.reask = "直してください";
    const json body = json::parse(
        make_wire(LlmApi::Anthropic)->request(question, anthropic_endpoint(), {}, "m", 500).body);
    ASSERT_EQ(body["messages"].size(), 3U);
    EXPECT_EQ(body["messages"][1], (json{{"role", "assistant"}, {"content", "前の出力"}}));
}

TEST(AnthropicWireTest, SendsTheKeyInItsOwnHeader) {
    const auto wire = make_wire(LlmApi::Anthropic);
    const HttpRequest request = http_request(anthropic_endpoint(), *wire, wire->path());
    EXPECT_TRUE(request.url.ends_with("/v1/messages"));
    const auto has = [&](std::string_view name, std::string_view value) {
        return std::ranges::any_of(request.headers, [&](const auto& header) {
            return header.first == name && header.second == value;
        });
    };
    EXPECT_TRUE(has("x-api-key", kApiKey));
    EXPECT_TRUE(has("anthropic-version", "2023-06-01"));
    EXPECT_FALSE(has("Authorization", "Bearer " + kApiKey));
}

TEST(AnthropicWireTest, CountsCachedTokensAsPrompt) {
    const auto wire = make_wire(LlmApi::Anthropic);
    const auto reply = wire->read(json::parse(
        R"({"type":"message","model":"m","content":[{"type":"text","text":"a"}],"stop_reason":"end_turn",)"
        R"("usage":{"input_tokens":10,"cache_read_input_tokens":70,"cache_creation_input_tokens":20,"output_tokens":5}})"));
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->usage.in, 100);
    EXPECT_EQ(reply->usage.cached, 70);
    EXPECT_EQ(reply->usage.out, 5);
}

TEST(AnthropicWireTest, WhatIsNoMessageIsNoAnswer) {
    const auto wire = make_wire(LlmApi::Anthropic);
    for (const char* body : {"{}", "[]", "1", R"({"content":"text"})", R"({"choices":[]})"})
        EXPECT_FALSE(wire->read(json::parse(body)).has_value()) << body;
    ModelReply reply;
    for (const char* event : {"{}", "1", R"({"type":"ping"})", R"({"type":"message_start"})",
                              R"({"type":"message_delta"})", R"({"type":"content_block_delta"})"})
        EXPECT_FALSE(wire->read_event(json::parse(event), reply).answer) << event;
}

}  // namespace
}  // namespace ainews::pipeline
