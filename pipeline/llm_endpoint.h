#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/clock.h"
#include "core/item.h"
#include "pipeline/prices.h"
#include "pipeline/secret.h"

namespace ainews::pipeline {

/// How long one exchange with a model may take. The three timers of a stream watch its content,
/// because comments that keep a connection alive would fool a rule about bytes.
struct LlmTimeouts {
    Millis connect{std::chrono::seconds{10}};
    Millis first_token{
        std::chrono::seconds{300}};  ///< also the whole of an answer that is not streamed
    Millis progress{std::chrono::seconds{120}};  ///< between two pieces of content
    Millis total{std::chrono::minutes{15}};
};

/// The API that an endpoint speaks.
enum class LlmApi { OpenAi, Anthropic };

/// One `[llm.NAME]`: an endpoint and how it is to be used.
struct LlmEndpoint {
    std::string name;
    LlmApi api = LlmApi::OpenAi;
    std::string base_url;  ///< up to and including the version: "http://127.0.0.1:11434/v1"
    std::string model;
    Secret api_key;       ///< empty: none is sent
    Secret fence_secret;  ///< key of the fence's mark; the same across restarts, unknown outside
    PriceList prices;
    int concurrency = 8;
    std::optional<std::int64_t> requests_per_minute = std::nullopt;
    std::optional<std::int64_t> tokens_per_minute = std::nullopt;
    std::int64_t context_tokens = 0;    ///< of prompt and answer together; 0: unknown
    bool find_context = false;          ///< ask the server where it is unknown
    std::int64_t reasoning_tokens = 0;  ///< room for reasoning on top of each answer's own cap
    std::optional<double> temperature = 0.2;
    std::optional<std::int64_t> seed = std::nullopt;
    std::string reasoning_effort;  ///< empty: not sent
    LlmTimeouts timeouts;
    /// Answers that may be this long are streamed: slower than 17 tokens a second they take over a
    /// minute.
    std::int64_t stream_from_tokens = 1024;
};

}  // namespace ainews::pipeline
