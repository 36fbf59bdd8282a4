#include "pipeline/llm_request.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/sha256.h"
#include "pipeline/token_estimate.h"

namespace ainews::pipeline {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMarkDigits = 12;
/// What the chat template adds around one message.
constexpr std::int64_t kTokensPerMessage = 8;

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

}  // namespace

std::string question_key(const Question& question, const LlmEndpoint& endpoint) {
    ordered_json parts =
        ordered_json::array({"v1", endpoint.name, endpoint.base_url, endpoint.model,
                             question.answer_tokens_max, endpoint.reasoning_effort, question.stage,
                             question.schema_name, question.schema_json, question.prompt_version,
                             question.system, question.user, question.previous, question.reask});
    parts.push_back(endpoint.temperature ? ordered_json(*endpoint.temperature) : ordered_json());
    parts.push_back(endpoint.seed ? ordered_json(*endpoint.seed) : ordered_json());
    return sha256_hex(dump_ordered(parts));
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

Conversation conversation(const Question& question, const Dialect& dialect, std::string_view mark) {
    Conversation talk;
    talk.system = with_mark(question.system, mark);
    if (!question.schema_json.empty() && dialect.rung >= Rung::JsonObject)
        talk.system += schema_in_words(question);
    std::string user = with_mark(question.user, mark);
    if (!question.reask.empty() && question.previous.empty()) user += "\n\n" + question.reask;
    talk.turns.push_back({"user", std::move(user)});
    if (!question.reask.empty() && !question.previous.empty()) {
        talk.turns.push_back({"assistant", question.previous});
        talk.turns.push_back({"user", question.reask});
    }
    return talk;
}

}  // namespace ainews::pipeline
