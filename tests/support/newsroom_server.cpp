#include "tests/support/newsroom_server.h"

#include <fmt/format.h>
#include <httplib.h>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "core/sha256.h"
#include "tests/support/newsroom_endpoint.h"
#include "tests/support/newsroom_pages.h"

namespace ainews::newsroom {
namespace {

constexpr const char* kModelHost = "127.0.0.1";
constexpr std::size_t kModelThreads = 96;
constexpr std::size_t kOutletThreads = 6;
constexpr int kBindAttempts = 50;
constexpr auto kHangMax = std::chrono::minutes{20};

/// A PNG of one grey pixel: what every picture of the newsroom shows.
constexpr unsigned char kPixel[] = {
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48,
    0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00,
    0x00, 0x3A, 0x7E, 0x9B, 0x55, 0x00, 0x00, 0x00, 0x0A, 0x49, 0x44, 0x41, 0x54, 0x78,
    0x9C, 0x63, 0x68, 0x00, 0x00, 0x00, 0x82, 0x00, 0x81, 0x77, 0xCD, 0x72, 0xB6, 0x00,
    0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82};

std::string http_date(TimePoint when) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(
        std::chrono::time_point_cast<std::chrono::system_clock::duration>(when));
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[40];
    std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return text;
}

void plain(httplib::Response& response, int status, const std::string& text) {
    response.status = status;
    response.set_content(text, "text/plain; charset=utf-8");
}

/// Sends the head of an answer that never becomes whole, then drops the connection.
void send_reset(httplib::Response& response) {
    response.set_content_provider(
        1000, "application/octet-stream",
        [](std::size_t, std::size_t, httplib::DataSink&) { return false; });
}

Library load(const std::filesystem::path& directory) {
    auto library = Library::load(directory);
    if (!library) throw std::runtime_error{"newsroom: " + library.error().message};
    return *std::move(library);
}

}  // namespace

class NewsroomServer::Impl {
    /// Waits that end early when the server stops.
    class Gate {
    public:
        void wait(std::chrono::milliseconds duration) {
            std::unique_lock lock{mutex_};
            opened_.wait_for(lock, duration, [this] { return open_; });
        }
        void open() {
            const std::scoped_lock lock{mutex_};
            open_ = true;
            opened_.notify_all();
        }

    private:
        std::mutex mutex_;
        std::condition_variable opened_;
        bool open_ = false;
    };

public:
    explicit Impl(ServerOptions options)
        : options_{std::move(options)},
          library_{load(options_.data)},
          model_{library_},
          endpoint_{model_, faults_, book_, options_.secret},
          delay_{options_.delay} {
        bind();
        for (auto& server : servers_)
            threads_.emplace_back([&server] { server->listen_after_bind(); });
        for (auto& server : servers_)
            while (!server->is_running()) std::this_thread::yield();
    }
    ~Impl() { stop(); }

    void stop() {
        gate_.open();
        for (auto& server : servers_) server->stop();
        threads_.clear();
    }

    ServerOptions options_;
    Library library_;
    RecordedModel model_;
    FaultPlan faults_;
    StatsBook book_;
    Endpoint endpoint_;
    std::atomic<std::chrono::milliseconds> delay_;
    int port_ = 0;

private:
    void bind();
    bool bind_all(int port);
    std::unique_ptr<httplib::Server> make_server(std::size_t threads) const;
    void add_model_routes(httplib::Server& server);
    void add_outlet_routes(httplib::Server& server, const Outlet& outlet);
    void chat(const httplib::Request& request, httplib::Response& response);
    void control(const httplib::Request& request, httplib::Response& response);
    void feed(const Outlet& outlet, const httplib::Request& request, httplib::Response& response);
    bool feed_fault(const Outlet& outlet, httplib::Response& response);
    void page(const Outlet& outlet, const httplib::Request& request, httplib::Response& response);
    [[nodiscard]] Edition edition() const { return {&library_, port_, options_.now}; }
    [[nodiscard]] TimePoint newest(const Outlet& outlet) const;

    Gate gate_;
    std::vector<std::unique_ptr<httplib::Server>> servers_;
    std::vector<std::jthread> threads_;
};

std::unique_ptr<httplib::Server> NewsroomServer::Impl::make_server(std::size_t threads) const {
    auto server = std::make_unique<httplib::Server>();
    server->new_task_queue = [threads] { return new httplib::ThreadPool(threads); };
    server->set_keep_alive_max_count(100'000);
    server->set_keep_alive_timeout(1);
    // The library's default would share the port with another process that listens on it.
    server->set_socket_options([](socket_t socket) {
        const int yes = 1;
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    return server;
}

void NewsroomServer::Impl::bind() {
    for (int attempt = 0; attempt < kBindAttempts; ++attempt) {
        if (bind_all(options_.port)) return;
        if (options_.port != 0) break;
    }
    throw std::runtime_error{fmt::format("newsroom: cannot listen on port {}", options_.port)};
}

bool NewsroomServer::Impl::bind_all(int port) {
    servers_.clear();
    auto model_server = make_server(kModelThreads);
    add_model_routes(*model_server);
    if (port == 0) {
        port = model_server->bind_to_any_port(kModelHost);
        if (port <= 0) return false;
    } else if (!model_server->bind_to_port(kModelHost, port)) {
        return false;
    }
    servers_.push_back(std::move(model_server));
    for (const auto& outlet : library_.outlets()) {
        auto server = make_server(kOutletThreads);
        add_outlet_routes(*server, outlet);
        if (!server->bind_to_port(outlet.host.c_str(), port)) return false;
        servers_.push_back(std::move(server));
    }
    port_ = port;
    return true;
}

void NewsroomServer::Impl::add_model_routes(httplib::Server& server) {
    server.Get("/v1/models", [this](const auto& request, auto& response) {
        const auto reply = endpoint_.models(request.get_header_value("Authorization"));
        response.status = reply.status;
        response.set_content(reply.body, reply.content_type);
    });
    server.Post("/v1/chat/completions",
                [this](const auto& request, auto& response) { chat(request, response); });
    server.Get("/_stats", [this](const auto&, auto& response) {
        response.set_content(book_.snapshot().to_json(), "application/json");
    });
    server.Post("/_control",
                [this](const auto& request, auto& response) { control(request, response); });
}

void NewsroomServer::Impl::chat(const httplib::Request& request, httplib::Response& response) {
    book_.call_started();
    auto reply = endpoint_.chat(request.body, request.get_header_value("Authorization"));
    gate_.wait(reply.manner == WireReply::Manner::Hang ? std::chrono::milliseconds{kHangMax}
                                                       : delay_.load());
    book_.call_ended();
    if (reply.manner != WireReply::Manner::Whole) return send_reset(response);
    response.status = reply.status;
    for (const auto& [name, value] : reply.headers) response.set_header(name, value);
    if (reply.events.empty()) return response.set_content(reply.body, reply.content_type);
    const auto events = std::make_shared<std::vector<std::string>>(std::move(reply.events));
    response.set_chunked_content_provider(
        reply.content_type,
        [events, next = std::size_t{0}](std::size_t, httplib::DataSink& sink) mutable {
            if (next == events->size()) return sink.done(), true;
            const auto& event = (*events)[next++];
            return sink.write(event.data(), event.size());
        });
}

void NewsroomServer::Impl::control(const httplib::Request& request, httplib::Response& response) {
    try {
        const auto order = nlohmann::json::parse(request.body);
        if (order.value("clear", false)) faults_.clear();
        if (order.value("reset_stats", false)) book_.reset();
        if (order.contains("delay_ms"))
            delay_ = std::chrono::milliseconds{order.at("delay_ms").get<int>()};
        for (const auto& text : order.value("faults", std::vector<std::string>{})) {
            auto fault = parse_fault(text);
            if (!fault) return plain(response, 400, fault.error().message + "\n");
            faults_.add(*std::move(fault));
        }
        plain(response, 200, "ok\n");
    } catch (const nlohmann::json::exception& error) {
        plain(response, 400, std::string{error.what()} + "\n");
    }
}

void NewsroomServer::Impl::add_outlet_routes(httplib::Server& server, const Outlet& outlet) {
    server.Get("/robots.txt", [this, &outlet](const auto&, auto& response) {
        book_.robots(outlet.slug);
        const bool deny = faults_.take({"robots-deny"}, {outlet.slug}).has_value();
        plain(response, 200,
              deny ? "User-agent: *\nDisallow: /\n"
                   : "User-agent: *\nDisallow: /subscribe\nDisallow: /share/\n");
    });
    server.Get(outlet.feed_path, [this, &outlet](const auto& request, auto& response) {
        feed(outlet, request, response);
    });
    server.Get("/img/.*", [](const auto&, auto& response) {
        response.set_content(reinterpret_cast<const char*>(kPixel), sizeof kPixel, "image/png");
    });
    server.Get(".*", [this, &outlet](const auto& request, auto& response) {
        page(outlet, request, response);
    });
}

TimePoint NewsroomServer::Impl::newest(const Outlet& outlet) const {
    const auto articles = library_.articles_of(outlet.slug);
    return articles.empty() ? options_.now : options_.now - articles.front()->age;
}

/// True where a planted fault has made the answer.
bool NewsroomServer::Impl::feed_fault(const Outlet& outlet, httplib::Response& response) {
    const auto fault = faults_.take(feed_fault_kinds(), {outlet.slug});
    if (!fault) return false;
    if (fault->kind == "feed-404")
        plain(response, 404, "not here\n");
    else if (fault->kind == "feed-410")
        plain(response, 410, "gone\n");
    else if (fault->kind == "feed-500")
        plain(response, 500, "broken\n");
    else if (fault->kind == "feed-html")
        response.set_content("<!DOCTYPE html><title>Maintenance</title><p>Back soon.</p>",
                             "text/html");
    else if (fault->kind == "feed-429") {
        response.set_header("Retry-After", "3600");
        plain(response, 429, "slow down\n");
    } else if (fault->kind == "feed-cut") {
        const auto document = render_feed(edition(), outlet);
        response.set_content(document.body.substr(0, document.body.size() / 2),
                             document.content_type);
    } else {
        if (fault->kind == "feed-hang") gate_.wait(kHangMax);
        send_reset(response);
    }
    return true;
}

void NewsroomServer::Impl::feed(const Outlet& outlet, const httplib::Request& request,
                                httplib::Response& response) {
    if (feed_fault(outlet, response)) return book_.feed(outlet.slug, false);
    const auto document = render_feed(edition(), outlet);
    const auto etag = "\"" + sha256_hex(document.body).substr(0, 16) + "\"";
    const auto modified = http_date(newest(outlet));
    response.set_header("ETag", etag);
    response.set_header("Last-Modified", modified);
    const bool fresh = request.has_header("If-None-Match")
                           ? request.get_header_value("If-None-Match") == etag
                           : request.get_header_value("If-Modified-Since") == modified;
    book_.feed(outlet.slug, fresh);
    if (fresh)
        response.status = 304;
    else
        response.set_content(document.body, document.content_type);
}

void NewsroomServer::Impl::page(const Outlet& outlet, const httplib::Request& request,
                                httplib::Response& response) {
    const auto send = [&](const Document& document) {
        response.set_content(document.body, document.content_type);
    };
    if (request.path == "/") return send(render_home(edition(), outlet));
    constexpr std::string_view kItem = "/item/";
    if (request.path.starts_with(kItem))
        return send(render_discussion(edition(), outlet, request.path.substr(kItem.size())));
    const auto path =
        request.path == "/watch" ? "/watch?v=" + request.get_param_value("v") : request.path;
    for (const auto* article : library_.articles_of(outlet.slug)) {
        if (article_path(*article) != path) continue;
        book_.page(article->slug);
        const auto fault =
            faults_.take({"page-403", "page-500", "page-hang"}, {outlet.slug, article->slug});
        if (!fault) return send(render_page(edition(), outlet, *article));
        if (fault->kind == "page-hang") return gate_.wait(kHangMax), send_reset(response);
        return plain(response, fault->kind == "page-403" ? 403 : 500, "no page for you\n");
    }
    plain(response, 404, "no such page\n");
}

NewsroomServer::NewsroomServer(ServerOptions options)
    : impl_{std::make_unique<Impl>(std::move(options))} {}
NewsroomServer::~NewsroomServer() = default;

int NewsroomServer::port() const noexcept { return impl_->port_; }
std::string NewsroomServer::base_url() const {
    return fmt::format("http://{}:{}", kModelHost, port());
}
const Library& NewsroomServer::library() const noexcept { return impl_->library_; }
Stats NewsroomServer::stats() const { return impl_->book_.snapshot(); }
bool NewsroomServer::wait_for(const std::function<bool(const Stats&)>& wanted,
                              std::chrono::milliseconds timeout) const {
    return impl_->book_.wait_for(wanted, timeout);
}
void NewsroomServer::reset_stats() { impl_->book_.reset(); }
void NewsroomServer::clear_faults() { impl_->faults_.clear(); }
void NewsroomServer::set_delay(std::chrono::milliseconds delay) { impl_->delay_ = delay; }
void NewsroomServer::stop() { impl_->stop(); }

void NewsroomServer::set_fault(std::string_view text) {
    auto fault = parse_fault(text);
    if (!fault) throw std::invalid_argument{fault.error().message};
    impl_->faults_.add(*std::move(fault));
}

}  // namespace ainews::newsroom
