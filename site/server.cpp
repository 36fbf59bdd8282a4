#include "site/server.h"

#include <mutex>

#include "site/metrics.h"
#include "site/reader_pages.h"
#include "site/server_files.h"

namespace ainews::site {

struct Server::Impl {
    Impl(ServerOptions given, const Clock& time)
        : options{std::move(given)},
          clock{time},
          files{options.dir},
          loop{options.listen, options.limits, time,
               [this](const ServerRequest& request) { return answer(request); }} {}

    [[nodiscard]] ServerAnswer answer(const ServerRequest& request);
    [[nodiscard]] ServerAnswer health() const;
    [[nodiscard]] std::shared_ptr<const OpsReport> report();
    [[nodiscard]] ServerAnswer operators(const ServerRequest& request);

    const ServerOptions options;
    const Clock& clock;
    SiteFiles files;
    std::mutex mutex;  ///< guards what follows
    std::shared_ptr<const OpsReport> last_report;
    SteadyTime reported{};
    ServerLoop loop;  ///< last: its threads use what stands above
};

ServerAnswer Server::Impl::health() const {
    const bool well = !options.healthy || options.healthy();
    std::string text = well ? "ok\n" : "not well\n";
    if (options.last_cycle) text += "last cycle: " + options.last_cycle() + "\n";
    ServerAnswer answer = text_answer(well ? 200 : 503, text);
    answer.cache = "no-store";
    return answer;
}

std::shared_ptr<const OpsReport> Server::Impl::report() {
    const std::lock_guard lock{mutex};
    if (!last_report || clock.steady_now() - reported >= kOpsEvery) {
        last_report = std::make_shared<const OpsReport>(options.ops());
        reported = clock.steady_now();
    }
    return last_report;
}

ServerAnswer Server::Impl::operators(const ServerRequest& request) {
    // Through a proxy, or under a name that a stranger's page can take (DNS rebinding), there is
    // nothing at these addresses.
    const auto pages = options.pages ? options.pages() : nullptr;
    if (!request.local || !options.ops || !pages) return files.answer(request);
    if (request.path == "/ops") return pages->ops(*report());
    ServerAnswer answer = text_answer(200, metrics_text(*report()));
    answer.type = kMetricsType;
    answer.cache = "no-store";
    return answer;
}

ServerAnswer Server::Impl::answer(const ServerRequest& request) {
    if (request.path == "/healthz") return health();
    if (request.path == "/ops" || request.path == "/metrics") return operators(request);
    // Relative, so that it stays right behind a proxy that serves the site under a prefix.
    if (request.path == "/ops/" && request.local) return redirect_answer("../ops");
    if (const auto pages = options.pages ? options.pages() : nullptr)
        if (auto answer = pages->answer(request)) return std::move(*answer);
    return files.answer(request);
}

Server::Server(ServerOptions options, const Clock& clock)
    : impl_{std::make_unique<Impl>(std::move(options), clock)} {}

Server::~Server() = default;

int Server::port() const noexcept { return impl_->loop.port(); }

}  // namespace ainews::site
