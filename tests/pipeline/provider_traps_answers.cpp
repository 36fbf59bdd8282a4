// Answers that are wrapped, cut, empty, declined or unreadable.

#include "tests/pipeline/heron_article.h"
#include "tests/pipeline/provider_traps.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

using testing::LlmReply;

std::string summary() { return testing::kHeronSummary; }

/// Whole characters only.
std::string start(std::string_view text, std::size_t bytes) {
    return std::string{text::truncate_bytes(text, bytes)};
}

std::string with_trailing_comma() {
    std::string text = summary();
    text.insert(text.rfind('}'), ",");
    return text;
}

constexpr const char* kTaken = "the answer is taken";
constexpr const char* kExtract = "shown with sentences of the original, and the finding";

Trap taken(std::string name, std::string provider, std::string does, LlmReply reply,
           std::string outcome = kTaken) {
    return {.name = std::move(name),
            .provider = std::move(provider),
            .does = std::move(does),
            .outcome = std::move(outcome),
            .replies = {std::move(reply)}};
}

Trap declined(std::string name, std::string provider, std::string does, LlmReply reply) {
    return {.name = std::move(name),
            .provider = std::move(provider),
            .does = std::move(does),
            .outcome = "not asked again; shown with sentences of the original",
            .end = TrapEnd::Degraded,
            .replies = {std::move(reply)},
            .never_again = true};
}

Trap cut_short(std::string name, std::string provider, std::string does, LlmReply reply) {
    Trap trap = declined(std::move(name), std::move(provider), std::move(does), std::move(reply));
    trap.reason = "cut at its length limit";
    return trap;
}

Trap reasked(std::string name, std::string provider, std::string does, LlmReply reply) {
    return {.name = std::move(name),
            .provider = std::move(provider),
            .does = std::move(does),
            .outcome = "asked again with the finding; the second answer is taken",
            .calls = 2,
            .replies = {std::move(reply), good()},
            .never_again = true};
}

Trap given_up(std::string name, std::string provider, std::string does, LlmReply reply,
              std::string reason) {
    return {.name = std::move(name),
            .provider = std::move(provider),
            .does = std::move(does),
            .outcome = std::string{"two re-asks, then "} + kExtract,
            .end = TrapEnd::Degraded,
            .calls = 3,
            .replies = {std::move(reply)},
            .reason = std::move(reason)};
}

void add_wrapped(std::vector<Trap>& traps) {
    const std::string object = summary();
    traps.push_back(taken("as_the_book_says", "all", "answers with the object", good()));
    traps.push_back(taken("markdown_fence", "open-weight models", "puts the JSON into a code fence",
                          says("```json\n" + object + "\n```")));
    traps.push_back(taken("open_fence", "open-weight models", "forgets to close the fence",
                          says("```\n" + object)));
    traps.push_back(taken("byte_order_mark", "gateways", "begins with a byte order mark",
                          says("\xEF\xBB\xBF" + object)));
    traps.push_back(taken("words_around", "models on the lowest rung",
                          "writes a sentence before and after the object",
                          says("結果です。\n" + object + "\n以上です。")));
    traps.push_back(taken("trailing_comma", "open-weight models",
                          "leaves a comma before the closing brace", says(with_trailing_comma())));
    traps.push_back(taken("leading_think", "Ollama, vLLM without a reasoning parser",
                          "thinks aloud in `<think>…</think>` first",
                          says("<think>{\"title\":\"draft\"}</think>\n" + object),
                          "the thinking is stripped, the answer is taken"));
    traps.push_back(taken("reasoning_content", "DeepSeek, vLLM",
                          "puts its thoughts into `reasoning_content`",
                          message(R"({"role":"assistant","reasoning_content":"hmm","content":)" +
                                  json_quoted(object) + "}"),
                          "the thoughts are left out, the answer is taken"));
    traps.push_back(taken(
        "reasoning", "Ollama, OpenRouter", "puts its thoughts into `reasoning`",
        message(R"({"role":"assistant","reasoning":"hmm","content":)" + json_quoted(object) + "}"),
        "the thoughts are left out, the answer is taken"));
    traps.push_back(
        taken("answer_as_reasoning", "vLLM with a reasoning parser",
              "puts the whole answer into `reasoning_content` and leaves `content` null",
              message(R"({"role":"assistant","content":null,"reasoning_content":)" +
                      json_quoted("<think>x</think>" + object) + "}"),
              "it is found there and taken"));
    traps.push_back(
        taken("content_parts", "Mistral, gateways", "sends `content` as a list of parts",
              message(R"({"role":"assistant","content":[{"type":"text","text":)" +
                      json_quoted(object.substr(0, 40)) + R"(},{"type":"text","text":)" +
                      json_quoted(object.substr(40)) + "}]}")));
    traps.push_back(
        taken("no_finish_reason", "gateways", "leaves `finish_reason` null",
              message(R"({"role":"assistant","content":)" + json_quoted(object) + "}", "null")));
    traps.push_back(taken("finish_eos", "text-generation-inference", "calls the end `eos`",
                          says(object, "eos")));
    traps.push_back(taken("null_error", "gateways", "has `\"error\": null` beside the answer",
                          raw(200, R"({"error":null,"choices":[{"message":{"content":)" +
                                       json_quoted(object) + R"(},"finish_reason":"stop"}]})")));
    traps.push_back(taken("absurd_usage", "gateways", "counts −5 prompt tokens and a negative cost",
                          raw(200, R"({"choices":[{"message":{"content":)" + json_quoted(object) +
                                       R"(},"finish_reason":"stop"}],"usage":{"prompt_tokens":-5,)"
                                       R"("completion_tokens":1e300,"cost":-1}})"),
                          "the answer is taken, our own estimate is booked"));
    traps.push_back(taken("blank_lines_first", "DeepSeek",
                          "sends blank lines while the request waits, then the answer",
                          raw(200, "\n\n\n\n" + good().body)));
    traps.push_back(taken("another_model", "OpenRouter, gateways",
                          "answers with another model than before",
                          raw(200, R"({"model":"fake-model-2","choices":[{"message":{"content":)" +
                                       json_quoted(object) + R"(},"finish_reason":"stop"}]})"),
                          "taken; the model that answered is recorded and the change is told"));
}

void add_unreadable(std::vector<Trap>& traps) {
    const std::string object = summary();
    traps.push_back(reasked("json_cut_short", "open-weight models",
                            "stops in the middle of the object and calls it complete",
                            says(start(object, 300))));
    traps.push_back(reasked("empty_content", "DeepSeek", "answers with empty content", says("")));
    traps.push_back(reasked("schema_ignored", "servers without schemas",
                            "sends an object of another shape",
                            says(R"({"summary":"Heron 2 was released."})")));
    traps.push_back(taken("an_array", "open-weight models", "puts the object into an array",
                          says("[" + object + "]")));
    traps.push_back(given_up("garbage", "any", "never sends an object at all",
                             says("申し訳ありませんが、お答えできません。"), "JSON"));
    traps.push_back(given_up("deep_brackets", "any", "sends 100,000 opening brackets",
                             says(std::string(100'000, '[')), "JSON"));
    traps.push_back(given_up("think_never_closed", "Ollama", "opens `<think>` and never closes it",
                             says("<think>" + object), "思考"));
    traps.push_back(given_up("null_content", "vLLM", "sends `content: null` and nothing else",
                             message(R"({"role":"assistant","content":null})"), "空"));
    traps.push_back(given_up("unknown_finish", "any", "ends for a reason that nobody knows",
                             says(object, "because"), "終わり方"));
    traps.push_back(given_up(
        "tool_call", "OpenAI", "calls a tool that it was not given",
        message(R"({"role":"assistant","content":null,"tool_calls":[]})", "\"tool_calls\""),
        "終わり方"));
}

void add_cut(std::vector<Trap>& traps) {
    const std::string object = summary();
    traps.push_back(cut_short("length", "all", "cuts the answer at the cap (`length`)",
                              says(start(object, 200), "length")));
    traps.push_back(cut_short("model_length", "Mistral",
                              "cuts it at the context's end (`model_length`)",
                              says(start(object, 200), "model_length")));
    traps.push_back(
        {.name = "reasoning_took_the_room",
         .provider = "OpenAI, vLLM",
         .does = "spends the whole cap on reasoning",
         .outcome = "asked once more with room for reasoning; remembered for 7 days",
         .calls = 2,
         .replies = {message(R"({"content":"","reasoning_content":"hmm"})", "\"length\""), good()},
         .never_again = true});
    traps.push_back(
        {.name = "reasoning_takes_all_room",
         .provider = "OpenAI, vLLM",
         .does = "spends the larger cap on reasoning too",
         .outcome = "not asked a third time; shown with sentences of the original",
         .end = TrapEnd::Degraded,
         .calls = 2,
         .replies = {message(R"({"content":"","reasoning_content":"hmm"})", "\"length\"")},
         .never_again = true});
    traps.push_back({.name = "prompt_cut_silently",
                     .provider = "Ollama (`/v1` ignores `num_ctx`)",
                     .does = "drops the start of a long prompt and answers with 200",
                     .outcome = "noticed by the tokens it counted; read in three parts",
                     .calls = 5,
                     .replies = {says(object, "stop", 2048), whatever_fits()},
                     .long_article = true,
                     .never_again = true});
    traps.push_back({.name = "translation_cut",
                     .provider = "all",
                     .does = "cuts a translation of several paragraphs (`length`)",
                     .outcome = "the chunk is halved; what fits is taken",
                     .calls = 3,
                     .replies = {says("[[p1]] Northlakeは", "length"), {}},
                     .translate = true,
                     .never_again = true});
}

void add_declined(std::vector<Trap>& traps) {
    const std::string object = summary();
    traps.push_back(declined("content_filter", "OpenAI, Azure", "ends with `content_filter`",
                             says("", "content_filter")));
    traps.push_back(declined("refusal", "OpenAI", "fills `refusal` instead of `content`",
                             message(R"({"content":null,"refusal":"I can't help with that."})")));
    traps.push_back(
        declined("filter_400", "Azure", "refuses the prompt with 400",
                 refuses(400, "blocked by content management policy", "content_filter")));
    traps.push_back(declined("moderation_403", "OpenRouter", "refuses the prompt with 403",
                             raw(403, R"({"error":{"code":403,"message":"flagged",)"
                                      R"("metadata":{"reasons":["violence"]}}})")));
    traps.push_back(declined("meaningless_400", "gateways", "says `bad request` and no more",
                             refuses(400, "bad request")));
    traps.push_back({.name = "filter_then_fallback",
                     .provider = "OpenAI, then any",
                     .does = "ends with `content_filter`; the next endpoint answers",
                     .outcome = "the next endpoint's answer is taken",
                     .replies = {says("", "content_filter")},
                     .second = {good()},
                     .second_calls = 1});
    traps.push_back({.name = "filter_twice",
                     .provider = "OpenAI, then any",
                     .does = "ends with `content_filter` at both endpoints",
                     .outcome = "one fallback only; shown with sentences of the original",
                     .end = TrapEnd::Degraded,
                     .replies = {says("", "content_filter")},
                     .reason = "declined",
                     .second = {says("", "content_filter")},
                     .second_calls = 1});
}

}  // namespace

std::vector<Trap> answer_traps() {
    std::vector<Trap> traps;
    add_wrapped(traps);
    add_unreadable(traps);
    add_cut(traps);
    add_declined(traps);
    return traps;
}

}  // namespace ainews::pipeline
