#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

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

/// One message of a conversation.
struct Turn {
    std::string_view role;  ///< "user" or "assistant"
    std::string content;
};
struct Conversation {
    std::string system;
    std::vector<Turn> turns;  ///< at least one; the first and the last are the user's
};

/// What is said to the model, the mark put in; on the lower rungs the schema stands in the system
/// prompt.
[[nodiscard]] Conversation conversation(const Question& question, const Dialect& dialect,
                                        std::string_view mark);

}  // namespace ainews::pipeline
