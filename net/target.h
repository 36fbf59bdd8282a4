#pragma once

#include <string>
#include <string_view>

#include "core/error.h"

namespace ainews::net {

/// Where one hop of an exchange goes.
struct Target {
    std::string url;     ///< as it is requested, cleaned by libcurl; without a fragment
    std::string host;    ///< lower-case name or address: what per-host pacing counts by
    std::string origin;  ///< scheme, host and port (RFC 6454): what credentials are bound to
};

/// Reads an absolute URL. Refused: a scheme that is not allowed; BadInput: everything else that is
/// no URL. Messages name the fault, never the URL, which may hold a password.
[[nodiscard]] Expected<Target> parse_target(std::string_view url, bool allow_http);

/// Resolves a Location value against the hop that sent it (RFC 9110 §10.2.2). Credentials that a
/// server writes into the address of another origin are dropped.
[[nodiscard]] Expected<Target> resolve_location(const Target& from, std::string_view location,
                                                bool allow_http);

}  // namespace ainews::net
