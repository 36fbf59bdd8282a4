#pragma once

#include <memory>
#include <string>

#include "site/server_message.h"

/// The few system calls of the server, as values.
namespace ainews::site {

struct Listener {
    std::shared_ptr<const OpenFile> socket;
    int port = 0;
};

/// A listening socket that does not block. Throws std::runtime_error naming the address.
[[nodiscard]] Listener listen_on(const std::string& address);

struct Accepted {
    std::shared_ptr<const OpenFile> socket;  ///< nullptr: nobody waits, or none could be had
    bool from_here = false;                  ///< the peer's address is a loopback one
    bool exhausted = false;                  ///< one waits, but no descriptor or memory is left
};
[[nodiscard]] Accepted accept_from(const Listener& listener);

/// Bytes sent or received; 0: not now; negative: the connection is over.
[[nodiscard]] long send_some(int socket, const char* data, std::size_t size) noexcept;
[[nodiscard]] long receive_some(int socket, char* data, std::size_t size) noexcept;

}  // namespace ainews::site
