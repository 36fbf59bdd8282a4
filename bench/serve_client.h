#pragma once

#include <netinet/in.h>

#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

/// Clients for bench_serve: blocking sockets on loopback, one thread each kind.
namespace ainews::bench {

class Socket {
public:
    explicit Socket(std::uint16_t port);
    ~Socket();
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    [[nodiscard]] bool send(const std::string& text) const;
    /// One answer by its Content-Length; its status, or 0 where the connection ended.
    [[nodiscard]] int receive();

private:
    int descriptor_;
    std::string in_;
};

/// Keeps `count` connections open that each send one byte of a head a second and begin anew when
/// they are closed. Returns how many were closed meanwhile.
[[nodiscard]] std::int64_t dawdle(std::uint16_t port, int count, const std::stop_token& stop);

struct Paced {
    std::vector<double> millis;  ///< of each answer, measured from when it was due
    std::int64_t failed = 0;     ///< no answer, or a 5xx
};
/// One connection that asks for the addresses in turn, `rate` a second.
[[nodiscard]] Paced ask(std::uint16_t port, const std::vector<std::string>& paths, double rate,
                        std::chrono::seconds duration);

}  // namespace ainews::bench
