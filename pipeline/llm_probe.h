#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/http.h"
#include "pipeline/llm_endpoint.h"
#include "pipeline/llm_wire.h"

namespace ainews::pipeline {

/// What a look at an endpoint found, without asking a model anything.
struct EndpointTraits {
    std::string kind;  ///< "Ollama 0.12.3", "llama.cpp", "OpenAI" ...; empty: unknown
    std::vector<std::string> models;  ///< that it offers; empty where it does not say
    std::int64_t context_tokens = 0;  ///< of the configured model; 0: it does not say
    std::string context_from;         ///< the path that said so, "/props"
    bool operator==(const EndpointTraits&) const = default;
};

/// Asks `GET /models` and then, unless that told enough, what only one kind of server has:
/// `/api/version` and `/api/ps` (Ollama), `/props` (llama.cpp), `/api/v0/models` (LM Studio). Costs
/// nothing and changes nothing. Refused (a wrong key), Transient, Unavailable or Cancelled where
/// `GET /models` fails; a server without that page is no failure.
[[nodiscard]] Expected<EndpointTraits> look_at(HttpClient& http, const LlmEndpoint& endpoint,
                                               const LlmWire& wire, std::stop_token stop);

/// "16384 /props" and back; how the context is remembered.
[[nodiscard]] std::string context_fact(const EndpointTraits& traits);
[[nodiscard]] EndpointTraits traits_from_fact(std::string_view fact);

}  // namespace ainews::pipeline
