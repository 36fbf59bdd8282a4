#include "feeds/schedule.h"

#include <algorithm>
#include <cmath>

#include "core/http_headers.h"

namespace ainews::feeds {

namespace {

constexpr int kGone = 410;
constexpr std::size_t kValidatorBytesMax = 1'024;
constexpr double kShortenMax = 0.10;  ///< of a wait after a success
constexpr double kJitter = 0.20;      ///< of a wait after a failure, half of it each way
constexpr int kDoublingsMax = 20;     ///< keeps 2^n in range; the cap is reached long before
constexpr std::uint32_t kAllHours = (1U << 24U) - 1;
constexpr std::uint8_t kAllDays = (1U << 7U) - 1;

Millis scaled(Millis duration, double factor) {
    return Millis{std::llround(static_cast<double>(duration.count()) * factor)};
}

Millis wait_after_success(std::optional<Millis> ttl, std::optional<Millis> max_age,
                          const ScheduleOptions& options) {
    Millis wait = options.interval;
    for (const auto& hint : {ttl, max_age})
        if (hint) wait = std::max(wait, std::min(*hint, options.hint_max));
    // Half of the shortening is fixed: the poll itself took time, and the next cycle begins on the
    // hour.
    return scaled(wait, 1.0 - kShortenMax / 2 - kShortenMax / 2 * options.random);
}

Millis wait_after_failure(int failures, const PollResult& result, const ScheduleOptions& options) {
    const int doublings = std::clamp(failures - 1, 0, kDoublingsMax);
    const double factor = static_cast<double>(1U << static_cast<unsigned>(doublings));
    const double wanted = static_cast<double>(options.interval.count()) * factor;
    const Millis capped = wanted >= static_cast<double>(options.backoff_max.count())
                              ? std::max(options.backoff_max, options.interval)
                              : Millis{static_cast<Millis::rep>(wanted)};
    const Millis wait = scaled(capped, 1.0 + kJitter * (options.random - 0.5));
    if (!result.retry_after) return wait;
    return std::max(wait, std::clamp(*result.retry_after, Millis{0}, kRetryAfterMax));
}

void keep_validator(std::string& kept, const std::string& fresh) {
    kept = fresh.size() <= kValidatorBytesMax ? fresh : std::string{};
}

void note_success(FetchState& state, const PollResult& result, TimePoint now) {
    state.state = SourceState::Ok;
    state.failures = 0;
    state.error.clear();
    state.retry_after.reset();
    state.last_ok = now;
    if (result.kind == PollResult::Kind::Fetched) {
        keep_validator(state.etag, result.etag);
        keep_validator(state.last_modified, result.last_modified);
        state.body_hash = result.body_hash;
        state.first_poll_done = true;
        state.hints = result.hints;
        if (!result.permanent_url.empty()) state.url = result.permanent_url;
        return;
    }
    // A 304 may bring new validators for the same bytes, and often brings none (RFC 9110 §15.4.5).
    if (!result.etag.empty()) keep_validator(state.etag, result.etag);
    if (!result.last_modified.empty()) keep_validator(state.last_modified, result.last_modified);
}

}  // namespace

TimePoint next_allowed(TimePoint when, const PollHints& hints) {
    if ((hints.skip_hours & kAllHours) == kAllHours || (hints.skip_days & kAllDays) == kAllDays)
        return when;
    for (int tries = 0; tries < 24 * 8; ++tries) {
        const auto hour = std::chrono::floor<std::chrono::hours>(when);
        const auto day = std::chrono::floor<std::chrono::days>(when);
        const auto hour_of_day = static_cast<unsigned>((hour - day).count());
        const unsigned weekday = std::chrono::weekday{day}.c_encoding();
        const bool skipped = ((hints.skip_hours >> hour_of_day) & 1U) != 0 ||
                             ((hints.skip_days >> weekday) & 1U) != 0;
        if (!skipped) return when;
        when = hour + std::chrono::hours{1};
    }
    return when;
}

FetchState after_poll(FetchState before, const PollResult& result, const ScheduleOptions& options,
                      TimePoint now) {
    FetchState state = std::move(before);
    state.last_poll = now;
    if (result.kind != PollResult::Kind::Failed) {
        note_success(state, result, now);
        state.next_poll = next_allowed(
            now + wait_after_success(state.hints.ttl, result.max_age, options), state.hints);
        return state;
    }
    state.failures = std::min(state.failures, 1'000'000) + 1;
    state.error = result.error;
    state.state = result.status == kGone ? SourceState::Gone : SourceState::Failing;
    state.retry_after.reset();
    if (result.retry_after)
        state.retry_after = now + std::clamp(*result.retry_after, Millis{0}, kRetryAfterMax);
    state.next_poll = now + wait_after_failure(state.failures, result, options);
    return state;
}

bool is_due(const FetchState& state, TimePoint now, bool force) {
    if (state.state == SourceState::Paused || state.state == SourceState::Gone) return false;
    // A poll in the future means that the clock was set back: what was reckoned from it is void.
    if (state.last_poll && *state.last_poll > now) return true;
    if (state.retry_after && *state.retry_after > now) return false;
    return force || state.next_poll <= now;
}

}  // namespace ainews::feeds
