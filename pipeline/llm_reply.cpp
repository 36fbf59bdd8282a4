#include "pipeline/llm_reply.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "pipeline/llm_json.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

using nlohmann::json;

constexpr std::int64_t kTokensMax = 100'000'000;
/// No single answer costs more; a larger figure is a fault.
constexpr double kCostUsdMax = 1'000.0;
constexpr std::string_view kThinkOpen = "<think>";
constexpr std::string_view kThinkClose = "</think>";

const json* member(const json& object, std::string_view key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::int64_t> count(const json& object, std::string_view key) {
    const json* value = member(object, key);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    const auto number = value->get<double>();
    if (!(number >= 0 && number <= static_cast<double>(kTokensMax))) return std::nullopt;
    return static_cast<std::int64_t>(number);
}

std::string string_at(const json& object, std::string_view key) {
    const json* value = member(object, key);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string{};
}

/// Models that think aloud do so before the answer; a tag that is never closed swallowed it.
Expected<std::string_view> without_thinking(std::string_view text) {
    text = text::trim(text);
    if (text.starts_with(kThinkOpen)) {
        const auto close = text.find(kThinkClose);
        if (close == text.npos) return fail(ErrorKind::Rejected, "思考だけで出力がない");
        return text::trim(text.substr(close + kThinkClose.size()));
    }
    return text;
}

Expected<std::string> accept_json(std::string_view text, std::string_view schema_json) {
    const auto value = find_json_object(text);
    if (!value) return fail(ErrorKind::Rejected, "完全なJSONオブジェクトではない");
    const auto schema = parse_json(schema_json);
    const auto wrong = schema_violations(schema.value_or(json::object()), *value);
    if (!wrong.empty())
        return fail(ErrorKind::Rejected,
                    fmt::format("スキーマに合わない({})", fmt::join(wrong, "; ")));
    return value->dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string_view to_string(Finish finish) noexcept {
    switch (finish) {
        case Finish::Stop:
            return "stop";
        case Finish::Length:
            return "length";
        case Finish::Filter:
            return "content_filter";
        case Finish::Failure:
            return "error";
        case Finish::Unknown:
            break;
    }
    return "unknown";
}

Finish finish_from(std::string_view reason) noexcept {
    struct Name {
        std::string_view reason;
        Finish finish;
    };
    static constexpr std::array<Name, 17> kNames{{
        {"", Finish::Stop},
        {"stop", Finish::Stop},
        {"STOP", Finish::Stop},
        {"eos", Finish::Stop},
        {"end_turn", Finish::Stop},
        {"stop_sequence", Finish::Stop},
        {"length", Finish::Length},
        {"max_tokens", Finish::Length},
        {"MAX_TOKENS", Finish::Length},
        {"model_length", Finish::Length},
        {"content_filter", Finish::Filter},
        {"SAFETY", Finish::Filter},
        {"refusal", Finish::Filter},
        {"sensitive", Finish::Filter},
        {"error", Finish::Failure},
        {"insufficient_system_resource", Finish::Failure},
        {"abort", Finish::Failure},
    }};
    for (const Name& name : kNames)
        if (name.reason == reason) return name.finish;
    return Finish::Unknown;
}

Usage usage_from(const json& usage) {
    Usage found;
    found.in = count(usage, "prompt_tokens");
    found.out = count(usage, "completion_tokens");
    if (const json* details = member(usage, "prompt_tokens_details")) {
        found.cached = count(*details, "cached_tokens").value_or(0);
        found.cache_write = count(*details, "cache_write_tokens").value_or(0);
    } else
        found.cached = count(usage, "prompt_cache_hit_tokens").value_or(0);
    if (const json* details = member(usage, "completion_tokens_details"))
        found.reasoning = count(*details, "reasoning_tokens").value_or(0);
    // Some count reasoning beside the answer; it is billed as output all the same, and only the
    // total tells.
    const auto total = count(usage, "total_tokens");
    if (found.in && found.out && found.reasoning > 0 && total &&
        *total == *found.in + *found.out + found.reasoning)
        *found.out += found.reasoning;
    if (const json* cost = member(usage, "cost"); cost != nullptr && cost->is_number()) {
        const auto usd = cost->get<double>();
        if (usd >= 0 && usd <= kCostUsdMax)
            found.cost = static_cast<MicroUsd>(std::ceil(usd * 1e6));
    }
    return found;
}

std::string content_from(const json& content) {
    if (content.is_string()) return content.get<std::string>();
    std::string text;
    if (!content.is_array()) return text;
    for (const json& part : content) {
        if (part.is_string()) text += part.get<std::string>();
        const std::string type = string_at(part, "type");
        if (type.empty() || type == "text" || type == "output_text")
            text += string_at(part, "text");
    }
    return text;
}

std::string reasoning_from(const json& message) {
    for (const std::string_view key : {"reasoning_content", "reasoning", "thinking"})
        if (std::string text = string_at(message, key); !text.empty()) return text;
    return {};
}

std::optional<ModelReply> reply_from(const json& body) {
    const json* choices = member(body, "choices");
    if (choices == nullptr || !choices->is_array() || choices->empty()) return std::nullopt;
    const json& choice = choices->front();
    const json* message = member(choice, "message");
    if (message == nullptr || !message->is_object()) return std::nullopt;
    ModelReply reply;
    if (const json* content = member(*message, "content")) reply.content = content_from(*content);
    reply.reasoning = reasoning_from(*message);
    reply.refusal = string_at(*message, "refusal");
    reply.model = string_at(body, "model");
    reply.finish = finish_from(string_at(choice, "finish_reason"));
    if (const json* usage = member(body, "usage")) reply.usage = usage_from(*usage);
    return reply;
}

Expected<std::string> accept_text(const ModelReply& reply, std::string_view schema_json) {
    auto answer = without_thinking(reply.content);
    if (!answer) return tl::unexpected{std::move(answer).error()};
    // vLLM with a reasoning parser may put the whole answer there and leave the content null.
    if (answer->empty()) answer = without_thinking(reply.reasoning);
    if (!answer || answer->empty()) return fail(ErrorKind::Rejected, "出力が空");
    if (!schema_json.empty()) return accept_json(*answer, schema_json);
    return std::string{*answer};
}

}  // namespace ainews::pipeline
