#include "tests/net/raw_http_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#include <array>
#include <optional>
#include <stdexcept>

namespace ainews::testing {
namespace {

constexpr std::chrono::seconds kPatience{10};

/// What has been read beyond one request stays in `buffer` for the next.
bool read_more(int fd, std::string& buffer) {
    std::array<char, 65536> piece;
    const auto got = ::recv(fd, piece.data(), piece.size(), 0);
    if (got <= 0) return false;
    buffer.append(piece.data(), static_cast<std::size_t>(got));
    return true;
}

std::size_t content_length(const std::string& head) {
    const auto field = head.find("Content-Length:");
    return field == std::string::npos ? 0 : std::stoul(head.substr(field + 15));
}

std::optional<RawRequest> read_request(int fd, std::string& buffer) {
    std::size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos)
        if (!read_more(fd, buffer)) return std::nullopt;
    RawRequest request;
    request.head = buffer.substr(0, end + 2);
    buffer.erase(0, end + 4);
    const auto length = content_length(request.head);
    while (buffer.size() < length)
        if (!read_more(fd, buffer)) return std::nullopt;
    request.body = buffer.substr(0, length);
    buffer.erase(0, length);
    const auto first_blank = request.head.find(' ');
    const auto second_blank = request.head.find(' ', first_blank + 1);
    request.method = request.head.substr(0, first_blank);
    request.path = request.head.substr(first_blank + 1, second_blank - first_blank - 1);
    request.at = std::chrono::steady_clock::now();
    return request;
}

std::string local_address(int fd) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    std::array<char, INET_ADDRSTRLEN> text{};
    ::inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size());
    return text.data();
}

}  // namespace

bool RawConnection::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool RawConnection::trickle(std::string_view bytes, std::chrono::milliseconds pause) {
    for (std::size_t i = 0; i < bytes.size(); ++i)
        if (!write(bytes.substr(i, 1)) || client_left(pause)) return false;
    return true;
}

std::size_t RawConnection::flood(std::string_view piece, std::size_t bytes_max) {
    std::size_t sent = 0;
    while (sent < bytes_max && write(piece)) sent += piece.size();
    return sent;
}

bool RawConnection::client_left(std::chrono::milliseconds within) const {
    pollfd waiting{fd_, POLLIN | POLLRDHUP, 0};
    return ::poll(&waiting, 1, static_cast<int>(within.count())) > 0;
}

void RawConnection::wait_for_close() {
    (void)client_left(kPatience);
    keep_ = false;
}

void RawConnection::reset() {
    const linger at_once{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    keep_ = false;
}

RawHttpServer::RawHttpServer(bool all_addresses)
    : listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(all_addresses ? INADDR_ANY : INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (listener_ < 0 || ::bind(listener_, generic, size) != 0 || ::listen(listener_, 1024) != 0)
        throw std::runtime_error{"no loopback server"};
    ::getsockname(listener_, generic, &size);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::jthread{[this](const std::stop_token& stop) { accept_all(stop); }};
}

RawHttpServer::~RawHttpServer() {
    acceptor_.request_stop();
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
        const std::lock_guard lock{mutex_};
        for (const int fd : sockets_) ::shutdown(fd, SHUT_RDWR);
    }
    workers_.clear();  // each closes its own
    ::close(listener_);
}

void RawHttpServer::accept_all(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (fd < 0) continue;
        const int number = ++connections_;
        {
            const std::lock_guard lock{mutex_};
            sockets_.push_back(fd);
        }
        workers_.emplace_back([this, fd, number] { serve(fd, number); });
    }
}

void RawHttpServer::serve(int fd, int number) {
    RawConnection connection{fd};
    std::string buffer;
    while (connection.keeps()) {
        auto request = read_request(fd, buffer);
        if (!request) break;
        request->connection = number;
        request->to_address = local_address(fd);
        {
            const std::lock_guard lock{mutex_};
            requests_.push_back(*request);
        }
        handler_of(request->path)(connection, *request);
    }
    // Under the lock: the destructor must not shut down a descriptor that is another's by then.
    const std::lock_guard lock{mutex_};
    ::close(fd);
    std::erase(sockets_, fd);
}

RawHttpServer::Handler RawHttpServer::handler_of(const std::string& path) const {
    const std::lock_guard lock{mutex_};
    const auto found = handlers_.find(path);
    if (found != handlers_.end()) return found->second;
    return
        [](RawConnection& connection, const RawRequest&) { connection.write(reply(404, "", "")); };
}

void RawHttpServer::on(const std::string& path, Handler handler) {
    const std::lock_guard lock{mutex_};
    handlers_[path] = std::move(handler);
}

void RawHttpServer::on(const std::string& path, std::string bytes) {
    on(path, [bytes = std::move(bytes)](RawConnection& connection, const RawRequest&) {
        connection.write(bytes);
    });
}

std::string RawHttpServer::url(std::string_view path) const { return url("127.0.0.1", path); }

std::string RawHttpServer::url(std::string_view host, std::string_view path) const {
    return fmt::format("http://{}:{}{}", host, port_, path);
}

std::vector<RawRequest> RawHttpServer::requests() const {
    const std::lock_guard lock{mutex_};
    return requests_;
}

std::string reply(int status, std::string_view fields, std::string_view body) {
    return fmt::format("HTTP/1.1 {} Status\r\nContent-Length: {}\r\n{}\r\n{}", status, body.size(),
                       fields, body);
}

std::string gzip(std::string_view text) {
    z_stream stream{};
    constexpr int kGzipWindow = 15 + 16;
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        throw std::runtime_error{"no zlib"};
    std::string packed(deflateBound(&stream, text.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

}  // namespace ainews::testing
