// The chat API that OpenAI introduced and most servers speak, with the differences between them
// that show in an answer (docs/providers.md, "Traps").

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "pipeline/llm_json.h"
#include "pipeline/llm_wire.h"

namespace ainews::pipeline {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

/// No single answer costs more; a larger figure is a fault.
constexpr double kCostUsdMax = 1'000.0;

/// Endpoints whose dialect is known beforehand: saves a refused request each week.
bool is_openai(const LlmEndpoint& endpoint) {
    return endpoint.base_url.starts_with("https://api.openai.com/");
}
bool is_openrouter(const LlmEndpoint& endpoint) {
    return endpoint.base_url.starts_with("https://openrouter.ai/");
}

ordered_json messages_of(const Question& question, const Dialect& dialect, std::string_view mark) {
    Conversation talk = conversation(question, dialect, mark);
    ordered_json messages = ordered_json::array();
    if (dialect.accepts(kSystemRole))
        messages.push_back({{"role", "system"}, {"content", talk.system}});
    else
        talk.turns.front().content = talk.system + "\n\n" + talk.turns.front().content;
    for (Turn& turn : talk.turns)
        messages.push_back({{"role", turn.role}, {"content", std::move(turn.content)}});
    return messages;
}

ordered_json response_format(const Question& question, Rung rung) {
    if (rung == Rung::JsonObject) return {{"type", "json_object"}};
    ordered_json schema{{"name", question.schema_name}};
    if (rung == Rung::StrictSchema) schema["strict"] = true;
    schema["schema"] = ordered_json::parse(question.schema_json);
    return {{"type", "json_schema"}, {"json_schema", std::move(schema)}};
}

Usage usage_from(const json& usage) {
    Usage found;
    found.in = json_count(usage, "prompt_tokens");
    found.out = json_count(usage, "completion_tokens");
    if (const json* details = json_member(usage, "prompt_tokens_details")) {
        found.cached = json_count(*details, "cached_tokens").value_or(0);
        found.cache_write = json_count(*details, "cache_write_tokens").value_or(0);
    } else {
        found.cached = json_count(usage, "prompt_cache_hit_tokens").value_or(0);
    }
    if (const json* details = json_member(usage, "completion_tokens_details"))
        found.reasoning = json_count(*details, "reasoning_tokens").value_or(0);
    // Some count reasoning beside the answer; it is billed as output all the same, and only the
    // total tells.
    const auto total = json_count(usage, "total_tokens");
    if (found.in && found.out && found.reasoning > 0 && total &&
        *total == *found.in + *found.out + found.reasoning)
        *found.out += found.reasoning;
    if (const json* cost = json_member(usage, "cost"); cost != nullptr && cost->is_number()) {
        const auto usd = cost->get<double>();
        if (usd >= 0 && usd <= kCostUsdMax)
            found.cost = static_cast<MicroUsd>(std::ceil(usd * 1e6));
    }
    return found;
}

/// A message's or delta's text: a string, or the text parts of an array.
std::string content_from(const json& message) {
    const json* content = json_member(message, "content");
    if (content == nullptr) return {};
    if (content->is_string()) return content->get<std::string>();
    std::string text;
    if (!content->is_array()) return text;
    for (const json& part : *content) {
        if (part.is_string()) text += part.get<std::string>();
        const std::string type = json_string(part, "type");
        if (type.empty() || type == "text" || type == "output_text")
            text += json_string(part, "text");
    }
    return text;
}

/// The reasoning in a message or a delta, under whichever of its names.
std::string reasoning_from(const json& message) {
    for (const std::string_view key : {"reasoning_content", "reasoning", "thinking"})
        if (std::string text = json_string(message, key); !text.empty()) return text;
    return {};
}

const json* first_choice(const json& body) {
    const json* choices = json_member(body, "choices");
    if (choices == nullptr || !choices->is_array() || choices->empty()) return nullptr;
    return &choices->front();
}

class OpenAiWire final : public LlmWire {
public:
    [[nodiscard]] std::string_view path() const noexcept override { return "chat/completions"; }

    [[nodiscard]] HttpHeaders headers(const LlmEndpoint& endpoint) const override {
        if (endpoint.api_key.empty()) return {};
        return {{"Authorization", fmt::format("Bearer {}", endpoint.api_key.reveal())}};
    }

    [[nodiscard]] ChatRequest request(const Question& question, const LlmEndpoint& endpoint,
                                      const Dialect& dialect, std::string_view mark,
                                      std::int64_t cap) const override {
        ChatRequest request;
        ordered_json body{{"model", endpoint.model},
                          {"messages", messages_of(question, dialect, mark)}};
        const auto add = [&](std::string_view name, ordered_json value) {
            if (!dialect.accepts(name)) return false;
            request.sent.emplace(name);
            body[std::string{name}] = std::move(value);
            return true;
        };
        if (dialect.accepts(kSystemRole)) request.sent.emplace(kSystemRole);
        const bool openai = is_openai(endpoint);
        if (!add(openai ? "max_completion_tokens" : "max_tokens", cap))
            add(openai ? "max_tokens" : "max_completion_tokens", cap);
        if (endpoint.temperature) add("temperature", *endpoint.temperature);
        if (endpoint.seed) add("seed", *endpoint.seed);
        if (!endpoint.reasoning_effort.empty()) add("reasoning_effort", endpoint.reasoning_effort);
        if (openai) add("prompt_cache_key", question.stage + "-" + question.prompt_version);
        if (!question.schema_json.empty() && dialect.rung != Rung::Plain) {
            add("response_format", response_format(question, dialect.rung));
            if (dialect.rung == Rung::StrictSchema) request.sent.emplace("strict");
            // Without it a provider that knows no schema is chosen, and ignores it.
            if (is_openrouter(endpoint)) add("provider", {{"require_parameters", true}});
        }
        if (cap >= endpoint.stream_from_tokens && add("stream", true)) {
            request.stream = true;
            add("stream_options", {{"include_usage", true}});
        }
        request.body = dump_ordered(body);
        return request;
    }

    [[nodiscard]] bool shapes_answer(std::string_view parameter) const noexcept override {
        return parameter == "response_format" || parameter == "strict";
    }
    [[nodiscard]] Rung below(Rung rung) const noexcept override {
        return rung == Rung::Plain ? rung : static_cast<Rung>(static_cast<int>(rung) + 1);
    }

    [[nodiscard]] std::optional<ModelReply> read(const json& body) const override {
        const json* choice = first_choice(body);
        if (choice == nullptr) return std::nullopt;
        const json* message = json_member(*choice, "message");
        if (message == nullptr || !message->is_object()) return std::nullopt;
        ModelReply reply;
        reply.content = content_from(*message);
        reply.reasoning = reasoning_from(*message);
        reply.refusal = json_string(*message, "refusal");
        reply.model = json_string(body, "model");
        reply.finish = finish_from(json_string(*choice, "finish_reason"));
        if (const json* usage = json_member(body, "usage")) reply.usage = usage_from(*usage);
        return reply;
    }

    StreamStep read_event(const json& event, ModelReply& reply) const override {
        StreamStep step;
        if (std::string model = json_string(event, "model"); !model.empty())
            reply.model = std::move(model);
        if (const json* usage = json_member(event, "usage")) reply.usage = usage_from(*usage);
        const json* choice = first_choice(event);
        if (choice == nullptr) return step;
        const json* delta = json_member(*choice, "delta");
        if (delta == nullptr) delta = json_member(*choice, "message");
        if (delta != nullptr && delta->is_object()) {
            step.answer = true;
            const std::string text = content_from(*delta);
            const std::string reasoning = reasoning_from(*delta);
            reply.refusal += json_string(*delta, "refusal");
            step.bytes = text.size() + reasoning.size();
            reply.content += text;
            reply.reasoning += reasoning;
        }
        if (const json* finish = json_member(*choice, "finish_reason");
            finish != nullptr && finish->is_string()) {
            reply.finish = finish_from(finish->get<std::string>());
            step.complete = step.answer = true;
        }
        return step;
    }
};

}  // namespace

std::unique_ptr<const LlmWire> make_openai_wire() { return std::make_unique<OpenAiWire>(); }

}  // namespace ainews::pipeline
