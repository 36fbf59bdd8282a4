#include "bench/serve_client.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <thread>

namespace ainews::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kLength = "Content-Length: ";
constexpr std::string_view kHeadEnd = "\r\n\r\n";

std::size_t body_length(std::string_view head) {
    const std::size_t at = head.find(kLength);
    return at == std::string_view::npos
               ? 0
               : std::stoul(std::string{head.substr(at + kLength.size(), 12)});
}

}  // namespace

Socket::Socket(std::uint16_t port) : descriptor_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(descriptor_, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0) {
        close(descriptor_);
        throw std::runtime_error{"nothing listens on that port"};
    }
}

Socket::~Socket() { close(descriptor_); }

bool Socket::send(const std::string& text) const {
    return ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(text.size());
}

int Socket::receive() {
    std::array<char, 65536> buffer{};
    while (true) {
        const std::size_t end = in_.find(kHeadEnd);
        if (end != std::string::npos) {
            const std::size_t whole =
                end + kHeadEnd.size() + body_length(std::string_view{in_}.substr(0, end));
            if (in_.size() >= whole) {
                const int status = std::stoi(in_.substr(9, 3));
                in_.erase(0, whole);
                return status;
            }
        }
        const auto got = recv(descriptor_, buffer.data(), buffer.size(), 0);
        if (got <= 0) return 0;
        in_.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

std::int64_t dawdle(std::uint16_t port, int count, const std::stop_token& stop) {
    std::vector<std::unique_ptr<Socket>> clients(static_cast<std::size_t>(count));
    std::int64_t closed = 0;
    while (!stop.stop_requested()) {
        for (auto& client : clients) {
            const bool fresh = client == nullptr;
            if (fresh) client = std::make_unique<Socket>(port);
            if (client->send(fresh ? "GET / HTTP/1.1\r\nX: " : "x")) continue;
            client = nullptr;
            ++closed;
        }
        std::this_thread::sleep_for(std::chrono::seconds{1});
    }
    return closed;
}

Paced ask(std::uint16_t port, const std::vector<std::string>& paths, double rate,
          std::chrono::seconds duration) {
    Paced result;
    auto client = std::make_unique<Socket>(port);
    const auto gap =
        std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>{1.0 / rate});
    const auto end = Clock::now() + duration;
    std::size_t turn = 0;
    // What is still due when the time is over stays unasked: the rate that was reached tells.
    for (auto due = Clock::now(); due < end && Clock::now() < end; due += gap) {
        std::this_thread::sleep_until(due);
        const std::string& path = paths[turn++ % paths.size()];
        const bool sent = client->send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        const int status = sent ? client->receive() : 0;
        if (status == 0 || status >= 500) ++result.failed;
        if (status == 0) client = std::make_unique<Socket>(port);
        result.millis.push_back(
            std::chrono::duration<double, std::milli>(Clock::now() - due).count());
    }
    return result;
}

}  // namespace ainews::bench
