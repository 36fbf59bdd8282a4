// Anthropic's Messages API: the system prompt apart, the cap required, the schema in
// output_config.format, the answer in typed blocks. Its OpenAI-compatible layer ignores
// response_format, so it is not used.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "pipeline/llm_json.h"
#include "pipeline/llm_wire.h"

namespace ainews::pipeline {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::string_view kVersion = "2023-06-01";
/// Half of what others allow: more is refused.
constexpr double kTemperatureMax = 1.0;
/// Members of output_config, by which a refusal names them.
constexpr std::string_view kFormat = "format";
constexpr std::string_view kEffort = "effort";

/// The prompt's tokens are counted in three parts: read from a cache, written to it, neither.
void add_usage(const json& usage, Usage& found) {
    if (const auto fresh = json_count(usage, "input_tokens")) {
        found.cached = json_count(usage, "cache_read_input_tokens").value_or(0);
        found.cache_write = json_count(usage, "cache_creation_input_tokens").value_or(0);
        found.in = *fresh + found.cached + found.cache_write;
    }
    if (const auto out = json_count(usage, "output_tokens")) found.out = out;
}

/// A block of a whole answer, the start of one in a stream, or a piece of one.
std::size_t add_block(const json& block, ModelReply& reply) {
    const std::string text = json_string(block, "text");
    const std::string thinking = json_string(block, "thinking");
    reply.content += text;
    reply.reasoning += thinking;
    return text.size() + thinking.size();
}

class AnthropicWire final : public LlmWire {
public:
    [[nodiscard]] std::string_view path() const noexcept override { return "messages"; }

    [[nodiscard]] HttpHeaders headers(const LlmEndpoint& endpoint) const override {
        HttpHeaders headers{{"anthropic-version", std::string{kVersion}}};
        if (!endpoint.api_key.empty())
            headers.emplace_back("x-api-key", std::string{endpoint.api_key.reveal()});
        return headers;
    }

    [[nodiscard]] ChatRequest request(const Question& question, const LlmEndpoint& endpoint,
                                      const Dialect& dialect, std::string_view mark,
                                      std::int64_t cap) const override {
        ChatRequest request;
        Conversation talk = conversation(question, dialect, mark);
        ordered_json body{{"model", endpoint.model}, {"max_tokens", cap}};
        // An empty text block is refused.
        if (!talk.system.empty()) body["system"] = std::move(talk.system);
        body["messages"] = ordered_json::array();
        for (Turn& turn : talk.turns)
            body["messages"].push_back({{"role", turn.role}, {"content", std::move(turn.content)}});
        const auto may = [&](std::string_view name) {
            if (!dialect.accepts(name)) return false;
            request.sent.emplace(name);
            return true;
        };
        if (endpoint.temperature && may("temperature"))
            body["temperature"] = std::min(*endpoint.temperature, kTemperatureMax);
        if (!question.schema_json.empty() && dialect.rung == Rung::StrictSchema && may(kFormat))
            body["output_config"]["format"] = {
                {"type", "json_schema"}, {"schema", ordered_json::parse(question.schema_json)}};
        // "none" and "minimal" are not among its levels: without thinking is its default.
        if (endpoint.reasoning_effort == "low" || endpoint.reasoning_effort == "medium" ||
            endpoint.reasoning_effort == "high")
            if (may(kEffort)) body["output_config"]["effort"] = endpoint.reasoning_effort;
        if (cap >= endpoint.stream_from_tokens && may("stream"))
            body["stream"] = request.stream = true;
        request.body = dump_ordered(body);
        return request;
    }

    [[nodiscard]] bool shapes_answer(std::string_view parameter) const noexcept override {
        return parameter == kFormat;
    }
    /// There is a schema or there is none.
    [[nodiscard]] Rung below(Rung) const noexcept override { return Rung::Plain; }

    [[nodiscard]] std::optional<ModelReply> read(const json& body) const override {
        const json* content = json_member(body, "content");
        if (content == nullptr || !content->is_array()) return std::nullopt;
        ModelReply reply;
        for (const json& block : *content) add_block(block, reply);
        reply.model = json_string(body, "model");
        reply.finish = finish_from(json_string(body, "stop_reason"));
        if (const json* usage = json_member(body, "usage")) add_usage(*usage, reply.usage);
        return reply;
    }

    StreamStep read_event(const json& event, ModelReply& reply) const override {
        StreamStep step;
        const std::string type = json_string(event, "type");
        if (type == "message_start") {
            const json* message = json_member(event, "message");
            if (message == nullptr) return step;
            reply.model = json_string(*message, "model");
            if (const json* usage = json_member(*message, "usage")) add_usage(*usage, reply.usage);
            step.answer = true;
        } else if (type == "content_block_start" || type == "content_block_delta") {
            const json* block =
                json_member(event, type == "content_block_start" ? "content_block" : "delta");
            if (block == nullptr) return step;
            step.answer = true;
            step.bytes = add_block(*block, reply);
        } else if (type == "message_delta") {
            if (const json* usage = json_member(event, "usage")) add_usage(*usage, reply.usage);
            const json* delta = json_member(event, "delta");
            if (delta == nullptr) return step;
            if (const std::string reason = json_string(*delta, "stop_reason"); !reason.empty()) {
                reply.finish = finish_from(reason);
                step.complete = step.answer = true;
            }
        }
        return step;
    }
};

}  // namespace

std::unique_ptr<const LlmWire> make_anthropic_wire() { return std::make_unique<AnthropicWire>(); }

}  // namespace ainews::pipeline
