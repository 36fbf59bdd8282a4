#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "config/config.h"
#include "core/http.h"
#include "core/ledger.h"
#include "core/shared_facts.h"
#include "pipeline/llm_chat.h"
#include "pipeline/llm_client.h"

namespace ainews::daemon {

/// The configured endpoints and the fallback orders over them. Built once; what it hands out lives
/// as long as it does and is thread-safe.
class ModelClients {
public:
    /// Throws Exit (78) where a key cannot be read.
    ModelClients(const config::Config& config, const std::string& fence_secret, HttpClient& http,
                 Ledger& ledger, SharedFacts& shared, Clock& clock);

    /// The client for these endpoints in this order (empty: all, as they stand in the file);
    /// nullptr where none is configured.
    [[nodiscard]] pipeline::LlmClient* get(std::span<const std::string> names);
    [[nodiscard]] std::span<const std::unique_ptr<pipeline::ChatClient>> endpoints()
        const noexcept {
        return clients_;
    }
    /// Requests that all endpoints together take at once.
    [[nodiscard]] int concurrency() const noexcept;

private:
    std::vector<std::unique_ptr<pipeline::ChatClient>> clients_;
    std::map<std::vector<std::string>, std::unique_ptr<pipeline::LlmClient>> fallbacks_;
};

}  // namespace ainews::daemon
