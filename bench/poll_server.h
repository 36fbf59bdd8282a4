#pragma once

#include <sys/types.h>

#include <chrono>
#include <string_view>

namespace ainews::bench {

/// Stands in a feed for the eight hexadecimal digits of the address that was asked, so that each
/// host has entries of its own.
inline constexpr std::string_view kHostMark = "@@host@@";

/// Many feed servers in one process of their own: every address of 127.0.0.0/8, each answering any
/// path with `feed` after `latency`, or with 304 where the request is conditional.
/// Its work is the same for whoever asks, so it may be compared against.
class PollServer {
public:
    PollServer(std::chrono::milliseconds latency, std::string_view feed);
    ~PollServer();
    PollServer(const PollServer&) = delete;
    PollServer& operator=(const PollServer&) = delete;

    [[nodiscard]] int port() const noexcept { return port_; }

private:
    pid_t child_ = -1;
    int port_ = 0;
};

}  // namespace ainews::bench
