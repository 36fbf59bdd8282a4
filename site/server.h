#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/clock.h"
#include "site/ops_report.h"
#include "site/server_loop.h"

namespace ainews::site {

class ReaderPages;

struct ServerOptions {
    std::string listen = "127.0.0.1:8088";  ///< HOST:PORT; port 0 takes a free one
    std::filesystem::path dir;              ///< the site's directory
    ServerLimits limits = {};
    std::function<bool()> healthy = {};  ///< for /healthz; all are called on the workers' threads
    /// When the last cycle ended, in words for /healthz; may be unset.
    std::function<std::string()> last_cycle = {};
    /// For /ops and /metrics, which answer on this machine only; asked at most once in
    /// kOpsEvery. Unset: neither is there.
    std::function<OpsReport()> ops = {};
    /// What is computed for readers under the configuration in force; null: only files.
    std::function<std::shared_ptr<ReaderPages>()> pages = {};
};

/// How old what /ops and /metrics show may be: their work stays bounded whoever asks how often.
inline constexpr Millis kOpsEvery = std::chrono::seconds{2};

/// The daemon's small read-only server: the site's directory, search and API (docs/api.md), health,
/// metrics and the operator's page (docs/operations.md).
/// Runs its own named threads.
class Server {
public:
    /// Throws std::runtime_error naming the address where it cannot listen. `clock` outlives it.
    Server(ServerOptions options, const Clock& clock);
    ~Server();
    [[nodiscard]] int port() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ainews::site
