// From the bytes of an endpoint to an answer: bodies, streams, errors, and the JSON in the model's
// text. The first byte chooses the path, so that one corpus serves them all.

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "pipeline/llm_error.h"
#include "pipeline/llm_json.h"
#include "pipeline/llm_reply.h"
#include "pipeline/llm_stream.h"
#include "text/unicode.h"

namespace {

using namespace ainews::pipeline;

constexpr std::string_view kSchema =
    R"({"type":"object","properties":{"a":{"type":"array","items":{"type":"integer"}},)"
    R"("b":{"type":"string","enum":["1","2"]}},"required":["a"],"additionalProperties":false})";

void require(bool holds) {
    if (!holds) std::abort();
}

void check_text(const ModelReply& reply) {
    const auto shaped = accept_text(reply, kSchema);
    if (shaped) {
        // What was accepted is one conforming object, and stays so.
        const auto value = parse_json(*shaped);
        require(value && value->is_object());
        require(schema_violations(*parse_json(kSchema), *value).empty());
        ModelReply again;
        again.content = *shaped;
        require(accept_text(again, kSchema) == shaped);
    }
    const auto plain = accept_text(reply, "");
    require(!plain || !plain->empty());
}

void check_error(const ApiError& error) {
    const auto diagnosis =
        diagnose(error, {"temperature", "response_format", "strict", "max_tokens", "system"});
    require((diagnosis.remedy == Remedy::DropParameter) == !diagnosis.parameter.empty());
    const std::string safe = safe_message(error.message, Secret{"hunter2hunter2"});
    require(safe.size() <= 300 && ainews::text::is_utf8(safe));
    require(safe.find("hunter2hunter2") == std::string::npos &&
            safe.find('\n') == std::string::npos);
}

void check_stream(const LlmWire& wire, std::string_view bytes, std::size_t piece) {
    StreamReader reader{wire};
    bool more = true;
    for (std::size_t at = 0; at < bytes.size() && more; at += piece)
        more = reader.feed(bytes.substr(at, piece));
    reader.finish();
    require(!reader.is_complete() || reader.is_answer());
    if (reader.error())
        check_error(*reader.error());
    else
        check_text(reader.reply());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    switch (data[0] % 4U) {
        case 0:
            if (const auto body = parse_json(bytes)) {
                if (const auto error = api_error_of(*body)) check_error(*error);
                for (const LlmApi api : {LlmApi::OpenAi, LlmApi::Anthropic})
                    if (const auto reply = make_wire(api)->read(*body)) check_text(*reply);
            }
            break;
        case 1: {
            ModelReply reply;
            reply.content = bytes;
            check_text(reply);
            break;
        }
        case 2: {
            for (const LlmApi api : {LlmApi::OpenAi, LlmApi::Anthropic})
                check_stream(*make_wire(api), bytes, 1 + data[0] / 4U);
            break;
        }
        default:
            check_error(api_error_of(400 + data[0], bytes));
            break;
    }
    return 0;
}
