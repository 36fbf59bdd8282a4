#include "site/server.h"

#include <fmt/format.h>
#include <httplib.h>
#include <pthread.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <thread>

namespace ainews::site {
namespace {

constexpr std::size_t kBodyBytesMax = 1024;  // nothing is ever uploaded
constexpr std::size_t kThreads = 4;
constexpr std::chrono::seconds kReadTimeout{5};
constexpr std::chrono::seconds kWriteTimeout{10};
constexpr std::size_t kKeepAliveRequestsMax = 100;

/// One script file of ours, no inline script or style, no other host.
constexpr const char* kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

struct Address {
    std::string host;
    int port = 0;
};

Address parse_address(const std::string& listen) {
    const auto colon = listen.rfind(':');
    Address address;
    if (colon == std::string::npos)
        throw std::runtime_error{fmt::format("server.listen \"{}\" has no port", listen)};
    address.host = listen.substr(0, colon);
    if (address.host.starts_with('[') && address.host.ends_with(']'))
        address.host = address.host.substr(1, address.host.size() - 2);
    const char* end = listen.data() + listen.size();
    if (std::from_chars(listen.data() + colon + 1, end, address.port).ptr != end)
        throw std::runtime_error{fmt::format("server.listen \"{}\" has no port", listen)};
    return address;
}

/// Dot files are the publisher's own notes.
bool is_hidden(const std::string& path) { return path.find("/.") != std::string::npos; }

}  // namespace

struct Server::Impl {
    httplib::Server http;
    int port = 0;
    std::jthread thread;
};

Server::Server(ServerOptions options) : impl_{std::make_unique<Impl>()} {
    httplib::Server& http = impl_->http;
    http.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    http.set_payload_max_length(kBodyBytesMax);
    http.set_read_timeout(kReadTimeout);
    http.set_write_timeout(kWriteTimeout);
    http.set_keep_alive_max_count(kKeepAliveRequestsMax);
    http.set_default_headers({{"Content-Security-Policy", kContentSecurityPolicy},
                              {"X-Content-Type-Options", "nosniff"},
                              {"Referrer-Policy", "no-referrer"}});
    http.set_pre_routing_handler([](const httplib::Request& request, httplib::Response& response) {
        if (request.method != "GET" && request.method != "HEAD") {
            response.status = 405;
            return httplib::Server::HandlerResponse::Handled;
        }
        if (is_hidden(request.path)) {
            response.status = 404;
            return httplib::Server::HandlerResponse::Handled;
        }
        return httplib::Server::HandlerResponse::Unhandled;
    });
    http.Get("/healthz",
             [healthy = options.healthy](const httplib::Request&, httplib::Response& response) {
                 const bool ok = !healthy || healthy();
                 response.status = ok ? 200 : 503;
                 response.set_content(ok ? "ok\n" : "not well\n", "text/plain; charset=utf-8");
             });
    std::error_code ec;
    std::filesystem::create_directories(options.dir, ec);
    if (!http.set_mount_point("/", options.dir.string()))
        throw std::runtime_error{
            fmt::format("cannot serve {}: no such directory", options.dir.string())};
    for (const auto& [extension, type] : {std::pair{"xml", "application/xml; charset=utf-8"},
                                          {"js", "text/javascript; charset=utf-8"},
                                          {"json", "application/json; charset=utf-8"},
                                          {"webmanifest", "application/manifest+json"}})
        http.set_file_extension_and_mimetype_mapping(extension, type);
    const Address address = parse_address(options.listen);
    impl_->port = address.port == 0
                      ? http.bind_to_any_port(address.host)
                      : (http.bind_to_port(address.host, address.port) ? address.port : -1);
    if (impl_->port < 0)
        throw std::runtime_error{fmt::format("cannot listen on {}", options.listen)};
    impl_->thread = std::jthread{[&http] {
        pthread_setname_np(pthread_self(), "site-server");
        http.listen_after_bind();
    }};
}

Server::~Server() {
    // stop() before the thread listens would be forgotten by it.
    while (!impl_->http.is_running()) std::this_thread::yield();
    impl_->http.stop();
}

int Server::port() const noexcept { return impl_->port; }

}  // namespace ainews::site
