#include "pipeline/llm_wire.h"

#include <fmt/format.h>

namespace ainews::pipeline {
namespace {

constexpr Millis kTimerMargin{std::chrono::seconds{10}};

}  // namespace

std::unique_ptr<const LlmWire> make_wire(LlmApi api) {
    return api == LlmApi::Anthropic ? make_anthropic_wire() : make_openai_wire();
}

HttpRequest http_request(const LlmEndpoint& endpoint, const LlmWire& wire, std::string_view path) {
    HttpRequest request;
    std::string_view base = endpoint.base_url;
    while (base.ends_with('/')) base.remove_suffix(1);
    request.url = fmt::format("{}/{}", base, path);
    request.headers = {{"Content-Type", "application/json"},
                       {"Accept", "application/json, text/event-stream"}};
    for (auto& header : wire.headers(endpoint)) request.headers.push_back(std::move(header));
    // The exchange has timers of its own, which know content from comments; these come after them.
    const Millis after = endpoint.timeouts.total + kTimerMargin;
    request.limits = HttpLimits{.body_bytes_max = kAnswerBytesMax,
                                .redirects_max = 0,
                                .connect = endpoint.timeouts.connect,
                                .first_byte = after,
                                .total = after,
                                .progress_bytes = 0,
                                .progress_window = Millis{0}};
    return request;
}

}  // namespace ainews::pipeline
