#include "config/suggestions.h"

#include <fmt/format.h>

#include <array>

namespace ainews::config {
namespace {

struct HostedService {
    std::string_view variable;
    std::string_view name;
    std::string_view base_url;
};

constexpr auto kServices = std::to_array<HostedService>({
    {"OPENAI_API_KEY", "openai", "https://api.openai.com/v1"},
    {"ANTHROPIC_API_KEY", "anthropic", "https://api.anthropic.com/v1"},
    {"GEMINI_API_KEY", "gemini", "https://generativelanguage.googleapis.com/v1beta/openai"},
    {"OPENROUTER_API_KEY", "openrouter", "https://openrouter.ai/api/v1"},
    {"DEEPSEEK_API_KEY", "deepseek", "https://api.deepseek.com/v1"},
    {"GROQ_API_KEY", "groq", "https://api.groq.com/openai/v1"},
    {"MISTRAL_API_KEY", "mistral", "https://api.mistral.ai/v1"},
});

std::string local_lines(const AnsweringServer& found) {
    return fmt::format("[llm.main]\nbase_url = \"{}\"\nmodel = \"{}\"\nconcurrency = 2\n",
                       found.server.base_url, found.model.empty() ? "MODEL" : found.model);
}

// Prices are left for the operator to fill in: a wrong price is worse than a refused start.
std::string hosted_lines(const HostedService& service) {
    return fmt::format(
        "[llm.main]\nbase_url = \"{}\"\nmodel = \"MODEL\"\napi_key_env = \"{}\"\n"
        "price_in = USD_A_MILLION_TOKENS\nprice_out = USD_A_MILLION_TOKENS\n\n[budget]\nday_usd = "
        "1.5\n",
        service.base_url, service.variable);
}

}  // namespace

std::span<const LocalServer> local_servers() {
    static const std::array<LocalServer, 4> kServers{{
        {"Ollama", "http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1/models"},
        {"llama.cpp", "http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/models"},
        {"LM Studio", "http://127.0.0.1:1234/v1", "http://127.0.0.1:1234/v1/models"},
        {"vLLM", "http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1/models"},
    }};
    return kServers;
}

std::vector<ModelSuggestion> model_suggestions(const Config& config,
                                               std::span<const AnsweringServer> answering,
                                               const Environment& environment) {
    std::vector<ModelSuggestion> out;
    if (!config.llms.empty()) return out;
    for (const AnsweringServer& found : answering)
        out.push_back({fmt::format("{} answers at {}", found.server.name, found.server.base_url),
                       local_lines(found)});
    for (const HostedService& service : kServices) {
        const auto key = environment(std::string{service.variable});
        if (key && !key->empty())
            out.push_back(
                {fmt::format("the environment has {}", service.variable), hosted_lines(service)});
    }
    return out;
}

}  // namespace ainews::config
