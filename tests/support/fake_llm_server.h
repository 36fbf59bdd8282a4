#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace httplib {
class Server;
}

namespace ainews::testing {

/// A request as the server saw it.
struct LlmRequest {
    std::string method;
    std::string path;
    std::string authorization;
    std::string body;
    std::map<std::string, std::string> headers;  ///< names lower-case
};

/// What the server does with one request.
struct LlmReply {
    int status = 200;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string content_type = "application/json";
    std::chrono::milliseconds delay{0};    ///< before the status line
    std::vector<std::string> pieces = {};  ///< sent one by one instead of `body` where not empty
    std::chrono::milliseconds piece_delay{0};  ///< before each piece but the first
    bool hang = false;   ///< no end: holds the connection until the server stops
    bool abort = false;  ///< after the pieces the connection is closed in the middle of the answer
};

/// A chat completion with that content, as the common servers write it.
[[nodiscard]] std::string completion_json(std::string_view content,
                                          std::string_view finish = "stop", int tokens_in = 300,
                                          int tokens_out = 50);
/// The same as the events of a stream, one piece of content each, with usage and the closing event.
[[nodiscard]] std::vector<std::string> completion_events(const std::vector<std::string>& contents,
                                                         std::string_view finish = "stop",
                                                         int tokens_in = 300, int tokens_out = 50);

/// A scriptable OpenAI-compatible server on a free loopback port. Requests take the scripted
/// replies in order; without one, the handler answers; without a handler, 404. GET /v1/models
/// answers by itself.
class FakeLlmServer {
public:
    using Handler = std::function<LlmReply(const LlmRequest&)>;

    /// `threads`: connections that are served at once.
    explicit FakeLlmServer(int threads = 16);
    ~FakeLlmServer();
    FakeLlmServer(const FakeLlmServer&) = delete;
    FakeLlmServer& operator=(const FakeLlmServer&) = delete;

    /// "http://127.0.0.1:PORT/v1"
    [[nodiscard]] std::string base_url() const;
    void reply(LlmReply reply);
    void set_handler(Handler handler);
    [[nodiscard]] std::vector<LlmRequest> requests() const;
    [[nodiscard]] int in_flight_max() const noexcept { return in_flight_max_; }

private:
    [[nodiscard]] LlmReply next(const LlmRequest& request);
    /// False if the server stops first.
    [[nodiscard]] bool pause(std::chrono::milliseconds duration);

    std::unique_ptr<httplib::Server> server_;
    int port_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable stopped_;
    bool stopping_ = false;
    std::deque<LlmReply> replies_;
    Handler handler_;
    std::vector<LlmRequest> requests_;
    std::atomic<int> in_flight_{0};
    std::atomic<int> in_flight_max_{0};
    std::thread thread_;
};

}  // namespace ainews::testing
