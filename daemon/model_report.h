#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "core/error.h"
#include "pipeline/llm_chat.h"

namespace ainews::daemon {

/// What is known of one `[llm.NAME]`: what a look at it found, and what was learned by asking.
struct ModelReport {
    std::string model;  ///< as configured
    bool offered = true;
    pipeline::EndpointTraits traits;
    std::int64_t context_tokens = 0;  ///< that is used; 0: unknown
    std::string context_from;         ///< "configured", or the page that said so
    pipeline::Dialect dialect;
    pipeline::LlmApi api = pipeline::LlmApi::OpenAi;
    std::string answered_by;  ///< the model that answered last; empty: none has
};

/// Looks at the endpoint: asks no model and costs nothing. The error of the look.
[[nodiscard]] Expected<ModelReport> model_report(const config::LlmConfig& config,
                                                 pipeline::ChatClient& client);

/// One line for the operator.
[[nodiscard]] std::string sentence(const ModelReport& report);
/// One JSON object: kind, api, model, offered, context_tokens, context_from, rung, without,
/// streams, reasons, answered_by.
[[nodiscard]] std::string to_json(const ModelReport& report);

}  // namespace ainews::daemon
