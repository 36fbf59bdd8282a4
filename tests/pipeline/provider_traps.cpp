#include "tests/pipeline/provider_traps.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "tests/pipeline/heron_article.h"

namespace ainews::pipeline {

using nlohmann::json;
using testing::LlmReply;

std::string_view to_string(TrapEnd end) noexcept {
    static constexpr std::array<std::string_view, 5> kNames{"done", "degraded", "waiting", "paused",
                                                            "failed"};
    return kNames.at(static_cast<std::size_t>(end));
}

std::string json_quoted(std::string_view text) { return json(text).dump(); }

LlmReply raw(int status, std::string body,
             std::vector<std::pair<std::string, std::string>> headers) {
    return {.status = status, .body = std::move(body), .headers = std::move(headers)};
}

LlmReply message(std::string_view message_json, std::string_view finish_json) {
    return raw(200, fmt::format(R"({{"id":"c1","object":"chat.completion","model":"fake-model-1",)"
                                R"("choices":[{{"index":0,"message":{},"finish_reason":{}}}]}})",
                                message_json, finish_json));
}

LlmReply says(std::string_view content, std::string_view finish, int tokens_in) {
    if (tokens_in > 0) return raw(200, testing::completion_json(content, finish, tokens_in));
    return message(fmt::format(R"({{"role":"assistant","content":{}}})", json_quoted(content)),
                   json_quoted(finish));
}

LlmReply refuses(int status, std::string_view text, std::string_view code, std::string_view param,
                 std::vector<std::pair<std::string, std::string>> headers) {
    json error{{"message", text}, {"type", "invalid_request_error"}};
    error["code"] = code.empty() ? json() : json(code);
    error["param"] = param.empty() ? json() : json(param);
    return raw(status, json{{"error", std::move(error)}}.dump(), std::move(headers));
}

LlmReply good() { return says(testing::kHeronSummary); }

std::vector<Trap> provider_traps() {
    std::vector<Trap> all;
    for (auto part : {answer_traps, dialect_traps, limit_traps, stream_traps, anthropic_traps})
        std::ranges::move(part(), std::back_inserter(all));
    return all;
}

std::string trap_table(const std::vector<Trap>& traps) {
    std::string table =
        "| Seen at | What the endpoint does | What becomes of the item | Calls |\n"
        "| --- | --- | --- | --- |\n";
    for (const Trap& trap : traps)
        table += fmt::format("| {} | {} | **{}**: {} | {} |\n", trap.provider, trap.does,
                             to_string(trap.end), trap.outcome,
                             trap.second.empty()
                                 ? fmt::format("{}", trap.calls)
                                 : fmt::format("{} + {}", trap.calls, trap.second_calls));
    return table;
}

}  // namespace ainews::pipeline
