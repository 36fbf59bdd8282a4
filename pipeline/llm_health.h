#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/error.h"
#include "core/ledger.h"

namespace ainews::pipeline {

/// As `status --json` names them.
enum class EndpointState { Ok, Unreachable, Limited, Refused };

[[nodiscard]] std::string_view to_string(EndpointState state) noexcept;

/// What was last known of an endpoint, by any process; Ok where nothing is.
struct EndpointNote {
    EndpointState state = EndpointState::Ok;
    std::string message;
};
[[nodiscard]] EndpointNote endpoint_note(const Ledger& ledger, std::string_view endpoint,
                                         TimePoint now);

/// Whether an endpoint should be asked at all. A refusal (key, money, model) holds for an hour; an
/// outage until one request, let through with growing pauses, is answered. Both end with the
/// process: a start is the operator's word to try again. What is kept in the ledger is for
/// `status`. Thread-safe.
class EndpointHealth {
public:
    static constexpr Millis kProbeFirst{std::chrono::seconds{5}};
    static constexpr Millis kProbeMax{std::chrono::minutes{5}};
    static constexpr Millis kRefusedFor{std::chrono::hours{1}};
    /// Asks that fail in a row, each after all its tries, before the endpoint counts as down.
    static constexpr int kFailuresMax = 3;

    EndpointHealth(Clock& clock, Ledger& ledger, std::string endpoint);

    /// Whether a request may be sent now: Unavailable or Refused with `retry_after` if not. While
    /// the endpoint is down this lets one request through each time its pause has passed.
    [[nodiscard]] Expected<void> admit();
    [[nodiscard]] EndpointState state() const;
    [[nodiscard]] std::string message() const;

    void note_answer();
    void note_unreachable(std::string_view message);
    /// An ask failed for good with the endpoint's own errors; true if it counts as down now.
    [[nodiscard]] bool note_failure(std::string_view message);
    void note_limited(Millis duration, std::string_view message);
    void note_refused(std::string_view message);

private:
    void go_down(std::string_view message);
    void keep_note(EndpointState state, std::string_view message, TimePoint until);
    [[nodiscard]] std::string note_key() const;

    Clock& clock_;
    Ledger& ledger_;
    std::string endpoint_;
    bool stale_note_;  ///< the ledger still has what an earlier process found; an answer clears it
    mutable std::mutex mutex_;
    EndpointState state_ = EndpointState::Ok;
    std::string message_;
    SteadyTime until_;  ///< of Limited and Refused; of Unreachable: when the next request may try
    Millis pause_{0};
    int failures_ = 0;
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace ainews::pipeline
