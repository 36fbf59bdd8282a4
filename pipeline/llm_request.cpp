#include "pipeline/llm_request.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/sha256.h"
#include "pipeline/llm_reply.h"
#include "pipeline/token_estimate.h"

namespace ainews::pipeline {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMarkDigits = 12;
/// What the chat template adds around one message.
constexpr std::int64_t kTokensPerMessage = 8;

/// Endpoints whose dialect is known beforehand: saves a refused request each week.
bool is_openai(const LlmEndpoint& endpoint) {
    return endpoint.base_url.starts_with("https://api.openai.com/");
}
bool is_openrouter(const LlmEndpoint& endpoint) {
    return endpoint.base_url.starts_with("https://openrouter.ai/");
}

std::string with_mark(std::string_view text, std::string_view mark) {
    std::string out;
    for (auto at = text.find(kFenceMark); at != text.npos; at = text.find(kFenceMark)) {
        out.append(text.substr(0, at)).append(mark);
        text.remove_prefix(at + kFenceMark.size());
    }
    return out.append(text);
}

/// Says in the prompt what response_format could not. DeepSeek wants the word "JSON" there.
std::string schema_in_words(const Question& question) {
    return fmt::format(
        "\n\n出力は次のJSON Schemaに従うJSONオブジェクト1つだけとし、前後に何も書かない。\n{}",
        question.schema_json);
}

ordered_json messages_of(const Question& question, const Dialect& dialect, std::string_view mark) {
    std::string system = with_mark(question.system, mark);
    if (!question.schema_json.empty() && dialect.rung >= Rung::JsonObject)
        system += schema_in_words(question);
    std::string user = with_mark(question.user, mark);
    ordered_json messages = ordered_json::array();
    const auto add = [&](std::string_view role, std::string content) {
        messages.push_back({{"role", role}, {"content", std::move(content)}});
    };
    if (dialect.accepts(kSystemRole))
        add("system", std::move(system));
    else
        user = system + "\n\n" + user;
    if (question.reask.empty()) {
        add("user", std::move(user));
    } else if (question.previous.empty()) {
        add("user", user + "\n\n" + question.reask);
    } else {
        add("user", std::move(user));
        add("assistant", question.previous);
        add("user", question.reask);
    }
    return messages;
}

ordered_json response_format(const Question& question, Rung rung) {
    if (rung == Rung::JsonObject) return {{"type", "json_object"}};
    ordered_json schema{{"name", question.schema_name}};
    if (rung == Rung::StrictSchema) schema["strict"] = true;
    schema["schema"] = ordered_json::parse(question.schema_json);
    return {{"type", "json_schema"}, {"json_schema", std::move(schema)}};
}

/// Collects a request's optional fields, and their names, as far as the dialect accepts them.
class Fields {
public:
    Fields(ChatRequest& request, ordered_json& body, const Dialect& dialect)
        : request_{request}, body_{body}, dialect_{dialect} {}

    bool add(std::string_view name, ordered_json value) {
        if (!dialect_.accepts(name)) return false;
        request_.sent.emplace(name);
        body_[std::string{name}] = std::move(value);
        return true;
    }

private:
    ChatRequest& request_;
    ordered_json& body_;
    const Dialect& dialect_;
};

}  // namespace

std::string question_key(const Question& question, const LlmEndpoint& endpoint) {
    ordered_json parts =
        ordered_json::array({"v1", endpoint.name, endpoint.base_url, endpoint.model,
                             question.answer_tokens_max, endpoint.reasoning_effort, question.stage,
                             question.schema_name, question.schema_json, question.prompt_version,
                             question.system, question.user, question.previous, question.reask});
    parts.push_back(endpoint.temperature ? ordered_json(*endpoint.temperature) : ordered_json());
    parts.push_back(endpoint.seed ? ordered_json(*endpoint.seed) : ordered_json());
    return sha256_hex(parts.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
}

std::string fence_mark(const LlmEndpoint& endpoint, const std::string& key) {
    return hmac_sha256_hex(endpoint.fence_secret.reveal(), key).substr(0, kMarkDigits);
}

std::int64_t prompt_tokens(const Question& question) {
    std::int64_t tokens = kTokensPerMessage * 2;
    for (const std::string* part : {&question.system, &question.user, &question.schema_json,
                                    &question.previous, &question.reask})
        tokens += estimate_tokens(*part);
    return tokens;
}

std::int64_t answer_cap(const Question& question, const LlmEndpoint& endpoint,
                        const Dialect& dialect) {
    const std::int64_t room = dialect.reasons ? std::max(kReasoningRoom, endpoint.reasoning_tokens)
                                              : endpoint.reasoning_tokens;
    return question.answer_tokens_max + room;
}

ChatRequest chat_request(const Question& question, const LlmEndpoint& endpoint,
                         const Dialect& dialect, const std::string& mark) {
    ChatRequest request;
    const std::int64_t cap = answer_cap(question, endpoint, dialect);
    ordered_json body{{"model", endpoint.model},
                      {"messages", messages_of(question, dialect, mark)}};
    Fields fields{request, body, dialect};
    if (dialect.accepts(kSystemRole)) request.sent.emplace(kSystemRole);

    const bool openai = is_openai(endpoint);
    const std::string_view cap_name = openai ? "max_completion_tokens" : "max_tokens";
    if (!fields.add(cap_name, cap))
        fields.add(openai ? "max_tokens" : "max_completion_tokens", cap);
    if (endpoint.temperature) fields.add("temperature", *endpoint.temperature);
    if (endpoint.seed) fields.add("seed", *endpoint.seed);
    if (!endpoint.reasoning_effort.empty())
        fields.add("reasoning_effort", endpoint.reasoning_effort);
    if (openai) fields.add("prompt_cache_key", question.stage + "-" + question.prompt_version);
    if (!question.schema_json.empty() && dialect.rung != Rung::Plain) {
        fields.add("response_format", response_format(question, dialect.rung));
        if (dialect.rung == Rung::StrictSchema) request.sent.emplace("strict");
        // Without it a provider that knows no schema is chosen, and ignores it.
        if (is_openrouter(endpoint))
            fields.add("provider", ordered_json{{"require_parameters", true}});
    }
    if (cap >= endpoint.stream_from_tokens && fields.add("stream", true)) {
        request.stream = true;
        fields.add("stream_options", ordered_json{{"include_usage", true}});
    }
    request.body = body.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    return request;
}

HttpRequest http_request(const LlmEndpoint& endpoint, std::string_view path) {
    HttpRequest request;
    std::string_view base = endpoint.base_url;
    while (base.ends_with('/')) base.remove_suffix(1);
    request.url = fmt::format("{}/{}", base, path);
    request.headers = {{"Content-Type", "application/json"},
                       {"Accept", "application/json, text/event-stream"}};
    if (!endpoint.api_key.empty())
        request.headers.emplace_back("Authorization",
                                     fmt::format("Bearer {}", endpoint.api_key.reveal()));
    // The exchange has timers of its own, which know content from comments.
    request.limits = HttpLimits{.body_bytes_max = kAnswerBytesMax,
                                .redirects_max = 0,
                                .connect = endpoint.timeouts.connect,
                                .first_byte = endpoint.timeouts.total,
                                .total = endpoint.timeouts.total,
                                .progress_bytes = 0,
                                .progress_window = Millis{0}};
    return request;
}

}  // namespace ainews::pipeline
