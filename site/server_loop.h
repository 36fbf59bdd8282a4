#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "core/clock.h"
#include "site/server_message.h"

namespace ainews::site {

/// What one server may use. A connection that waits costs a descriptor and at most
/// kHeadBytesMax, never a thread.
struct ServerLimits {
    std::size_t connections_max = 256;  ///< beyond, the one that let us wait longest is closed
    std::size_t queue_max = 256;        ///< complete requests that wait for a worker; beyond: 503
    std::size_t workers = 3;
    Millis head_time = std::chrono::seconds{10};   ///< from the first byte to the empty line
    Millis idle_time = std::chrono::seconds{20};   ///< before the first byte
    Millis write_time = std::chrono::seconds{60};  ///< for one whole answer
};

/// An HTTP/1.1 listener: one thread on epoll reads heads and writes answers, a few workers run the
/// handler. So a hundred slow clients hold nobody up. GET and HEAD without a body only.
class ServerLoop {
public:
    /// Runs on the workers' threads; what it throws becomes a 500.
    using Handler = std::function<ServerAnswer(const ServerRequest&)>;

    /// `listen`: HOST:PORT, port 0 takes a free one. Throws std::runtime_error naming the address
    /// where it cannot listen. `clock` outlives it.
    ServerLoop(const std::string& listen, const ServerLimits& limits, const Clock& clock,
               Handler handler);
    /// Closes every connection and joins.
    ~ServerLoop();
    [[nodiscard]] int port() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ainews::site
