#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace ainews::testing {

/// What one request looked like on the wire.
struct RawRequest {
    std::string method;
    std::string path;
    std::string head;  ///< request line and fields, as sent
    std::string body;
    int connection = 0;      ///< the how-many-th connection of the server, from 1
    std::string to_address;  ///< the address the client connected to
    std::chrono::steady_clock::time_point at;
};

/// The server's end of a connection. Every wait ends with the client's closing or after 10 s.
class RawConnection {
public:
    explicit RawConnection(int fd) noexcept : fd_{fd} {}

    /// False once the client is gone.
    bool write(std::string_view bytes);
    /// One byte after the other with a pause, until the client gives up.
    bool trickle(std::string_view bytes, std::chrono::milliseconds pause);
    /// The same piece again and again; returns how many bytes went out before the client gave up
    /// or `bytes_max` was reached.
    std::size_t flood(std::string_view piece, std::size_t bytes_max);
    void wait_for_close();
    /// Ends with a RST instead of a FIN.
    void reset();
    void close_after_reply() noexcept { keep_ = false; }
    [[nodiscard]] bool keeps() const noexcept { return keep_; }

private:
    [[nodiscard]] bool client_left(std::chrono::milliseconds within) const;

    int fd_;
    bool keep_ = true;
};

/// A loopback server that answers with bytes, right or wrong, as the test says: each path has a
/// handler. A thread for each connection; all of them end with the server.
class RawHttpServer {
public:
    using Handler = std::function<void(RawConnection&, const RawRequest&)>;

    /// Listens on a free port; of every IPv4 address where `all_addresses`, else of 127.0.0.1.
    explicit RawHttpServer(bool all_addresses = false);
    ~RawHttpServer();
    RawHttpServer(const RawHttpServer&) = delete;
    RawHttpServer& operator=(const RawHttpServer&) = delete;

    void on(const std::string& path, Handler handler);
    /// Answers with these very bytes; the connection stays open.
    void on(const std::string& path, std::string bytes);

    [[nodiscard]] int port() const noexcept { return port_; }
    [[nodiscard]] std::string url(std::string_view path) const;
    [[nodiscard]] std::string url(std::string_view host, std::string_view path) const;
    [[nodiscard]] std::vector<RawRequest> requests() const;
    [[nodiscard]] int connections() const noexcept { return connections_; }

private:
    void accept_all(const std::stop_token& stop);
    void serve(int fd, int number);
    [[nodiscard]] Handler handler_of(const std::string& path) const;

    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> connections_ = 0;
    mutable std::mutex mutex_;
    std::map<std::string, Handler> handlers_;
    std::vector<RawRequest> requests_;
    std::vector<int> sockets_;
    std::vector<std::jthread> workers_;
    std::jthread acceptor_;
};

/// "HTTP/1.1 STATUS …" with a Content-Length, the given fields ("Name: value\r\n"…) and body.
std::string reply(int status, std::string_view fields, std::string_view body);
std::string gzip(std::string_view text);

}  // namespace ainews::testing
