#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/clock.h"

namespace ainews::net {

/// How one client behaves; limits of a single exchange are in its HttpRequest.
struct ClientOptions {
    std::string thread_name = "http";  ///< of the loop's thread; 15 bytes at most
    std::string user_agent = "ainewsd/" AINEWS_VERSION;
    std::size_t max_in_flight = 128;
    std::size_t per_host_in_flight = 2;
    Millis per_host_gap{0};  ///< between the starts of two requests to one host
    /// CIDR blocks that may be contacted although they are not globally routable; {"0.0.0.0/0",
    /// "::/0"} lifts the rule for an endpoint that the operator names, as the model's.
    std::vector<std::string> allow_networks;
    bool allow_http = true;  ///< false: https only, at every hop
    std::string ca_file;     ///< PEM bundle; empty: the system's
    std::string proxy;       ///< empty: none, whatever the environment says; else its address has
                             ///< to be allowed, and what lies behind it is the proxy's to police
    /// How long an address is kept. libcurl looks through all it keeps after each transfer: with
    /// thousands of hosts that is most of the time, so one that polls keeps none.
    std::chrono::seconds dns_cache{0};
    std::size_t idle_connections = 64;  ///< kept open for reuse
    /// False: kept only while something waits for the same host. libcurl (7.88) remembers each host
    /// whose idle connection it had to close for another's, and walks through all of them with
    /// every transfer.
    bool keep_idle = true;
};

}  // namespace ainews::net
