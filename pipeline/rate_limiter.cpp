#include "pipeline/rate_limiter.h"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "core/calendar.h"

namespace ainews::pipeline {
namespace {

constexpr double kMicrosPerMinute = 60e6;
/// A bucket holds ten seconds' worth: a burst after a pause stays far below a minute's limit.
constexpr double kBurstShare = 1.0 / 6.0;
/// A reset further away than a day is no reset.
constexpr Millis kResetMax{std::chrono::hours{24}};
/// The endpoint's count of tokens is taken into account where less than this share is left.
constexpr std::int64_t kScarceShare = 4;
/// Or less than this: a few requests' worth.
constexpr std::int64_t kScarceTokens = 50'000;
constexpr auto kStateFor = std::chrono::days{8};  // the longest hold, and a day
/// Pauses that others asked for while this one waited: after so many it is told to come back.
constexpr int kWaitsMax = 8;

using Micros = std::chrono::microseconds;

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

/// A moment (RFC 3339, Anthropic) or a duration from `now`.
std::optional<Millis> reset_in(std::string_view value, TimePoint now) {
    if (const auto moment = from_rfc3339(value)) return std::max(Millis{0}, *moment - now);
    return parse_reset(value);
}

/// What an endpoint says of one thing that it counts.
struct Left {
    std::optional<std::int64_t> left;
    std::optional<std::int64_t> limit;
    std::optional<Millis> reset;
    [[nodiscard]] bool known() const noexcept { return left && reset; }
};

Left left_of(const HttpHeaders& headers, std::string_view what, TimePoint now) {
    const auto read = [&](std::string_view part) {
        // "x-ratelimit-remaining-tokens", "anthropic-ratelimit-tokens-remaining"
        const auto common = header(headers, fmt::format("x-ratelimit-{}-{}", part, what));
        return common.empty()
                   ? header(headers, fmt::format("anthropic-ratelimit-{}-{}", what, part))
                   : common;
    };
    return {number(read("remaining")), number(read("limit")), reset_in(read("reset"), now)};
}

bool is_scarce(const Left& tokens) {
    if (!tokens.known()) return false;
    return *tokens.left < kScarceTokens ||
           (tokens.limit && *tokens.left < *tokens.limit / kScarceShare);
}

/// A bucket of `per_minute`, full at `full`: what must pass before it holds `amount` again. It may
/// be overdrawn, which is the queue of those who wait.
Micros take_from(RateState::Time& full, std::optional<std::int64_t> per_minute, double amount,
                 RateState::Time now) {
    if (!per_minute) return Micros{0};
    const double micros =
        kMicrosPerMinute / static_cast<double>(std::max<std::int64_t>(*per_minute, 1));
    const double holds = std::max(1.0, static_cast<double>(*per_minute) * kBurstShare);
    const Micros burst{static_cast<Micros::rep>(holds * micros)};
    // Nobody waits that long: the clock was set back.
    if (full > now + burst + RateLimiter::kWaitMax) full = now;
    full = std::max(full, now) + Micros{static_cast<Micros::rep>(std::ceil(amount * micros))};
    return std::max(Micros{0}, full - now - burst);
}

void give_back_to(RateState::Time& full, std::optional<std::int64_t> per_minute, double amount) {
    if (per_minute)
        full -= Micros{
            static_cast<Micros::rep>(amount * kMicrosPerMinute /
                                     static_cast<double>(std::max<std::int64_t>(*per_minute, 1)))};
}

}  // namespace

std::string to_text(const RateState& state) {
    return fmt::format("{} {} {} {} {}", state.requests_full.time_since_epoch().count(),
                       state.tokens_full.time_since_epoch().count(),
                       state.held_until.time_since_epoch().count(), state.tokens_left.value_or(-1),
                       state.tokens_reset.time_since_epoch().count());
}

std::optional<RateState> rate_state_from(std::string_view text) {
    long long requests = 0;
    long long tokens = 0;
    long long held = 0;
    long long left = 0;
    long long reset = 0;
    if (std::sscanf(std::string{text}.c_str(), "%lld %lld %lld %lld %lld", &requests, &tokens,
                    &held, &left, &reset) != 5)
        return std::nullopt;
    RateState state;
    state.requests_full = RateState::Time{Micros{requests}};
    state.tokens_full = RateState::Time{Micros{tokens}};
    state.held_until = TimePoint{Millis{held}};
    if (left >= 0) state.tokens_left = left;
    state.tokens_reset = TimePoint{Millis{reset}};
    return state;
}

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

RateState RateLimiter::state() const {
    if (facts_ != nullptr) {
        const auto kept = ledger_->recall(key_, clock_.now());
        return kept ? rate_state_from(*kept).value_or(RateState{}) : RateState{};
    }
    const std::lock_guard lock{mutex_};
    return own_;
}

void RateLimiter::change(const std::function<void(RateState&)>& edit) {
    if (facts_ == nullptr) {
        const std::lock_guard lock{mutex_};
        return edit(own_);
    }
    const TimePoint now = clock_.now();
    facts_->change_fact(
        key_, now, [&](const std::optional<std::string>& kept) -> std::optional<Fact> {
            RateState state = kept ? rate_state_from(*kept).value_or(RateState{}) : RateState{};
            const RateState before = state;
            edit(state);
            if (state == before) return std::nullopt;
            return Fact{to_text(state), now + kStateFor};
        });
}

Millis RateLimiter::take(double tokens) {
    const TimePoint now = clock_.now();
    if (!limits_.any()) {
        // Nothing to be written down, as nearly always: a read is enough.
        const RateState known = state();
        if (known.held_until <= now && !(known.tokens_left && known.tokens_reset > now))
            return Millis{0};
    }
    Millis wait{0};
    change([&](RateState& state) {
        const RateState before = state;
        wait = std::chrono::ceil<Millis>(
            std::max(take_from(state.requests_full, limits_.requests, 1, now),
                     take_from(state.tokens_full, limits_.tokens, tokens, now)));
        wait = std::max(wait, state.held_until - now);
        if (state.tokens_left) {
            if (now >= state.tokens_reset)
                state.tokens_left.reset();
            else if (static_cast<double>(*state.tokens_left) < tokens)
                wait = std::max(wait, state.tokens_reset - now);
            else
                *state.tokens_left -= static_cast<std::int64_t>(tokens);
        }
        if (wait > kWaitMax) state = before;
    });
    return wait;
}

void RateLimiter::give_back(double tokens) {
    change([&](RateState& state) {
        give_back_to(state.requests_full, limits_.requests, 1);
        give_back_to(state.tokens_full, limits_.tokens, tokens);
    });
}

tl::unexpected<Error> RateLimiter::limited(Millis wait) const {
    return tl::unexpected{
        Error{ErrorKind::RateLimited,
              fmt::format("the rate limit is reached for {} s", wait.count() / 1000), wait}};
}

Expected<void> RateLimiter::acquire(std::int64_t tokens, std::stop_token stop) {
    const auto amount = static_cast<double>(tokens);
    Millis wait = take(amount);
    if (wait > kWaitMax) return limited(wait);
    for (int waits = 0; wait > Millis{0}; ++waits) {
        if (!clock_.wait_for(wait, stop)) {
            give_back(amount);
            return fail(ErrorKind::Cancelled, "stopped while waiting for the rate limit");
        }
        // Somebody else may have been told to pause meanwhile.
        wait = held_for();
        if (wait > kWaitMax || waits == kWaitsMax) {
            give_back(amount);
            return limited(wait);
        }
    }
    return {};
}

void RateLimiter::observe(const HttpHeaders& headers) {
    const TimePoint now = clock_.now();
    const Left requests = left_of(headers, "requests", now);
    const Left tokens = left_of(headers, "tokens", now);
    const bool held = requests.left == 0 && requests.reset;
    const bool scarce = is_scarce(tokens);
    // Plenty is left, as nearly always: nothing to be written down, unless it was scarce before.
    if (!held && !scarce && !(tokens.known() && state().tokens_left)) return;
    change([&](RateState& state) {
        if (held) state.held_until = std::max(state.held_until, now + *requests.reset);
        if (scarce) {
            state.tokens_left = tokens.left;
            state.tokens_reset = now + *tokens.reset;
        } else if (tokens.known()) {
            state.tokens_left.reset();
        }
    });
}

void RateLimiter::hold(Millis duration) {
    const TimePoint until = clock_.now() + duration;
    change([&](RateState& state) { state.held_until = std::max(state.held_until, until); });
}

Millis RateLimiter::held_for() const {
    return std::max(Millis{0}, state().held_until - clock_.now());
}

}  // namespace ainews::pipeline
