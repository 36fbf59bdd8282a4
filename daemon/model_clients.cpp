#include "daemon/model_clients.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <functional>

#include "daemon/wiring.h"
#include "pipeline/llm_fallback.h"

namespace ainews::daemon {

ModelClients::ModelClients(const config::Config& config, const std::string& fence_secret,
                           HttpClient& http, Ledger& ledger, SharedFacts& shared, Clock& clock) {
    for (const config::LlmConfig& llm : config.llms)
        clients_.push_back(std::make_unique<pipeline::ChatClient>(
            http, ledger, clock, llm_endpoint(config, llm, fence_secret), budget_policy(config),
            pipeline::ChatServices{.shared = &shared, .on_warning = [](const std::string& line) {
                                       spdlog::warn("{}", line);
                                   }}));
}

pipeline::LlmClient* ModelClients::get(std::span<const std::string> names) {
    std::vector<std::reference_wrapper<pipeline::LlmClient>> chosen;
    const auto add = [&](const std::unique_ptr<pipeline::ChatClient>& client) {
        chosen.emplace_back(*client);
    };
    if (names.empty()) std::ranges::for_each(clients_, add);
    for (const std::string& name : names)
        for (const auto& client : clients_)
            if (client->name() == name) add(client);
    if (chosen.empty()) return nullptr;
    if (chosen.size() == 1) return &chosen.front().get();
    auto& fallback = fallbacks_[{names.begin(), names.end()}];
    if (!fallback) fallback = std::make_unique<pipeline::FallbackClient>(std::move(chosen));
    return fallback.get();
}

int ModelClients::concurrency() const noexcept {
    int sum = 0;
    for (const auto& client : clients_) sum += client->concurrency();
    return sum;
}

}  // namespace ainews::daemon
