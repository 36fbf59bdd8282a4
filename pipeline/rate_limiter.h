#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>

#include "core/clock.h"
#include "core/error.h"
#include "core/http.h"

namespace ainews::pipeline {

/// What an endpoint allows a minute; nullopt: no limit of ours.
struct RateLimits {
    std::optional<std::int64_t> requests = std::nullopt;
    std::optional<std::int64_t> tokens = std::nullopt;
};

/// Spaces requests to one endpoint: two token buckets for our own limits, and pauses that the
/// endpoint asks for by `x-ratelimit-*` or Retry-After. Thread-safe; the clock must outlive it.
class RateLimiter {
public:
    /// Longer waits park the work instead.
    static constexpr Millis kWaitMax{std::chrono::seconds{120}};

    RateLimiter(Clock& clock, RateLimits limits);

    /// Waits until a request of so many tokens may be sent. RateLimited with `retry_after` at once
    /// where that takes longer than kWaitMax; Cancelled soon after `stop`.
    [[nodiscard]] Expected<void> acquire(std::int64_t tokens, std::stop_token stop);
    /// Reads `x-ratelimit-remaining-*` and `x-ratelimit-reset-*` (OpenAI, Groq and others).
    void observe(const HttpHeaders& headers);
    /// Nothing is sent for that long from now.
    void hold(Millis duration);
    /// How long nothing may be sent from now; 0 where something may.
    [[nodiscard]] Millis held_for() const;

private:
    /// Refills with time; its level may go below zero, which is the queue of those who wait.
    struct Bucket {
        std::optional<std::int64_t> per_minute;
        double level = 0;
        SteadyTime filled;
        [[nodiscard]] double capacity() const noexcept;
        [[nodiscard]] Millis take(double amount, SteadyTime now) noexcept;
        void give_back(double amount) noexcept { level += amount; }
    };

    [[nodiscard]] Millis take_all(double tokens);
    void give_back(double tokens);

    Clock& clock_;
    mutable std::mutex mutex_;
    Bucket requests_;
    Bucket tokens_;
    SteadyTime held_until_;
    std::optional<std::int64_t> remaining_tokens_ = std::nullopt;  ///< by the endpoint's last word
    SteadyTime tokens_reset_;
};

/// "6m0s", "1.5s", "20ms", "59.7" (seconds): how the providers write `x-ratelimit-reset-*`.
[[nodiscard]] std::optional<Millis> parse_reset(std::string_view value);

}  // namespace ainews::pipeline
