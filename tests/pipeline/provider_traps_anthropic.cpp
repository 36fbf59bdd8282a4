// Anthropic's Messages API, by its own adapter.

#include <fmt/format.h>

#include "tests/pipeline/heron_article.h"
#include "tests/pipeline/provider_traps.h"

namespace ainews::pipeline {
namespace {

using testing::LlmReply;

std::string text_block(std::string_view text) {
    return fmt::format(R"({{"type":"text","text":{}}})", json_quoted(text));
}

LlmReply replies(const std::string& blocks, std::string_view stop_reason = "end_turn",
                 std::string_view usage = R"({"output_tokens":400})") {
    return raw(200, fmt::format(R"({{"id":"msg_1","type":"message","role":"assistant",)"
                                R"("model":"fake-model-1","content":[{}],"stop_reason":"{}",)"
                                R"("stop_sequence":null,"usage":{}}})",
                                blocks, stop_reason, usage));
}

LlmReply good_message() { return replies(text_block(testing::kHeronSummary)); }

LlmReply error(int status, std::string_view type, std::string_view message,
               std::vector<std::pair<std::string, std::string>> headers = {}) {
    return raw(status,
               fmt::format(R"({{"type":"error","error":{{"type":"{}","message":{}}}}})", type,
                           json_quoted(message)),
               std::move(headers));
}

std::string event(std::string_view type, std::string_view data) {
    return fmt::format("event: {}\ndata: {}\n\n", type, data);
}

std::vector<std::string> good_events() {
    const std::string text = testing::kHeronSummary;
    const auto delta = [](std::string_view piece) {
        return event("content_block_delta",
                     fmt::format(R"({{"type":"content_block_delta","index":0,"delta":)"
                                 R"({{"type":"text_delta","text":{}}}}})",
                                 json_quoted(piece)));
    };
    return {
        event("message_start",
              R"({"type":"message_start","message":{"id":"msg_1","type":"message",)"
              R"("role":"assistant","model":"fake-model-1","content":[],"stop_reason":null,)"
              R"("usage":{"input_tokens":5000,"cache_read_input_tokens":0,"output_tokens":1}}})"),
        event("content_block_start", R"({"type":"content_block_start","index":0,)"
                                     R"("content_block":{"type":"text","text":""}})"),
        event("ping", R"({"type":"ping"})"),
        delta(text.substr(0, 20)),
        delta(text.substr(20)),
        event("content_block_stop", R"({"type":"content_block_stop","index":0})"),
        event("message_delta", R"({"type":"message_delta","delta":{"stop_reason":"end_turn",)"
                               R"("stop_sequence":null},"usage":{"output_tokens":400}})"),
        event("message_stop", R"({"type":"message_stop"})")};
}

LlmReply event_stream(std::vector<std::string> pieces) {
    return {.content_type = "text/event-stream", .pieces = std::move(pieces)};
}

Trap row(std::string name, std::string does, std::string outcome, TrapEnd end,
         std::vector<LlmReply> replies, std::string reason = "") {
    Trap trap{.name = "anthropic_" + std::move(name),
              .provider = "Anthropic",
              .does = std::move(does),
              .outcome = std::move(outcome),
              .end = end,
              .calls = replies.size(),
              .replies = std::move(replies),
              .reason = std::move(reason)};
    trap.set = [](LlmEndpoint& endpoint) { endpoint.api = LlmApi::Anthropic; };
    return trap;
}

void add_answers(std::vector<Trap>& traps) {
    const std::string taken = "the answer is taken";
    traps.push_back(
        row("message", "answers in a text block", taken, TrapEnd::Done, {good_message()}));
    traps.push_back(row("thinking", "sends a `thinking` block first",
                        "it is left out, the answer is taken", TrapEnd::Done,
                        {replies(R"({"type":"thinking","thinking":"hmm","signature":"x"},)" +
                                 text_block(testing::kHeronSummary))}));
    traps.push_back(row("cached", "counts cached prompt tokens apart",
                        "all of them are booked as prompt", TrapEnd::Done,
                        {replies(text_block(testing::kHeronSummary), "end_turn",
                                 R"({"input_tokens":100,"cache_read_input_tokens":4800,)"
                                 R"("cache_creation_input_tokens":10,"output_tokens":400})")}));
    Trap streamed = row("stream", "streams typed events, with pings", taken, TrapEnd::Done,
                        {event_stream(good_events())});
    streamed.streamed = true;
    traps.push_back(streamed);
    Trap cut =
        row("max_tokens", "cuts the answer at the cap (`max_tokens`)",
            "not asked again; shown with sentences of the original", TrapEnd::Degraded,
            {replies(text_block("{\"key_points\":["), "max_tokens")}, "cut at its length limit");
    cut.never_again = true;
    traps.push_back(cut);
    Trap window = row("context_window", "cuts it at the context's end",
                      "not asked again; shown with sentences of the original", TrapEnd::Degraded,
                      {replies(text_block("{\"key_points\":["), "model_context_window_exceeded")},
                      "cut at its length limit");
    window.never_again = true;
    traps.push_back(window);
    Trap refusal = row("refusal", "ends with `refusal`",
                       "not asked again; shown with sentences of the original", TrapEnd::Degraded,
                       {replies("", "refusal")}, "declined");
    refusal.never_again = true;
    traps.push_back(refusal);
}

void add_errors(std::vector<Trap>& traps) {
    traps.push_back(
        row("no_structured_output", "a model without structured output rejects the format",
            "the schema stands in the prompt instead; remembered for 7 days", TrapEnd::Done,
            {error(400, "invalid_request_error",
                   "output_config.format: Extra inputs are not permitted"),
             good_message()}));
    traps.push_back(
        row("temperature", "rejects `temperature`", "the same without it", TrapEnd::Done,
            {error(400, "invalid_request_error", "`temperature` may not be set for this model"),
             good_message()}));
    traps.push_back(row("overloaded_once", "answers 529 `overloaded_error`",
                        "tried again, then taken", TrapEnd::Done,
                        {error(529, "overloaded_error", "Overloaded"), good_message()}));
    auto pieces = good_events();
    pieces.resize(4);
    pieces.push_back(event("error", R"({"type":"error","error":{"type":"overloaded_error",)"
                                    R"("message":"Overloaded"}})"));
    Trap broken = row("stream_overloaded", "is overloaded in mid-stream", "tried again, then taken",
                      TrapEnd::Done, {event_stream(pieces), event_stream(good_events())});
    broken.streamed = true;
    traps.push_back(broken);
    traps.push_back(row(
        "limited", "answers 429 with `retry-after: 20`", "waited out, then taken", TrapEnd::Done,
        {error(429, "rate_limit_error", "This request would exceed your rate limit",
               {{"retry-after", "20"}, {"anthropic-ratelimit-requests-remaining", "0"}}),
         good_message()}));
    Trap too_long = row(
        "prompt_too_long", "rejects a prompt beyond the context",
        "read in three parts, asked about their main points", TrapEnd::Done,
        {error(400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
         whatever_fits()});
    too_long.long_article = true;
    too_long.calls = 5;
    traps.push_back(too_long);
    const std::string hour = "all work for it waits; asked again after an hour or a restart";
    traps.push_back(row("wrong_key", "answers 401 `authentication_error`", hour, TrapEnd::Paused,
                        {error(401, "authentication_error", "invalid x-api-key")}, "x-api-key"));
    traps.push_back(row("no_credit", "calls an empty account a bad request", hour, TrapEnd::Paused,
                        {error(400, "invalid_request_error",
                               "Your credit balance is too low to access the Anthropic API.")},
                        "credit balance"));
    traps.push_back(row("model_missing", "does not have the model (404)", hour, TrapEnd::Paused,
                        {error(404, "not_found_error", "model: test-model")}, "test-model"));
}

}  // namespace

std::vector<Trap> anthropic_traps() {
    std::vector<Trap> traps;
    add_answers(traps);
    add_errors(traps);
    return traps;
}

}  // namespace ainews::pipeline
