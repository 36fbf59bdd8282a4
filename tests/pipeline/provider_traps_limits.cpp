// Rates, outages, money and keys.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>

#include "tests/pipeline/provider_traps.h"

namespace ainews::pipeline {
namespace {

using testing::LlmReply;

/// Half a minute from now, as RFC 9110 writes it.
std::string soon() {
    const auto then = std::chrono::system_clock::now() + std::chrono::seconds{30};
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(then)));
}

Trap waits(std::string name, std::string provider, std::string does, std::size_t calls,
           LlmReply reply, std::string outcome) {
    return {.name = std::move(name),
            .provider = std::move(provider),
            .does = std::move(does),
            .outcome = std::move(outcome),
            .end = TrapEnd::Waiting,
            .calls = calls,
            .replies = {std::move(reply)}};
}

Trap retried(std::string name, std::string provider, std::string does,
             std::vector<LlmReply> failures, std::string outcome = "tried again, then taken") {
    Trap trap{.name = std::move(name),
              .provider = std::move(provider),
              .does = std::move(does),
              .outcome = std::move(outcome),
              .replies = std::move(failures)};
    trap.replies.push_back(good());
    trap.calls = trap.replies.size();
    return trap;
}

Trap paused(std::string name, std::string provider, std::string does, LlmReply reply,
            std::string reason) {
    return {.name = std::move(name),
            .provider = std::move(provider),
            .does = std::move(does),
            .outcome = "all work for it waits; asked again after an hour or a restart",
            .end = TrapEnd::Paused,
            .replies = {std::move(reply)},
            .reason = std::move(reason)};
}

void add_rates(std::vector<Trap>& traps) {
    constexpr const char* kWaited = "waited out, then taken";
    traps.push_back(retried(
        "retry_after_seconds", "all", "answers 429 with `Retry-After: 20`",
        {refuses(429, "slow down", "rate_limit_exceeded", "", {{"Retry-After", "20"}})}, kWaited));
    traps.push_back(retried("retry_after_date", "proxies", "gives `Retry-After` as a date",
                            {refuses(429, "slow down", "", "", {{"Retry-After", soon()}})},
                            kWaited));
    traps.push_back(retried(
        "retry_after_ms", "OpenAI, Azure", "gives `retry-after-ms`",
        {refuses(429, "slow down", "", "", {{"retry-after-ms", "1500"}, {"Retry-After", "2"}})},
        kWaited));
    traps.push_back(retried("retry_after_junk", "proxies", "gives `Retry-After: soon`",
                            {refuses(429, "slow down", "", "", {{"Retry-After", "soon"}})},
                            "paused with jitter, then taken"));
    traps.push_back(waits(
        "retry_after_hour", "Groq, free tiers", "answers 429 with `Retry-After: 3600`", 1,
        refuses(429, "Rate limit reached for requests per day", "", "", {{"Retry-After", "3600"}}),
        "over 120 s: the job waits until then"));
    traps.push_back(waits("retry_info", "Gemini's compatible API",
                          "puts the delay into the body (`RetryInfo`, 200 s)", 1,
                          raw(429, R"([{"error":{"code":429,"message":"You exceeded your current )"
                                   R"(quota, please check your plan and billing details.",)"
                                   R"("status":"RESOURCE_EXHAUSTED","details":[{"@type":)"
                                   R"("type.googleapis.com/google.rpc.RetryInfo",)"
                                   R"("retryDelay":"200s"}]}}])"),
                          "the job waits until then; not taken for an empty account"));
    traps.push_back(waits("rate_limited_for_good", "free tiers",
                          "answers 429 and never says until when", 4,
                          refuses(429, "slow down", "rate_limit_exceeded"),
                          "four tries with jitter, then the job waits"));
    traps.push_back({.name = "nothing_left",
                     .provider = "OpenAI, Groq",
                     .does = "answers, and says that no request is left for a minute",
                     .outcome = "taken; the next request is held back in every process",
                     .replies = {[] {
                         LlmReply reply = good();
                         reply.headers = {{"x-ratelimit-remaining-requests", "0"},
                                          {"x-ratelimit-reset-requests", "1m0s"}};
                         return reply;
                     }()}});
}

void add_outages(std::vector<Trap>& traps) {
    traps.push_back(retried("loading", "llama-server", "answers 503 while it loads the model",
                            {raw(503, R"({"error":{"message":"Loading model","type":)"
                                      R"("unavailable_error","code":503}})"),
                             raw(503, R"({"error":{"message":"Loading model","type":)"
                                      R"("unavailable_error","code":503}})")}));
    traps.push_back(waits("unavailable_with_hint", "proxies", "answers 503 with `Retry-After: 600`",
                          1, raw(503, "", {{"Retry-After", "600"}}), "the job waits until then"));
    traps.push_back(waits("server_error", "all", "answers 500 each time", 4, raw(500, "oops"),
                          "four tries with jitter, then the job waits"));
    traps.push_back(waits("overloaded", "Anthropic, gateways", "answers 529 each time", 4,
                          raw(529, R"({"type":"error","error":{"type":"overloaded_error",)"
                                   R"("message":"Overloaded"}})"),
                          "four tries with jitter, then the job waits"));
    traps.push_back(retried("request_timeout", "proxies", "answers 408", {raw(408, "")}));
    traps.push_back(retried("gateway_page", "proxies", "answers 502 with a page of HTML",
                            {raw(502, "<html><h1>502 Bad Gateway</h1></html>")}));
    traps.push_back(waits("page_with_200", "captive portals", "answers 200 with a page of HTML", 4,
                          raw(200, "<html>Please log in</html>"),
                          "no completion: four tries, then the job waits"));
    traps.push_back(waits("error_with_200", "OpenRouter", "sends an error body with 200", 4,
                          raw(200, R"({"error":{"code":502,"message":"Provider returned error",)"
                                   R"("metadata":{"raw":"upstream timed out"}}})"),
                          "read as 502: four tries, then the job waits"));
    traps.push_back(waits("bare_string_with_200", "LM Studio", "sends `{\"error\":\"…\"}` with 200",
                          4, raw(200, R"({"error":"model crashed"})"),
                          "four tries, then the job waits"));
    traps.push_back(
        retried("finish_error", "Mistral, OpenRouter", "ends with `error`", {says("", "error")}));
    traps.push_back(retried("no_resources", "DeepSeek", "ends with `insufficient_system_resource`",
                            {says("", "insufficient_system_resource")}));
}

void add_refusals(std::vector<Trap>& traps) {
    traps.push_back(paused(
        "wrong_key", "OpenAI", "answers 401 and repeats the key",
        refuses(401, "Incorrect API key provided: sk-test-0123456789abcdef", "invalid_api_key"),
        "401"));
    traps.push_back(paused("no_money_402", "DeepSeek", "answers 402",
                           refuses(402, "Insufficient Balance"), "Insufficient Balance"));
    traps.push_back(paused("forbidden", "all", "answers 403", raw(403, ""), "403"));
    traps.push_back(paused("quota_429", "OpenAI", "answers 429 `insufficient_quota`",
                           refuses(429, "You exceeded your current quota", "insufficient_quota"),
                           "quota"));
    traps.push_back(paused("money_with_200", "OpenRouter", "sends 402 in a body with 200",
                           raw(200, R"({"error":{"code":402,"message":"Insufficient credits"}})"),
                           "credits"));
    traps.push_back(paused("model_missing", "Ollama", "does not have the model (404)",
                           refuses(404, "model 'test-model' not found, try pulling it first"),
                           "not found"));
    traps.push_back(paused("model_missing_400", "gateways", "does not have the model (400)",
                           refuses(400, "The model `test-model` does not exist"),
                           "does not exist"));
    traps.push_back(paused("key_400", "Gemini's compatible API", "calls a wrong key a bad request",
                           raw(400, R"([{"error":{"code":400,"message":"API key not valid. Please )"
                                    R"(pass a valid API key.","status":"INVALID_ARGUMENT"}}])"),
                           "API key not valid"));
    traps.push_back(paused("redirect", "wrong base_url", "redirects elsewhere",
                           raw(302, "", {{"Location", "http://127.0.0.1:9/elsewhere"}}), "302"));
    traps.push_back({.name = "wrong_key_then_fallback",
                     .provider = "any, then any",
                     .does = "answers 401; the next endpoint answers",
                     .outcome = "the next endpoint's answer is taken",
                     .replies = {refuses(401, "no such key")},
                     .second = {good()},
                     .second_calls = 1});
    traps.push_back({.name = "limited_with_a_fallback",
                     .provider = "any, then any",
                     .does = "answers 429 with `Retry-After: 3600`; another endpoint stands by",
                     .outcome = "a limit does not move the spending elsewhere: the job waits",
                     .end = TrapEnd::Waiting,
                     .replies = {refuses(429, "slow down", "", "", {{"Retry-After", "3600"}})},
                     .second = {good()},
                     .second_calls = 0});
}

}  // namespace

std::vector<Trap> limit_traps() {
    std::vector<Trap> traps;
    add_rates(traps);
    add_outages(traps);
    add_refusals(traps);
    return traps;
}

}  // namespace ainews::pipeline
