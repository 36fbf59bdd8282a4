#pragma once

#include <cstddef>
#include <string_view>

#include "site/server_message.h"

/// The head of an HTTP/1.1 request (RFC 9112), read strictly: what proxies could read in two ways
/// is refused.
namespace ainews::site {

inline constexpr std::size_t kHeadBytesMax = 8192;    ///< request line and headers together
inline constexpr std::size_t kTargetBytesMax = 2048;  ///< path and query as sent
inline constexpr std::size_t kHeadersMax = 64;
inline constexpr std::size_t kParametersMax = 32;

struct ParsedHead {
    int refused = 0;  ///< the status to refuse it with; 0: it is sound
    ServerRequest request;
    bool keep_alive = false;
};

/// `head` ends with the empty line. `request.local` says that Host is a name of this machine and
/// that no proxy speaks in it; the caller adds where the peer is. Bodies are refused: nothing is
/// ever uploaded.
[[nodiscard]] ParsedHead parse_head(std::string_view head);

}  // namespace ainews::site
