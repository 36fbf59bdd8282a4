#include "tests/support/newsroom_endpoint.h"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>

namespace ainews::newsroom {
namespace {

using nlohmann::ordered_json;  // answers keep the order in which they were written

constexpr std::size_t kEventBytes = 64;
constexpr std::int64_t kCreated =
    1'750'000'000;  // no client reads it; a constant keeps answers equal

/// The answer as it will be sent, before it is put on the wire.
struct Draft {
    std::string content;
    std::string finish = "stop";
    std::string refusal;
};

std::size_t back_to_boundary(std::string_view text, std::size_t at) {
    at = std::min(at, text.size());
    while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U)
        --at;
    return at;
}

/// Four ASCII characters or one of any other script are about a token.
std::int64_t tokens(std::string_view text) {
    std::int64_t quarter_tokens = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        quarter_tokens += byte < 0x80 ? 1 : byte >= 0xC0 ? 4 : 0;
    }
    return quarter_tokens / 4 + 1;
}

WireReply error_reply(int status, std::string_view message, std::string_view type) {
    WireReply reply;
    reply.status = status;
    reply.body =
        ordered_json{
            {"error",
             {{"message", message}, {"type", type}, {"param", nullptr}, {"code", nullptr}}}}
            .dump();
    return reply;
}

void break_number(std::string& content) {
    // Behind the first tag or brace, so that a block's own number stays what it is.
    auto at =
        content.find("]]") == std::string::npos ? content.find("tldr") : content.find("]]") + 2;
    for (at = std::min(at, content.size()); at < content.size(); ++at) {
        if (content.compare(at, 3, "⟦") == 0) at = content.find("⟧", at);
        if (at == std::string::npos || content.compare(at, 4, "\n[[p") == 0) break;
        if (std::isdigit(static_cast<unsigned char>(content[at])) == 0) continue;
        content[at] = content[at] == '9' ? '4' : static_cast<char>(content[at] + 1);
        return;
    }
    const auto stop = content.find("。");
    if (stop != std::string::npos) content.insert(stop, "(9871件)");
}

std::string english_of(const Question& question, std::string content) {
    if (question.stage == AskedStage::Translate) {
        content.clear();
        for (const auto& block : question.blocks)
            content += fmt::format("[[p{}]] {}\n", block.n, block.text);
        return content + "[[end]]";
    }
    auto value = ordered_json::parse(content);
    constexpr std::string_view kEnglish =
        "The model answered in English although the editor had asked for a Japanese sentence here.";
    if (value.contains("key_points"))
        for (auto& point : value["key_points"]) point["heading"] = point["text"] = kEnglish;
    for (const auto* field : {"tldr", "title", "comment"})
        if (value.contains(field)) value[field] = kEnglish;
    if (value.contains("impact"))
        for (auto& sentence : value["impact"]) sentence = kEnglish;
    for (const auto* axis : {"depth", "relevance", "practicality", "novelty"})
        if (value.contains(axis)) value[axis]["reason"] = kEnglish;
    return value.dump();
}

void drop_part(const Question& question, Draft& draft) {
    if (question.stage == AskedStage::Translate) {
        const auto second = draft.content.find("\n[[");
        draft.content.erase(0, second == std::string::npos ? 0 : second + 1);
        return;
    }
    auto value = ordered_json::parse(draft.content);
    value.erase(value.begin());
    draft.content = value.dump();
}

/// Spoils an answer as models do; kinds that spoil the wire instead are dealt with before.
void spoil(const Question& question, std::string_view kind, Draft& draft) {
    if (kind == "truncated") {
        draft.content.resize(back_to_boundary(draft.content, draft.content.size() / 2));
        draft.finish = "length";
    } else if (kind == "invalid-json") {
        draft.content.resize(back_to_boundary(draft.content, draft.content.size() / 2));
    } else if (kind == "fenced") {
        draft.content = "```\n" + draft.content + "\n```";
    } else if (kind == "wrong-schema" || kind == "missing-block") {
        drop_part(question, draft);
    } else if (kind == "english") {
        draft.content = english_of(question, draft.content);
    } else if (kind == "wrong-number") {
        break_number(draft.content);
    } else if (kind == "polite") {
        const auto stop = draft.content.find("。");
        if (stop != std::string::npos)
            draft.content.insert(stop + 3, "これはとても大切なことです。");
    } else if (kind == "refusal") {
        draft.refusal = "I cannot help with that.";
        draft.content.clear();
    } else if (kind == "empty") {
        draft.content.clear();
    }
}

ordered_json usage_of(const Question& question, const Draft& draft) {
    // The question's characters are bytes of UTF-8; most of them are a third of a Japanese
    // character.
    const auto in = static_cast<std::int64_t>(question.characters) / 3 + 1;
    const auto out = tokens(draft.content);
    return {{"prompt_tokens", in}, {"completion_tokens", out}, {"total_tokens", in + out}};
}

std::string event(const Question& question, const ordered_json& delta, const ordered_json& finish) {
    const ordered_json chunk{
        {"id", "chatcmpl-" + question.identity.substr(0, 12)},
        {"object", "chat.completion.chunk"},
        {"created", kCreated},
        {"model", question.model},
        {"choices",
         ordered_json::array({{{"index", 0}, {"delta", delta}, {"finish_reason", finish}}})}};
    return "data: " + chunk.dump() + "\n\n";
}

WireReply streamed(const Question& question, const Draft& draft) {
    WireReply reply;
    reply.content_type = "text/event-stream";
    reply.events.push_back(event(question, {{"role", "assistant"}, {"content", ""}}, nullptr));
    for (std::size_t at = 0; at < draft.content.size();) {
        const auto end = std::max(back_to_boundary(draft.content, at + kEventBytes), at + 1);
        reply.events.push_back(
            event(question, {{"content", draft.content.substr(at, end - at)}}, nullptr));
        at = end;
    }
    if (!draft.refusal.empty())
        reply.events.push_back(event(question, {{"refusal", draft.refusal}}, nullptr));
    reply.events.push_back(event(question, ordered_json::object(), draft.finish));
    if (question.include_usage)
        reply.events.push_back("data: " +
                               ordered_json{{"id", "chatcmpl-" + question.identity.substr(0, 12)},
                                            {"object", "chat.completion.chunk"},
                                            {"created", kCreated},
                                            {"model", question.model},
                                            {"choices", ordered_json::array()},
                                            {"usage", usage_of(question, draft)}}
                                   .dump() +
                               "\n\n");
    reply.events.emplace_back("data: [DONE]\n\n");
    return reply;
}

WireReply whole(const Question& question, const Draft& draft) {
    ordered_json message{{"role", "assistant"}};
    message["content"] =
        draft.refusal.empty() ? ordered_json(draft.content) : ordered_json(nullptr);
    message["refusal"] =
        draft.refusal.empty() ? ordered_json(nullptr) : ordered_json(draft.refusal);
    WireReply reply;
    reply.body = ordered_json{{"id", "chatcmpl-" + question.identity.substr(0, 12)},
                              {"object", "chat.completion"},
                              {"created", kCreated},
                              {"model", question.model},
                              {"choices", ordered_json::array({{{"index", 0},
                                                                {"message", std::move(message)},
                                                                {"finish_reason", draft.finish}}})},
                              {"usage", usage_of(question, draft)}}
                     .dump();
    return reply;
}

/// Faults of the wire: nullopt where the kind is one of the answer.
std::optional<WireReply> wire_fault(std::string_view kind) {
    WireReply reply;
    if (kind == "429") {
        reply = error_reply(429, "Rate limit reached for requests", "rate_limit_error");
        reply.headers.emplace_back("Retry-After", "1");
    } else if (kind == "500") {
        reply = error_reply(500, "The server had an error", "server_error");
    } else if (kind == "503") {
        reply = error_reply(503, "Loading model", "unavailable_error");
    } else if (kind == "401") {
        reply = error_reply(401, "Incorrect API key provided", "invalid_request_error");
    } else if (kind == "402") {
        reply = error_reply(402, "Insufficient balance", "insufficient_quota");
    } else if (kind == "error-200") {
        reply = error_reply(200, "Upstream provider failed", "provider_error");
    } else if (kind == "html") {
        reply.content_type = "text/html";
        reply.body =
            "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>";
    } else if (kind == "reset") {
        reply.manner = WireReply::Manner::Reset;
    } else if (kind == "hang") {
        reply.manner = WireReply::Manner::Hang;
    } else {
        return std::nullopt;
    }
    return reply;
}

}  // namespace

Endpoint::Endpoint(const RecordedModel& model, FaultPlan& faults, StatsBook& stats,
                   std::string secret)
    : model_{model}, faults_{faults}, stats_{stats}, secret_{std::move(secret)} {}

bool Endpoint::admits(std::string_view authorization) const {
    return secret_.empty() || authorization == "Bearer " + secret_;
}

WireReply Endpoint::models(std::string_view authorization) const {
    if (!admits(authorization))
        return error_reply(401, "Incorrect API key provided", "invalid_request_error");
    WireReply reply;
    reply.body = ordered_json{{"object", "list"},
                              {"data", ordered_json::array({{{"id", kModelName},
                                                             {"object", "model"},
                                                             {"created", kCreated},
                                                             {"owned_by", "newsroom"},
                                                             {"max_model_len", 131072}}})}}
                     .dump();
    return reply;
}

WireReply Endpoint::chat(std::string_view body, std::string_view authorization) {
    if (!admits(authorization)) {
        stats_.violation("no valid key in the Authorization header");
        return error_reply(401, "Incorrect API key provided", "invalid_request_error");
    }
    auto question = read_question(body, secret_);
    if (!question) {
        stats_.violation(question.error().message);
        return error_reply(400, question.error().message, "invalid_request_error");
    }
    auto answered = model_.answer(*question);
    stats_.call_of(to_string(question->stage), answered.article);
    stats_.blocks(answered.unknown_blocks, answered.furniture_blocks);
    auto violations = std::move(question->violations);
    violations.insert(violations.end(), answered.violations.begin(), answered.violations.end());
    for (const auto& violation : violations)
        stats_.violation(fmt::format("{}: {}", to_string(question->stage), violation));
    if (!violations.empty()) return error_reply(400, violations.front(), "invalid_request_error");
    return answer(*question, answered);
}

WireReply Endpoint::answer(const Question& question, const ModelAnswer& answered) {
    const std::vector<std::string_view> targets{to_string(question.stage), answered.article};
    if (question.format != AskedFormat::Text && faults_.take({"no-object"}, targets)) {
        stats_.faulted();
        return error_reply(400, "Unsupported parameter: 'response_format'",
                           "invalid_request_error");
    }
    if (question.format == AskedFormat::Schema && faults_.take({"no-schema"}, targets)) {
        stats_.faulted();
        return error_reply(400, "'response_format' of type 'json_schema' is not supported",
                           "invalid_request_error");
    }
    Draft draft{.content = answered.content};
    std::vector<std::string_view> kinds = model_fault_kinds();
    std::erase_if(kinds, [](auto kind) { return kind == "no-schema" || kind == "no-object"; });
    if (const auto fault = faults_.take(kinds, targets)) {
        stats_.faulted();
        if (auto reply = wire_fault(fault->kind)) return *std::move(reply);
        spoil(question, fault->kind, draft);
    } else {
        const auto usage = usage_of(question, draft);
        stats_.answered(question.identity, usage["prompt_tokens"], usage["completion_tokens"]);
    }
    return question.stream ? streamed(question, draft) : whole(question, draft);
}

}  // namespace ainews::newsroom
