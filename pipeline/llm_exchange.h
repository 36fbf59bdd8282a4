#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "core/http.h"
#include "pipeline/llm_endpoint.h"
#include "pipeline/llm_stream.h"

namespace ainews::pipeline {

/// What one HTTP exchange with an endpoint brought.
struct ExchangeResult {
    Expected<HttpResponse> response;                    ///< of a streamed 2xx without its body
    std::optional<StreamReader> stream = std::nullopt;  ///< of a 2xx that was read as a stream
    bool timed_out = false;                             ///< one of our timers ended it
};

/// Sends the request, waits for the whole answer and watches the timers meanwhile: the time to the
/// first piece of content, between two pieces, and in all. `on_end` runs on the client's thread as
/// soon as the exchange is over, before this returns: it frees the slot.
[[nodiscard]] ExchangeResult exchange(HttpClient& http, Clock& clock, HttpRequest request,
                                      const LlmWire& wire, bool stream, const LlmTimeouts& timeouts,
                                      std::stop_token stop, std::function<void()> on_end);

}  // namespace ainews::pipeline
