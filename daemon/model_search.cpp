#include "daemon/model_search.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "config/secret.h"
#include "config/suggestions.h"
#include "net/http_client.h"

namespace ainews::daemon {
namespace {

constexpr Millis kProbeTimeout{500};

/// The first model of a `GET /models` answer (`data[0].id`) or an Ollama list (`models[0].name`).
std::string first_model(const std::string& body) {
    const auto answer = nlohmann::json::parse(body, nullptr, false);
    if (!answer.is_object()) return {};
    for (const auto& [list, field] : {std::pair{"data", "id"}, {"models", "name"}})
        if (const auto found = answer.find(list);
            found != answer.end() && found->is_array() && !found->empty())
            return found->front().is_object() ? found->front().value(field, "") : std::string{};
    return {};
}

std::vector<config::AnsweringServer> answering_servers(Clock& clock) {
    net::CurlHttpClient http{{.thread_name = "probe", .allow_networks = {"127.0.0.0/8", "::1/128"}},
                             clock};
    std::vector<config::AnsweringServer> found;
    for (const config::LocalServer& server : config::local_servers()) {
        HttpRequest request;
        request.url = server.probe_url;
        request.limits.redirects_max = 0;
        request.limits.connect = request.limits.first_byte = request.limits.total = kProbeTimeout;
        const auto response = http.perform(std::move(request), {});
        if (response && response->status == 200)
            found.push_back({server, first_model(response->body)});
    }
    return found;
}

}  // namespace

void print_model_suggestions(std::ostream& out, const config::Config& config, Clock& clock) {
    if (!config.llms.empty()) return;
    const auto suggestions =
        config::model_suggestions(config, answering_servers(clock), config::process_environment());
    out << "no model is configured: items are kept and shown with extracted sentences until one "
           "is\n";
    for (const config::ModelSuggestion& suggestion : suggestions)
        out << fmt::format("found: {}; to use it, add:\n\n{}\n", suggestion.found, suggestion.toml);
}

}  // namespace ainews::daemon
