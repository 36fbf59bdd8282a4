#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace ainews::site {

struct ServerOptions {
    std::string listen = "127.0.0.1:8088";  ///< HOST:PORT; port 0 takes a free one
    std::filesystem::path dir;              ///< the site's directory
    std::function<bool()> healthy;          ///< answers /healthz; called on a server thread
};

/// A small read-only HTTP server for a local look at the site. Files only, never dot files, never
/// above the directory; strict CSP; limits on header, body, time and connections. Runs its own
/// named thread.
class Server {
public:
    /// Throws std::runtime_error naming the address where it cannot listen.
    explicit Server(ServerOptions options);
    ~Server();
    [[nodiscard]] int port() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ainews::site
