// Requests refused for what they ask for, not for what they say: the ladder.

#include "tests/pipeline/provider_traps.h"

namespace ainews::pipeline {
namespace {

using testing::LlmReply;

Trap adapted(std::string name, std::string provider, std::string does,
             std::vector<LlmReply> refusals, std::string outcome) {
    Trap trap{.name = std::move(name),
              .provider = std::move(provider),
              .does = std::move(does),
              .outcome = std::move(outcome),
              .replies = std::move(refusals),
              .never_again = true};
    trap.replies.push_back(good());
    trap.calls = trap.replies.size();
    return trap;
}

Trap with_seed_and_effort(Trap trap) {
    trap.set = [](LlmEndpoint& endpoint) {
        endpoint.seed = 1;
        endpoint.reasoning_effort = "minimal";
    };
    return trap;
}

void add_parameters(std::vector<Trap>& traps) {
    constexpr const char* kLeftOut = "the same without it; remembered for 7 days";
    traps.push_back(adapted(
        "max_tokens_refused", "OpenAI", "rejects `max_tokens`",
        {refuses(400,
                 "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                 "'max_completion_tokens' instead.",
                 "unsupported_parameter", "max_tokens")},
        "the cap goes under its other name; remembered for 7 days"));
    traps.push_back(adapted(
        "temperature_refused", "OpenAI", "rejects any `temperature` but 1",
        {refuses(400, "Unsupported value: 'temperature' does not support 0.2 with this model.",
                 "unsupported_value", "temperature")},
        kLeftOut));
    traps.push_back(with_seed_and_effort(
        adapted("effort_refused", "OpenAI", "rejects `reasoning_effort` `minimal`",
                {refuses(400, "Unsupported value: 'reasoning_effort' does not support 'minimal'.")},
                kLeftOut)));
    traps.push_back(with_seed_and_effort(adapted(
        "unknown_field", "Gemini's compatible API",
        "rejects a field it does not know; the error is an array",
        {raw(400, R"([{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name )"
                  R"(\"seed\": Cannot find field.","status":"INVALID_ARGUMENT"}}])")},
        kLeftOut)));
    traps.push_back(with_seed_and_effort(adapted(
        "extra_fields_422", "Mistral, FastAPI servers",
        "rejects a field with 422 and a `detail` list",
        {raw(422, R"({"detail":[{"loc":["body","seed"],"msg":"extra fields not permitted"}]})")},
        kLeftOut)));
    Trap streaming = adapted("streaming_refused", "gateways", "cannot stream",
                             {refuses(400, "streaming is not supported by this endpoint")},
                             "asked for one whole answer");
    streaming.streamed = true;
    traps.push_back(std::move(streaming));
    Trap options =
        adapted("stream_options_refused", "older servers", "does not know `stream_options`",
                {refuses(400, "Unrecognized request argument: stream_options")},
                "streamed without a count of tokens; our own estimate is booked");
    options.streamed = true;
    traps.push_back(std::move(options));
    traps.push_back(adapted("system_role_refused", "models without a system role",
                            "rejects the system message",
                            {refuses(400, "System role not supported")},
                            "the instructions move into the user's message"));
    traps.push_back(adapted("two_refusals", "OpenAI", "rejects two parameters, one after the other",
                            {refuses(400, "Unsupported parameter: 'max_tokens'", "", "max_tokens"),
                             refuses(400, "Unsupported value: 'temperature'", "", "temperature")},
                            "both are left out, each alone"));
}

void add_formats(std::vector<Trap>& traps) {
    traps.push_back(adapted("strict_refused", "older OpenAI-compatible servers", "rejects `strict`",
                            {refuses(400, "Unknown parameter: 'response_format.json_schema.strict'",
                                     "unknown_parameter", "response_format.json_schema.strict")},
                            "one rung down: a schema that is not strict"));
    traps.push_back(adapted("schema_refused", "DeepSeek", "knows `json_object` only",
                            {refuses(400, "This response_format type is unavailable now"),
                             refuses(400, "This response_format type is unavailable now")},
                            "two rungs down: the schema stands in the prompt, with the word JSON"));
    traps.push_back(adapted(
        "object_refused", "LM Studio", "knows schema or text, and sends the error as a bare string",
        {raw(400, R"({"error":"json_schema: unsupported keyword"})"),
         raw(400, R"({"error":"json_schema: unsupported keyword"})"),
         raw(400, R"({"error":"'response_format.type' must be 'json_schema' or 'text'"})")},
        "down to plain text with the schema in the prompt"));
    traps.push_back(adapted("grammar_failure", "llama-server",
                            "cannot turn the schema into a grammar",
                            {raw(400, R"({"error":{"code":400,"message":"failed to parse grammar",)"
                                      R"("type":"invalid_request_error"}})")},
                            "one rung down"));
    traps.push_back(
        adapted("guided_failure", "vLLM", "refuses guided decoding in an error of its own",
                {raw(400, R"({"object":"error","message":"guided decoding backend )"
                          R"(rejected the request","type":"BadRequestError","code":400})")},
                "one rung down"));
    traps.push_back(
        adapted("no_endpoint_for_parameters", "OpenRouter",
                "has no provider that takes all parameters (404)",
                {refuses(404, "No endpoints found that can handle the requested parameters.")},
                "one rung down; the model's name is not blamed"));
    traps.push_back({.name = "unreadable_twice",
                     .provider = "servers that ignore `response_format`",
                     .does = "sends prose twice, then the object",
                     .outcome = "re-asked; after two unreadable answers one rung down",
                     .calls = 3,
                     .replies = {says("はい、承知しました。"), says("はい。"), good()},
                     .never_again = true});
}

void add_overflows(std::vector<Trap>& traps) {
    const auto too_long = [&](std::string name, std::string provider, std::string does,
                              LlmReply reply) {
        traps.push_back({.name = std::move(name),
                         .provider = std::move(provider),
                         .does = std::move(does),
                         .outcome = "read in three parts, asked about their main points",
                         .calls = 5,
                         .replies = {std::move(reply), whatever_fits()},
                         .long_article = true,
                         .never_again = true});
    };
    too_long("context_400", "OpenAI, vLLM", "says that the prompt exceeds the context",
             refuses(400,
                     "This model's maximum context length is 8192 tokens, however you requested "
                     "14000 tokens.",
                     "context_length_exceeded"));
    too_long(
        "context_llama", "llama-server", "calls it `exceed_context_size_error`",
        raw(400, R"({"error":{"code":400,"message":"the request exceeds the available context )"
                 R"(size","type":"exceed_context_size_error"}})"));
    too_long("context_500", "llama.cpp of old, gateways", "says so with a status of 500",
             refuses(500, "input is too long: context size exceeded"));
    too_long("payload_413", "proxies", "answers 413", raw(413, ""));
    traps.push_back({.name = "context_known",
                     .provider = "all",
                     .does = "has a context that is known and too small",
                     .outcome = "not sent; read in three parts that fit",
                     .calls = 4,
                     .replies = {whatever_fits()},
                     .set = [](LlmEndpoint& endpoint) { endpoint.context_tokens = 12'000; },
                     .long_article = true,
                     .never_again = true});
}

}  // namespace

std::vector<Trap> dialect_traps() {
    std::vector<Trap> traps;
    add_parameters(traps);
    add_formats(traps);
    add_overflows(traps);
    return traps;
}

}  // namespace ainews::pipeline
