#include "pipeline/llm_probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "pipeline/llm_error.h"
#include "pipeline/llm_json.h"
#include "text/url.h"

namespace ainews::pipeline {
namespace {

using nlohmann::json;

constexpr std::size_t kModelsMax = 1000;
constexpr std::size_t kVersionBytesMax = 40;
/// A look takes this many times the time allowed to connect, at most.
constexpr int kPatience = 3;
/// A catalogue of hundreds of models, with their descriptions.
constexpr std::size_t kCatalogueBytesMax = 8U << 20U;
/// No model has less, and none has more.
constexpr std::int64_t kContextMin = 256;
constexpr std::int64_t kContextMax = 100'000'000;

struct Host {
    std::string_view host;
    std::string_view kind;
};
/// Services that are known by their address.
constexpr std::array<Host, 9> kHosts{{
    {"api.openai.com", "OpenAI"},
    {"api.anthropic.com", "Anthropic"},
    {"openrouter.ai", "OpenRouter"},
    {"generativelanguage.googleapis.com", "Gemini"},
    {"api.deepseek.com", "DeepSeek"},
    {"api.groq.com", "Groq"},
    {"api.mistral.ai", "Mistral"},
    {"api.together.xyz", "Together"},
    {"api.fireworks.ai", "Fireworks"},
}};

std::string_view service_at(std::string_view base_url) {
    const std::string host = text::host_of(base_url);
    const auto found = std::ranges::find(kHosts, std::string_view{host}, &Host::host);
    return found == kHosts.end() ? std::string_view{} : found->kind;
}

/// Ollama adds ":latest" to a name without a tag.
bool same_model(std::string_view offered, std::string_view wanted) {
    return offered == wanted ||
           (offered.ends_with(":latest") && offered.substr(0, offered.size() - 7) == wanted);
}

std::int64_t credible(std::optional<std::int64_t> context) {
    return context && *context >= kContextMin && *context <= kContextMax ? *context : 0;
}

/// The first of these members that is a credible context.
std::int64_t context_in(const json& object, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys)
        if (const std::int64_t context = credible(json_count(object, key)); context > 0)
            return context;
    return 0;
}

const json* list_in(const json& body, std::string_view key) {
    const json* list = json_member(body, key);
    return list != nullptr && list->is_array() ? list : nullptr;
}

/// Looks around one server.
class Look {
public:
    Look(HttpClient& http, const LlmEndpoint& endpoint, const LlmWire& wire, std::stop_token stop)
        : http_{http}, endpoint_{endpoint}, wire_{wire}, stop_{std::move(stop)} {
        root_ = endpoint;
        while (root_.base_url.ends_with('/')) root_.base_url.pop_back();
        if (root_.base_url.ends_with("/v1")) root_.base_url.resize(root_.base_url.size() - 3);
    }

    [[nodiscard]] Expected<EndpointTraits> run() {
        found_.kind = service_at(endpoint_.base_url);
        const auto response = get(endpoint_, "models");
        if (!response) return tl::unexpected{response.error()};
        if (response->status == 401 || response->status == 403)
            return fail(ErrorKind::Refused, said(*response));
        if (response->status >= 500 || response->status == 429)
            return fail(ErrorKind::Transient, said(*response));
        if (response->header("server") == "llama.cpp") found_.kind = "llama.cpp";
        if (response->status / 100 == 2)
            if (const auto body = parse_json(response->body)) read_models(*body);
        if (service_at(endpoint_.base_url).empty()) look_closer();
        return std::move(found_);
    }

private:
    [[nodiscard]] Expected<HttpResponse> get(const LlmEndpoint& at, std::string_view path) {
        HttpRequest request = http_request(at, wire_, path);
        request.limits.total = request.limits.first_byte = endpoint_.timeouts.connect * kPatience;
        request.limits.body_bytes_max = kCatalogueBytesMax;
        return http_.perform(std::move(request), stop_);
    }
    /// A page of the server itself, beside its API; null where it has none.
    [[nodiscard]] json page(std::string_view path) {
        const auto response = get(root_, path);
        if (!response || response->status != 200) return nullptr;
        return parse_json(response->body).value_or(json());
    }
    static std::string said(const HttpResponse& response) {
        return fmt::format("HTTP {}: {}", response.status,
                           api_error_of(response.status, response.body).message);
    }

    void read_models(const json& body) {
        const json* list = list_in(body, "data");
        if (list == nullptr) return;
        for (const json& model : *list) {
            const std::string id = json_string(model, "id");
            if (id.empty()) continue;
            if (found_.models.size() < kModelsMax) found_.models.push_back(id);
            if (found_.kind.empty()) found_.kind = kind_of_owner(json_string(model, "owned_by"));
            if (same_model(id, endpoint_.model))
                note(context_in(model, {"max_model_len", "context_length", "context_window",
                                        "max_input_tokens", "max_context_length"}),
                     "/models");
        }
    }
    static std::string kind_of_owner(std::string_view owner) {
        if (owner == "vllm") return "vLLM";
        if (owner == "llamacpp") return "llama.cpp";
        if (owner == "library") return "Ollama";
        if (owner == "organization_owner") return "LM Studio";
        return {};
    }

    void look_closer() {
        if (found_.kind == "vLLM") return;
        const bool unknown = found_.kind.empty();
        if ((unknown || found_.kind == "Ollama") && ollama()) return;
        if ((unknown || found_.kind == "llama.cpp") && llama()) return;
        if (unknown || found_.kind == "LM Studio") lm_studio();
    }
    bool ollama() {
        const std::string version = json_string(page("api/version"), "version");
        if (version.empty()) return false;
        found_.kind = "Ollama " + version.substr(0, kVersionBytesMax);
        // Only what is loaded has a context: that of the server's setting, not the model's own.
        const json loaded = page("api/ps");
        if (const json* list = list_in(loaded, "models"))
            for (const json& model : *list)
                if (same_model(json_string(model, "name"), endpoint_.model))
                    note(context_in(model, {"context_length"}), "/api/ps");
        return true;
    }
    bool llama() {
        const json props = page("props");
        const json* settings = json_member(props, "default_generation_settings");
        if (settings == nullptr) return false;
        found_.kind = "llama.cpp";
        note(context_in(*settings, {"n_ctx"}), "/props");
        return true;
    }
    void lm_studio() {
        const json models = page("api/v0/models");
        const json* list = list_in(models, "data");
        if (list == nullptr) return;
        found_.kind = "LM Studio";
        for (const json& model : *list)
            if (same_model(json_string(model, "id"), endpoint_.model))
                note(context_in(model, {"loaded_context_length", "max_context_length"}),
                     "/api/v0/models");
    }
    void note(std::int64_t context, std::string_view from) {
        if (context == 0) return;
        found_.context_tokens = context;
        found_.context_from = from;
    }

    HttpClient& http_;
    const LlmEndpoint& endpoint_;
    LlmEndpoint root_;  ///< the same without the API's version
    const LlmWire& wire_;
    std::stop_token stop_;
    EndpointTraits found_;
};

}  // namespace

Expected<EndpointTraits> look_at(HttpClient& http, const LlmEndpoint& endpoint, const LlmWire& wire,
                                 std::stop_token stop) {
    return Look{http, endpoint, wire, std::move(stop)}.run();
}

std::string context_fact(const EndpointTraits& traits) {
    return fmt::format("{} {}", traits.context_tokens, traits.context_from);
}

EndpointTraits traits_from_fact(std::string_view fact) {
    EndpointTraits traits;
    std::int64_t context = 0;
    const auto [end, error] = std::from_chars(fact.data(), fact.data() + fact.size(), context);
    if (error != std::errc{} || credible(context) == 0) return traits;
    traits.context_tokens = context;
    const auto rest = fact.substr(static_cast<std::size_t>(end - fact.data()));
    traits.context_from = rest.starts_with(' ') ? rest.substr(1) : rest;
    return traits;
}

}  // namespace ainews::pipeline
