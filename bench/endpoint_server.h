#pragma once

#include <chrono>
#include <string>
#include <thread>

namespace ainews::bench {

/// A model endpoint on loopback that answers every request with one completion after a fixed time:
/// one thread and epoll, so that it costs the machine as little as possible.
class EndpointServer {
public:
    explicit EndpointServer(std::chrono::microseconds latency);
    ~EndpointServer();
    EndpointServer(const EndpointServer&) = delete;
    EndpointServer& operator=(const EndpointServer&) = delete;

    [[nodiscard]] int port() const noexcept { return port_; }

private:
    void serve(const std::stop_token& stop) const;

    std::chrono::microseconds latency_;
    int listener_ = -1;
    int port_ = 0;
    std::jthread thread_;
};

/// The body that it answers.
[[nodiscard]] std::string endpoint_answer();

/// What no client can beat: `in_flight` plain sockets, each sending the next request as soon as its
/// answer is there, from one thread. Gives the time that `calls` of them take.
[[nodiscard]] std::chrono::duration<double> ideal_client(int port, const std::string& body,
                                                         int in_flight, int calls);

}  // namespace ainews::bench
