#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/error.h"
#include "core/http.h"
#include "core/ledger.h"
#include "core/shared_facts.h"

namespace ainews::pipeline {

/// What an endpoint allows a minute; nullopt: no limit of ours.
struct RateLimits {
    std::optional<std::int64_t> requests = std::nullopt;
    std::optional<std::int64_t> tokens = std::nullopt;
    [[nodiscard]] bool any() const noexcept { return requests || tokens; }
};

/// What is left of an endpoint's rate. Wall time, for several processes share it.
struct RateState {
    using Time = std::chrono::sys_time<std::chrono::microseconds>;
    Time requests_full;    ///< when the bucket of requests will be full again
    Time tokens_full;      ///< the same of tokens
    TimePoint held_until;  ///< nothing is sent before: the endpoint asked for it
    std::optional<std::int64_t> tokens_left = std::nullopt;  ///< by the endpoint's last word
    TimePoint tokens_reset;
    bool operator==(const RateState&) const = default;
};
[[nodiscard]] std::string to_text(const RateState& state);
/// nullopt for a text that to_text did not write.
[[nodiscard]] std::optional<RateState> rate_state_from(std::string_view text);

/// Spaces requests to one endpoint: two token buckets for our own limits, and pauses that the
/// endpoint asks for by its headers or Retry-After. With a store all processes share one state.
/// Thread-safe; what it is handed must outlive it.
class RateLimiter {
public:
    /// Longer waits park the work instead.
    static constexpr Millis kWaitMax{std::chrono::seconds{120}};

    /// For this object alone.
    RateLimiter(Clock& clock, RateLimits limits) : clock_{clock}, limits_{limits} {}
    /// Shared by all who use the same key of the same store.
    RateLimiter(Clock& clock, RateLimits limits, const Ledger& ledger, SharedFacts& facts,
                std::string key)
        : clock_{clock}, limits_{limits}, ledger_{&ledger}, facts_{&facts}, key_{std::move(key)} {}

    /// Waits until a request of so many tokens may be sent. RateLimited with `retry_after` at once
    /// where that takes longer than kWaitMax; Cancelled soon after `stop`.
    [[nodiscard]] Expected<void> acquire(std::int64_t tokens, std::stop_token stop);
    /// Reads `x-ratelimit-*` (OpenAI, Groq and others) and `anthropic-ratelimit-*`: what is left,
    /// and when it is reset.
    void observe(const HttpHeaders& headers);
    /// Nothing is sent for that long from now.
    void hold(Millis duration);
    /// How long nothing may be sent from now; 0 where something may.
    [[nodiscard]] Millis held_for() const;

private:
    [[nodiscard]] RateState state() const;
    void change(const std::function<void(RateState&)>& edit);
    [[nodiscard]] Millis take(double tokens);
    void give_back(double tokens);
    [[nodiscard]] tl::unexpected<Error> limited(Millis wait) const;

    Clock& clock_;
    const RateLimits limits_;
    const Ledger* ledger_ = nullptr;
    SharedFacts* facts_ = nullptr;
    std::string key_;
    mutable std::mutex mutex_;  ///< guards own_
    RateState own_;             ///< where there is no store
};

/// "6m0s", "1.5s", "20ms", "59.7" (seconds): how the providers write `x-ratelimit-reset-*`.
[[nodiscard]] std::optional<Millis> parse_reset(std::string_view value);

}  // namespace ainews::pipeline
