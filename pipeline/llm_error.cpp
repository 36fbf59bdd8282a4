#include "pipeline/llm_error.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "pipeline/llm_dialect.h"
#include "pipeline/llm_json.h"
#include "pipeline/rate_limiter.h"
#include "text/unicode.h"

namespace ainews::pipeline {
namespace {

using nlohmann::json;

constexpr std::size_t kMessageBytesMax = 300;
constexpr std::string_view kHidden = "[key]";

std::string text_of(const json& object, std::string_view key) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return {};
    if (found->is_string()) return found->get<std::string>();
    if (found->is_number_integer()) return found->dump();
    return {};
}

int status_of(const json& error) {
    for (const char* key : {"code", "status", "status_code"}) {
        const auto found = error.find(key);
        if (found == error.end() || !found->is_number_integer()) continue;
        const auto status = found->get<std::int64_t>();
        if (status >= 400 && status < 600) return static_cast<int>(status);
    }
    return 0;
}

/// Google's `details: [{"@type": ".../RetryInfo", "retryDelay": "27s"}]`.
std::optional<Millis> retry_delay(const json& error) {
    const auto details = error.find("details");
    if (details == error.end() || !details->is_array()) return std::nullopt;
    for (const json& detail : *details)
        if (detail.is_object())
            if (const auto delay = parse_reset(text_of(detail, "retryDelay"))) return delay;
    return std::nullopt;
}

ApiError from_object(const json& error) {
    ApiError found;
    found.status = status_of(error);
    found.message = text_of(error, "message");
    found.code = text_of(error, "code");
    found.type = text_of(error, "type");
    if (found.type.empty()) found.type = text_of(error, "status");
    found.param = text_of(error, "param");
    found.retry_after = retry_delay(error);
    // Gateways put the provider's own words one level down.
    if (const auto meta = error.find("metadata"); meta != error.end() && meta->is_object()) {
        if (const std::string raw = text_of(*meta, "raw"); !raw.empty())
            found.message += ": " + raw;
        if (meta->contains("reasons")) found.type = "moderation";
    }
    return found;
}

/// FastAPI: a string, or a list of {"loc": ["body", "seed"], "msg": …}.
ApiError from_detail(const json& detail) {
    ApiError found;
    if (detail.is_string()) found.message = detail.get<std::string>();
    if (!detail.is_array() || detail.empty() || !detail.front().is_object()) return found;
    const json& first = detail.front();
    found.message = text_of(first, "msg");
    if (const auto loc = first.find("loc"); loc != first.end() && loc->is_array())
        for (const json& part : *loc)
            if (part.is_string() && part != "body" && found.param.empty())
                found.param = part.get<std::string>();
    return found;
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words,
                               [&](std::string_view word) { return text.find(word) != text.npos; });
}

std::string lower_ascii(std::string_view text) {
    std::string out{text};
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

bool is_overflow(std::string_view said) {
    return contains_any(
        said, {"context_length", "context length", "context window", "context size",
               "exceed_context", "maximum context", "prompt is too long", "input is too long",
               "too many tokens", "input tokens exceed", "prompt too long"});
}

bool is_moderation(std::string_view said) {
    return contains_any(
        said, {"moderation", "flagged", "content_filter", "content_policy", "content policy",
               "content management policy", "data_inspection", "safety"});
}

bool is_out_of_money(const ApiError& error, std::string_view said) {
    if (contains_any(said,
                     {"insufficient_quota", "billing_hard_limit", "insufficient balance",
                      "insufficient_balance", "insufficient credit", "credit balance", "arrears"}))
        return true;
    // Google says the same of a limit a minute as others of an empty account, but names its type.
    return contains_any(said, {"check your plan and billing"}) &&
           error.type != "RESOURCE_EXHAUSTED";
}

bool is_unknown_model(std::string_view said) {
    return said.find("model") != std::string_view::npos &&
           contains_any(said, {"model_not_found", "does not exist", "not found", "not exist",
                               "unknown model", "no such model", "invalid model",
                               "not a valid model", "unsupported model"});
}

/// Words by which endpoints mean a parameter without naming it.
struct Hint {
    std::string_view word;
    std::string_view parameter;
};
constexpr std::array<Hint, 13> kHints{{
    {"output_config", "format"},
    {"output_config", "effort"},
    {"json_schema", "format"},
    {"json_schema", "response_format"},
    {"json_object", "response_format"},
    {"schema", "response_format"},
    {"grammar", "response_format"},
    {"guided", "response_format"},
    {"structured output", "response_format"},
    {"reasoning", "reasoning_effort"},
    {"system role", kSystemRole},
    {"system message", kSystemRole},
    {"streaming", "stream"},
}};

bool is_name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Whether the whole word stands in the text: "stream" is not in "upstream".
bool names(std::string_view text, std::string_view word) {
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at == 0 || !is_name_char(text[at - 1])) &&
            (end == text.size() || !is_name_char(text[end])))
            return true;
    }
    return false;
}

/// The parameter that the error is about; the longest name wins, since one name may hold another.
std::string blamed_parameter(const ApiError& error, std::string_view said,
                             const std::set<std::string, std::less<>>& sent) {
    const std::string param = lower_ascii(error.param);
    for (const std::string_view where : {std::string_view{param}, said}) {
        std::string best;
        for (const std::string& name : sent)
            if (name != kSystemRole && names(where, name) && name.size() > best.size()) best = name;
        if (!best.empty()) return best;
        for (const Hint& hint : kHints)
            if (where.find(hint.word) != where.npos && sent.contains(hint.parameter))
                return std::string{hint.parameter};
    }
    return {};
}

Diagnosis diagnose_bad_request(const ApiError& error, std::string_view said,
                               const std::set<std::string, std::less<>>& sent) {
    if (contains_any(said, {"api key not valid", "invalid api key", "api_key_invalid"}))
        return {Remedy::Refuse, {}};
    if (is_out_of_money(error, said)) return {Remedy::Refuse, {}};
    if (is_moderation(said)) return {Remedy::Decline, {}};
    if (std::string parameter = blamed_parameter(error, said, sent); !parameter.empty())
        return {Remedy::DropParameter, std::move(parameter)};
    if (is_unknown_model(said)) return {Remedy::Refuse, {}};
    return {Remedy::Decline, {}};
}

/// Where a key-like word ("sk-…") that starts at `at` ends; `at` itself if none does.
std::size_t key_end(std::string_view text, std::size_t at) {
    const bool boundary = at == 0 || std::isalnum(static_cast<unsigned char>(text[at - 1])) == 0;
    const auto rest = text.substr(at);
    if (!boundary ||
        !(rest.starts_with("sk-") || rest.starts_with("sk_") || rest.starts_with("Bearer ") ||
          rest.starts_with("gsk_") || rest.starts_with("AIza")))
        return at;
    std::size_t end = at + (rest.starts_with("Bearer ") ? 7U : 3U);
    const auto part_of_key = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' ||
               c == '*' || c == '.';
    };
    while (end < text.size() && part_of_key(text[end])) ++end;
    return end - at >= 8 ? end : at;
}

}  // namespace

std::optional<ApiError> api_error_of(const json& body) {
    if (body.is_array()) return body.empty() ? std::nullopt : api_error_of(body.front());
    if (!body.is_object()) return std::nullopt;
    if (const auto error = body.find("error"); error != body.end() && !error->is_null()) {
        if (error->is_object()) return from_object(*error);
        if (error->is_string()) {
            ApiError found = from_object(body);
            found.message = error->get<std::string>();
            return found;
        }
    }
    if (body.contains("choices")) return std::nullopt;
    if (const auto detail = body.find("detail"); detail != body.end()) return from_detail(*detail);
    if (const auto all = body.find("errors"); all != body.end() && all->is_array() && !all->empty())
        return all->front().is_object() ? from_object(all->front()) : from_detail(all->front());
    if (text_of(body, "object") == "error" || !text_of(body, "message").empty())
        return from_object(body);
    return std::nullopt;
}

ApiError api_error_of(int status, std::string_view body) {
    ApiError error;
    const auto parsed = parse_json(body);
    if (auto found = parsed ? api_error_of(*parsed) : std::nullopt)
        error = *std::move(found);
    else if (parsed && parsed->is_string())
        error.message = parsed->get<std::string>();
    else
        error.message = body.substr(0, kMessageBytesMax);
    error.status = status;
    return error;
}

Diagnosis diagnose(const ApiError& error, const std::set<std::string, std::less<>>& sent) {
    const std::string said = lower_ascii(error.code + " " + error.type + " " + error.message);
    switch (error.status) {
        case 401:
            return {Remedy::Refuse, {}};
        case 402:
            return {Remedy::Refuse, {}};
        case 403:
            return {is_moderation(said) ? Remedy::Decline : Remedy::Refuse, {}};
        case 404:
            // OpenRouter has the model, but at no provider that takes all that was asked for.
            if (contains_any(said, {"no endpoints found"}) && sent.contains("response_format"))
                return {Remedy::DropParameter, "response_format"};
            return {Remedy::Refuse, {}};
        case 408:
        case 409:
        case 425:
            return {Remedy::Retry, {}};
        case 413:
            return {Remedy::Shrink, {}};
        case 429:
            return {is_out_of_money(error, said) ? Remedy::Refuse : Remedy::Wait, {}};
        default:
            break;
    }
    if (error.status >= 500) {
        // llama.cpp and some gateways report an overlong prompt as an error of their own.
        return {is_overflow(said) ? Remedy::Shrink : Remedy::Retry, {}};
    }
    if (error.status >= 300 && error.status < 400) return {Remedy::Refuse, {}};
    if (is_overflow(said)) return {Remedy::Shrink, {}};
    if (error.status == 0) {
        // An error in a body that came with 200 and has no number of its own.
        if (is_out_of_money(error, said)) return {Remedy::Refuse, {}};
        if (contains_any(said, {"rate limit", "rate_limit", "too many requests"}))
            return {Remedy::Wait, {}};
        if (is_moderation(said)) return {Remedy::Decline, {}};
        if (contains_any(said, {"authentication_error", "permission_error", "invalid_api_key"}))
            return {Remedy::Refuse, {}};
        if (contains_any(said, {"invalid_request_error"})) return {Remedy::Decline, {}};
        return {Remedy::Retry, {}};
    }
    return diagnose_bad_request(error, said, sent);
}

std::string safe_message(std::string_view message, const Secret& key) {
    // Cleaned before anything is hidden: a control character within a key would hide it from us
    // only.
    std::string text = text::collapse_space(text::clean_utf8(message));
    if (const auto secret = key.reveal(); !secret.empty())
        for (std::size_t at = text.find(secret); at != std::string::npos;
             at = text.find(secret, at))
            text.replace(at, secret.size(), kHidden);
    text.resize(text::truncate_bytes(text, 4 * kMessageBytesMax).size());
    std::string safe;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = key_end(text, at);
        if (end > at)
            safe += kHidden;
        else
            safe += text[at];
        at = std::max(end, at + 1);
    }
    return std::string{text::truncate_bytes(safe, kMessageBytesMax)};
}

}  // namespace ainews::pipeline
