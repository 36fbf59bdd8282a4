#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace ainews::testing {

/// A receiver of webhooks on loopback that keeps what it was sent. POST to url(); GET heartbeat().
/// Runs threads of its own; every member function may be called from any thread.
class WebhookStub {
public:
    struct Post {
        std::string body;
        std::string key;  ///< of the Idempotency-Key header
    };

    WebhookStub();
    ~WebhookStub();
    WebhookStub(const WebhookStub&) = delete;
    WebhookStub& operator=(const WebhookStub&) = delete;

    /// Its path is a secret that must show up nowhere.
    [[nodiscard]] std::string url() const;
    [[nodiscard]] std::string heartbeat() const;
    static constexpr const char* kSecret = "planted-4be1c0";

    /// The next posts are answered so, each once, with "Retry-After: 1"; later ones 200.
    void answer_next(std::vector<int> statuses);
    /// Posts are kept waiting until release().
    void hold();
    void release();

    [[nodiscard]] std::vector<Post> posts() const;
    [[nodiscard]] int beats() const;
    bool wait_for(const std::function<bool()>& wanted, std::chrono::milliseconds timeout) const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ainews::testing
