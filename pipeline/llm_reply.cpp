#include "pipeline/llm_reply.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <array>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "pipeline/llm_json.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

using nlohmann::json;

constexpr std::string_view kThinkOpen = "<think>";
constexpr std::string_view kThinkClose = "</think>";

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
    return dump(*value);
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
    static constexpr std::array<Name, 18> kNames{{
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
        {"model_context_window_exceeded", Finish::Length},
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
