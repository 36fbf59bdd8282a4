#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/llm_endpoint.h"
#include "tests/support/fake_llm_server.h"

namespace ainews::pipeline {

/// What becomes of an item whose stage met a trap.
enum class TrapEnd {
    Done,      ///< the model's answer is the result
    Degraded,  ///< there is a result, with the finding that says what is wrong with it
    Waiting,   ///< the job waits until a time; done by itself once the endpoint behaves
    Paused,    ///< the same, and the endpoint is left alone until the operator acts or an hour on
    Failed,    ///< the job failed with a reason
};
[[nodiscard]] std::string_view to_string(TrapEnd end) noexcept;

/// One way in which an endpoint answers unlike the book, as the fake server plays it, and what has
/// to come of it. Data: the test of each row and the table in docs/providers.md are made from it.
struct Trap {
    std::string name;      ///< [a-z0-9_]+
    std::string provider;  ///< who was seen to do it
    std::string does;      ///< for the table
    std::string outcome;   ///< for the table
    TrapEnd end = TrapEnd::Done;
    std::size_t calls = 1;                       ///< requests that the endpoint has to see
    std::vector<testing::LlmReply> replies;      ///< in this order; the last one repeats
    std::string reason = {};                     ///< part of the finding or the error
    std::vector<testing::LlmReply> second = {};  ///< of a fallback endpoint, where not empty
    std::size_t second_calls = 0;
    std::function<void(LlmEndpoint&)> set = nullptr;  ///< changes to the endpoint
    bool long_article = false;
    bool translate = false;    ///< the stage is translate, else summarize
    bool never_again = false;  ///< no two requests may be the same
    bool streamed = false;     ///< the request asks for a stream
};
inline void PrintTo(const Trap& trap, std::ostream* out) { *out << trap.name; }

/// All of them, by theme.
[[nodiscard]] std::vector<Trap> provider_traps();
[[nodiscard]] std::vector<Trap> answer_traps();     ///< answers wrapped, cut, empty, unreadable
[[nodiscard]] std::vector<Trap> dialect_traps();    ///< parameters and formats refused
[[nodiscard]] std::vector<Trap> limit_traps();      ///< rates, outages, money, keys
[[nodiscard]] std::vector<Trap> stream_traps();     ///< streams and connections
[[nodiscard]] std::vector<Trap> anthropic_traps();  ///< the Messages API

/// The table of docs/providers.md, in Markdown.
[[nodiscard]] std::string trap_table(const std::vector<Trap>& traps);

// What rows are made of.

/// A completion in the OpenAI shape; 0 tokens: it does not count.
[[nodiscard]] testing::LlmReply says(std::string_view content, std::string_view finish = "stop",
                                     int tokens_in = 0);
/// The same with a message given as JSON.
[[nodiscard]] testing::LlmReply message(std::string_view message_json,
                                        std::string_view finish_json = "\"stop\"");
[[nodiscard]] testing::LlmReply raw(int status, std::string body,
                                    std::vector<std::pair<std::string, std::string>> headers = {});
/// An error in the OpenAI shape.
[[nodiscard]] testing::LlmReply refuses(
    int status, std::string_view text, std::string_view code = "", std::string_view param = "",
    std::vector<std::pair<std::string, std::string>> headers = {});
/// A good answer of the stage summarize.
[[nodiscard]] testing::LlmReply good();
/// Stands for a good answer to whatever is asked, main points of a part of the article included.
[[nodiscard]] inline testing::LlmReply whatever_fits() { return {}; }
[[nodiscard]] std::string json_quoted(std::string_view text);  ///< as a JSON string

}  // namespace ainews::pipeline
