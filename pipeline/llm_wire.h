#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/http.h"
#include "pipeline/llm_dialect.h"
#include "pipeline/llm_endpoint.h"
#include "pipeline/llm_reply.h"
#include "pipeline/llm_request.h"

namespace ainews::pipeline {

/// What one event of a stream brought.
struct StreamStep {
    bool answer = false;    ///< something of an answer was in it
    bool complete = false;  ///< it says that the answer is whole
    std::size_t bytes = 0;  ///< of content and reasoning
};

/// How one kind of chat API is spoken: what a request looks like and how an answer is read. Knows
/// nothing of retries, money or what was learned before. Without state, so thread-safe.
class LlmWire {
public:
    virtual ~LlmWire() = default;

    /// Where questions are posted, below the endpoint's base URL.
    [[nodiscard]] virtual std::string_view path() const noexcept = 0;
    /// The headers that carry the key and the API's version.
    [[nodiscard]] virtual HttpHeaders headers(const LlmEndpoint& endpoint) const = 0;
    /// `cap`: tokens that the answer may have, reasoning included.
    [[nodiscard]] virtual ChatRequest request(const Question& question, const LlmEndpoint& endpoint,
                                              const Dialect& dialect, std::string_view mark,
                                              std::int64_t cap) const = 0;

    /// Whether a parameter in `ChatRequest::sent` asks for the answer's shape: refused, it costs a
    /// rung.
    [[nodiscard]] virtual bool shapes_answer(std::string_view parameter) const noexcept = 0;
    /// The next weaker rung on which the request differs.
    [[nodiscard]] virtual Rung below(Rung rung) const noexcept = 0;

    /// The completion in a parsed body; nullopt where it is none.
    [[nodiscard]] virtual std::optional<ModelReply> read(const nlohmann::json& body) const = 0;
    /// Adds one event of a stream to `reply`.
    virtual StreamStep read_event(const nlohmann::json& event, ModelReply& reply) const = 0;
};

[[nodiscard]] std::unique_ptr<const LlmWire> make_wire(LlmApi api);
/// `POST /chat/completions`, as OpenAI and everything compatible.
[[nodiscard]] std::unique_ptr<const LlmWire> make_openai_wire();
/// `POST /messages`, Anthropic's Messages API (version 2023-06-01).
[[nodiscard]] std::unique_ptr<const LlmWire> make_anthropic_wire();

/// The HTTP request for `path` below the endpoint's base URL, with its key and limits.
[[nodiscard]] HttpRequest http_request(const LlmEndpoint& endpoint, const LlmWire& wire,
                                       std::string_view path);

}  // namespace ainews::pipeline
