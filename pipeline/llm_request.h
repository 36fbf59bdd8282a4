#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "core/http.h"
#include "pipeline/llm_client.h"
#include "pipeline/llm_dialect.h"
#include "pipeline/llm_endpoint.h"

namespace ainews::pipeline {

/// SHA-256 of everything that makes it this question to this endpoint: endpoint, model, parameters,
/// schema, prompt version, messages. The mark is still its placeholder, and the dialect is left
/// out: what the ladder learns between two runs does not make it another question.
[[nodiscard]] std::string question_key(const Question& question, const LlmEndpoint& endpoint);

/// The fence's mark of the question with that key: 12 hexadecimal digits of an HMAC.
[[nodiscard]] std::string fence_mark(const LlmEndpoint& endpoint, const std::string& key);

/// Tokens of the prompt, uncorrected.
[[nodiscard]] std::int64_t prompt_tokens(const Question& question);

/// Tokens that the answer may have, reasoning included.
[[nodiscard]] std::int64_t answer_cap(const Question& question, const LlmEndpoint& endpoint,
                                      const Dialect& dialect);

struct ChatRequest {
    std::string body;                         ///< JSON
    std::set<std::string, std::less<>> sent;  ///< parameters that could be left out
    bool stream = false;
};

[[nodiscard]] ChatRequest chat_request(const Question& question, const LlmEndpoint& endpoint,
                                       const Dialect& dialect, const std::string& mark);

/// The HTTP request for `path` below the endpoint's base URL, with its key and limits.
[[nodiscard]] HttpRequest http_request(const LlmEndpoint& endpoint, std::string_view path);

}  // namespace ainews::pipeline
