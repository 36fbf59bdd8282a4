#include "pipeline/rate_limiter.h"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <cmath>

namespace ainews::pipeline {
namespace {

constexpr double kMillisPerMinute = 60'000.0;
/// A bucket holds ten seconds' worth: a burst after a pause stays far below a minute's limit.
constexpr double kBurstShare = 1.0 / 6.0;
/// A reset further away than a day is no reset.
constexpr Millis kResetMax{std::chrono::hours{24}};

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

double millis_per(std::string_view unit) {
    if (unit.empty() || unit == "s") return 1'000.0;
    if (unit == "ms") return 1.0;
    if (unit == "m") return 60'000.0;
    if (unit == "h") return 3'600'000.0;
    if (unit == "d") return 86'400'000.0;
    return -1.0;
}

std::string_view header(const HttpHeaders& headers, std::string_view name) {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return {};
}

}  // namespace

std::optional<Millis> parse_reset(std::string_view value) {
    if (value.empty()) return std::nullopt;
    double millis = 0;
    while (!value.empty()) {
        double amount = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), amount,
                                                  std::chars_format::fixed);
        if (error != std::errc{} || amount < 0) return std::nullopt;
        value.remove_prefix(static_cast<std::size_t>(end - value.data()));
        const auto unit = value.substr(0, value.find_first_of("0123456789."));
        const double scale = millis_per(unit);
        if (scale < 0) return std::nullopt;
        millis += amount * scale;
        value.remove_prefix(unit.size());
    }
    if (!(millis <= static_cast<double>(kResetMax.count()))) return std::nullopt;
    return Millis{static_cast<Millis::rep>(std::ceil(millis))};
}

double RateLimiter::Bucket::capacity() const noexcept {
    return std::max(1.0, static_cast<double>(*per_minute) * kBurstShare);
}

Millis RateLimiter::Bucket::take(double amount, SteadyTime now) noexcept {
    if (!per_minute) return Millis{0};
    const double rate =
        static_cast<double>(std::max<std::int64_t>(*per_minute, 1)) / kMillisPerMinute;
    level = std::min(capacity(), level + rate * static_cast<double>((now - filled).count()));
    filled = now;
    level -= amount;
    return level >= 0 ? Millis{0} : Millis{static_cast<Millis::rep>(std::ceil(-level / rate))};
}

RateLimiter::RateLimiter(Clock& clock, RateLimits limits) : clock_{clock} {
    const SteadyTime now = clock_.steady_now();
    requests_.per_minute = limits.requests;
    tokens_.per_minute = limits.tokens;
    for (Bucket* bucket : {&requests_, &tokens_}) {
        if (bucket->per_minute) bucket->level = bucket->capacity();
        bucket->filled = now;
    }
    held_until_ = tokens_reset_ = now;
}

Millis RateLimiter::take_all(double tokens) {
    const std::lock_guard lock{mutex_};
    const SteadyTime now = clock_.steady_now();
    Millis wait = std::max(requests_.take(1, now), tokens_.take(tokens, now));
    wait = std::max(wait, held_until_ - now);
    if (remaining_tokens_) {
        if (now >= tokens_reset_)
            remaining_tokens_.reset();
        else if (static_cast<double>(*remaining_tokens_) < tokens)
            wait = std::max(wait, tokens_reset_ - now);
        else
            *remaining_tokens_ -= static_cast<std::int64_t>(tokens);
    }
    return wait;
}

void RateLimiter::give_back(double tokens) {
    const std::lock_guard lock{mutex_};
    requests_.give_back(1);
    tokens_.give_back(tokens);
}

Expected<void> RateLimiter::acquire(std::int64_t tokens, std::stop_token stop) {
    const auto amount = static_cast<double>(tokens);
    const Millis wait = take_all(amount);
    if (wait > kWaitMax) {
        give_back(amount);
        return tl::unexpected{
            Error{ErrorKind::RateLimited,
                  fmt::format("the rate limit is reached for {} s", wait.count() / 1000), wait}};
    }
    if (wait <= Millis{0} || clock_.wait_for(wait, stop)) return {};
    give_back(amount);
    return fail(ErrorKind::Cancelled, "stopped while waiting for the rate limit");
}

void RateLimiter::observe(const HttpHeaders& headers) {
    const auto requests_left = number(header(headers, "x-ratelimit-remaining-requests"));
    const auto requests_reset = parse_reset(header(headers, "x-ratelimit-reset-requests"));
    const auto tokens_left = number(header(headers, "x-ratelimit-remaining-tokens"));
    const auto tokens_reset = parse_reset(header(headers, "x-ratelimit-reset-tokens"));
    const std::lock_guard lock{mutex_};
    const SteadyTime now = clock_.steady_now();
    if (requests_left == 0 && requests_reset)
        held_until_ = std::max(held_until_, now + *requests_reset);
    if (tokens_left && tokens_reset) {
        remaining_tokens_ = tokens_left;
        tokens_reset_ = now + *tokens_reset;
    }
}

void RateLimiter::hold(Millis duration) {
    const std::lock_guard lock{mutex_};
    held_until_ = std::max(held_until_, clock_.steady_now() + duration);
}

Millis RateLimiter::held_for() const {
    const std::lock_guard lock{mutex_};
    return std::max(Millis{0}, held_until_ - clock_.steady_now());
}

}  // namespace ainews::pipeline
