#include "bench/endpoint_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <deque>
#include <map>
#include <string_view>
#include <system_error>

namespace ainews::bench {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void throw_errno(const char* what) {
    throw std::system_error{errno, std::generic_category(), what};
}

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

void no_delay(int fd) {
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void watch(int epoll, int fd) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = fd;
    if (::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0) throw_errno("epoll_ctl");
}

/// Bytes of one whole HTTP message at the front; 0 while it is incomplete.
std::size_t message_size(std::string_view bytes) {
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return 0;
    auto at = bytes.find("ontent-");
    while (at != std::string_view::npos && bytes.substr(at + 7, 1) != "L" &&
           bytes.substr(at + 7, 1) != "l")
        at = bytes.find("ontent-", at + 1);
    std::size_t length = 0;
    if (at != std::string_view::npos && at < end) {
        const auto digits = bytes.substr(bytes.find_first_of("0123456789", at));
        std::from_chars(digits.data(), digits.data() + digits.size(), length);
    }
    return end + 4 + length <= bytes.size() ? end + 4 + length : 0;
}

/// Reads what is there into `buffer`; false where the other side is gone.
bool read_into(int fd, std::string& buffer) {
    std::array<char, 16384> piece{};
    const ssize_t got = ::recv(fd, piece.data(), piece.size(), 0);
    if (got <= 0) return false;
    buffer.append(piece.data(), static_cast<std::size_t>(got));
    return true;
}

void send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void set_timer(int timer, Clock::time_point when) {
    const auto nanos =
        std::chrono::duration_cast<std::chrono::nanoseconds>(when.time_since_epoch()).count();
    itimerspec spec{};
    spec.it_value.tv_sec = nanos / 1'000'000'000;
    spec.it_value.tv_nsec = nanos % 1'000'000'000;
    ::timerfd_settime(timer, TFD_TIMER_ABSTIME, &spec, nullptr);
}

}  // namespace

std::string endpoint_answer() {
    return R"({"model":"bench","choices":[{"message":{"content":"{\"title\":\"t\",\"level\":\"1\"}"},)"
           R"("finish_reason":"stop"}],"usage":{"prompt_tokens":900,"completion_tokens":300}})";
}

EndpointServer::EndpointServer(std::chrono::microseconds latency) : latency_{latency} {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (listener_ < 0 ||
        ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 1024) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw_errno("listen");
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread{[this](const std::stop_token& stop) { serve(stop); }};
}

EndpointServer::~EndpointServer() {
    thread_.request_stop();
    thread_.join();
    ::close(listener_);
}

void EndpointServer::serve(const std::stop_token& stop) const {
    const std::string body = endpoint_answer();
    const std::string answer = fmt::format(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
        body.size(), body);
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    const int timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    watch(epoll, listener_);
    watch(epoll, timer);
    std::map<int, std::string> buffers;
    // The latency is the same for all, so the first to come is the first to be answered.
    std::deque<std::pair<Clock::time_point, int>> due;
    std::array<epoll_event, 256> events{};
    while (!stop.stop_requested()) {
        const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), 100);
        for (int i = 0; i < count; ++i) {
            const int fd = events[static_cast<std::size_t>(i)].data.fd;
            if (fd == listener_) {
                const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
                if (client < 0) continue;
                no_delay(client);
                watch(epoll, client);
            } else if (fd == timer) {
                std::uint64_t ticks = 0;
                (void)!::read(timer, &ticks, sizeof ticks);
            } else if (std::string& buffer = buffers[fd]; !read_into(fd, buffer)) {
                buffers.erase(fd);
                ::close(fd);
            } else if (const std::size_t size = message_size(buffer); size > 0) {
                buffer.erase(0, size);
                due.emplace_back(Clock::now() + latency_, fd);
            }
        }
        for (; !due.empty() && due.front().first <= Clock::now(); due.pop_front())
            if (buffers.contains(due.front().second)) send_all(due.front().second, answer);
        if (!due.empty()) set_timer(timer, due.front().first);
    }
    for (const auto& [fd, buffer] : buffers) ::close(fd);
    ::close(timer);
    ::close(epoll);
}

std::chrono::duration<double> ideal_client(int port, const std::string& body, int in_flight,
                                           int calls) {
    const std::string request = fmt::format(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
        "application/json\r\n"
        "Content-Length: {}\r\n\r\n{}",
        body.size(), body);
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    const sockaddr_in address = loopback(port);
    std::map<int, std::string> sockets;
    for (int i = 0; i < in_flight; ++i) {
        const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0 ||
            ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            throw_errno("connect");
        no_delay(fd);
        watch(epoll, fd);
        sockets.emplace(fd, std::string{});
    }
    const auto start = Clock::now();
    int sent = 0;
    int answered = 0;
    for (const auto& [fd, buffer] : sockets)
        if (sent < calls && ++sent > 0) send_all(fd, request);
    std::array<epoll_event, 256> events{};
    while (answered < calls) {
        const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), 1000);
        for (int i = 0; i < count; ++i) {
            const int fd = events[static_cast<std::size_t>(i)].data.fd;
            std::string& buffer = sockets[fd];
            if (!read_into(fd, buffer)) throw_errno("recv");
            const std::size_t size = message_size(buffer);
            if (size == 0) continue;
            buffer.erase(0, size);
            ++answered;
            if (sent < calls && ++sent > 0) send_all(fd, request);
        }
    }
    const auto took = Clock::now() - start;
    for (const auto& [fd, buffer] : sockets) ::close(fd);
    ::close(epoll);
    return took;
}

}  // namespace ainews::bench
