#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "core/http.h"

namespace ainews::notify {

/// Of requests to addresses that the operator named: short, and no redirect is followed, because it
/// would carry the message to an address nobody named.
[[nodiscard]] HttpLimits outgoing_limits();

/// What the client said, without the secret address or its host.
[[nodiscard]] std::string without_address(std::string message, std::string_view url);

/// Calls the address by which somebody else notices that we are alive. The error says why it did
/// not answer 2xx, without the address.
[[nodiscard]] Expected<void> send_heartbeat(HttpClient& http, const std::string& url,
                                            std::stop_token stop);

}  // namespace ainews::notify
