#pragma once

#include <string>
#include <vector>

#include "config/config.h"
#include "core/clock.h"

namespace ainews::daemon {

/// One line of `check` about `[notify]`.
struct NotifyFinding {
    bool ok = true;
    std::string what;     ///< "webhook team", "heartbeat"
    std::string message;  ///< what would be sent, or what is wrong and what to do; no address
};

/// Looks at each webhook's address and says what it would be sent. `really`: sends each a test
/// message, past ledger and quiet hours, and calls the heartbeat.
[[nodiscard]] std::vector<NotifyFinding> check_notify(const config::Config& config, Clock& clock,
                                                      bool really);

}  // namespace ainews::daemon
