#include "site/server_socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>

#include "core/c_ptr.h"

namespace ainews::site {
namespace {

constexpr int kBacklog = 256;
constexpr unsigned kLoopbackNet = 127;

struct HostPort {
    std::string host;
    std::string port;
};

HostPort split(const std::string& address) {
    const std::size_t colon = address.rfind(':');
    int port = -1;
    if (colon != std::string::npos) {
        const char* const end = address.data() + address.size();
        if (std::from_chars(address.data() + colon + 1, end, port).ptr != end) port = -1;
    }
    if (port < 0 || port > 65535)
        throw std::runtime_error{fmt::format("server.listen \"{}\" has no port", address)};
    std::string host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return {std::move(host), address.substr(colon + 1)};
}

bool is_loopback(const sockaddr_storage& peer) {
    if (peer.ss_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, &peer, sizeof four);
        return ntohl(four.sin_addr.s_addr) >> 24U == kLoopbackNet;
    }
    sockaddr_in6 six{};
    std::memcpy(&six, &peer, sizeof six);
    if (IN6_IS_ADDR_V4MAPPED(&six.sin6_addr)) return six.sin6_addr.s6_addr[12] == kLoopbackNet;
    return IN6_IS_ADDR_LOOPBACK(&six.sin6_addr);
}

int port_of(int socket) {
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    if (getsockname(socket, reinterpret_cast<sockaddr*>(&own), &size) != 0) return 0;
    if (own.ss_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, &own, sizeof four);
        return ntohs(four.sin_port);
    }
    sockaddr_in6 six{};
    std::memcpy(&six, &own, sizeof six);
    return ntohs(six.sin6_port);
}

std::shared_ptr<const OpenFile> bound(const addrinfo& candidate) {
    const int raw = socket(candidate.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (raw < 0) return nullptr;
    auto owner = std::make_shared<const OpenFile>(raw);
    const int on = 1;
    setsockopt(raw, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(raw, candidate.ai_addr, candidate.ai_addrlen) != 0 || ::listen(raw, kBacklog) != 0)
        return nullptr;
    return owner;
}

}  // namespace

Listener listen_on(const std::string& address) {
    const HostPort where = split(address);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* list = nullptr;
    const int failed = getaddrinfo(where.host.empty() ? nullptr : where.host.c_str(),
                                   where.port.c_str(), &hints, &list);
    if (failed != 0)
        throw std::runtime_error{
            fmt::format("cannot listen on {}: {}", address, gai_strerror(failed))};
    const CPtr<addrinfo, freeaddrinfo> owner{list};
    int why = 0;
    for (const addrinfo* candidate = list; candidate != nullptr; candidate = candidate->ai_next) {
        if (auto socket = bound(*candidate)) {
            const int port = port_of(socket->descriptor());
            return {std::move(socket), port};
        }
        why = errno;
    }
    throw std::runtime_error{fmt::format("cannot listen on {}: {}", address, std::strerror(why))};
}

Accepted accept_from(const Listener& listener) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    const int raw = accept4(listener.socket->descriptor(), reinterpret_cast<sockaddr*>(&peer),
                            &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (raw < 0) {
        const bool nobody = errno == EAGAIN || errno == EINTR || errno == ECONNABORTED;
        return {nullptr, false, !nobody};
    }
    const int on = 1;
    setsockopt(raw, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return {std::make_shared<const OpenFile>(raw), is_loopback(peer), false};
}

long send_some(int socket, const char* data, std::size_t size) noexcept {
    const auto sent = send(socket, data, size, MSG_NOSIGNAL);
    if (sent >= 0) return sent;
    return errno == EAGAIN || errno == EINTR ? 0 : -1;
}

long receive_some(int socket, char* data, std::size_t size) noexcept {
    const auto received = recv(socket, data, size, 0);
    if (received > 0) return received;
    if (received == 0) return -1;
    return errno == EAGAIN || errno == EINTR ? 0 : -1;
}

}  // namespace ainews::site
