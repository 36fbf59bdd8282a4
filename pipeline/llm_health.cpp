#include "pipeline/llm_health.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>

namespace ainews::pipeline {
namespace {

constexpr std::array<std::string_view, 4> kStateNames{"ok", "unreachable", "limited", "refused"};
/// A note that nobody renews is no news any more.
constexpr auto kUnreachableNote = std::chrono::hours{1};

std::string key_of(std::string_view endpoint) { return fmt::format("llm.state:{}", endpoint); }

std::string_view next_word(std::string_view& text) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

/// "state message"
std::optional<EndpointNote> parse_note(std::string_view text) {
    const auto name = std::ranges::find(kStateNames, next_word(text));
    if (name == kStateNames.end()) return std::nullopt;
    return EndpointNote{static_cast<EndpointState>(name - kStateNames.begin()), std::string{text}};
}

}  // namespace

std::string_view to_string(EndpointState state) noexcept {
    return kStateNames.at(static_cast<std::size_t>(state));
}

EndpointNote endpoint_note(const Ledger& ledger, std::string_view endpoint, TimePoint now) {
    const auto kept = ledger.recall(key_of(endpoint), now);
    if (!kept) return {};
    return parse_note(*kept).value_or(EndpointNote{});
}

EndpointHealth::EndpointHealth(Clock& clock, Ledger& ledger, std::string endpoint)
    : clock_{clock},
      ledger_{ledger},
      endpoint_{std::move(endpoint)},
      stale_note_{endpoint_note(ledger_, endpoint_, clock_.now()).state != EndpointState::Ok} {}

std::string EndpointHealth::note_key() const { return key_of(endpoint_); }

Expected<void> EndpointHealth::admit() {
    const std::lock_guard lock{mutex_};
    const SteadyTime now = clock_.steady_now();
    if (state_ == EndpointState::Ok || state_ == EndpointState::Limited) return {};
    if (now >= until_) {
        // One request goes through as a probe; the others wait for what becomes of it.
        if (state_ == EndpointState::Refused) state_ = EndpointState::Unreachable;
        pause_ = std::clamp(pause_ * 2, kProbeFirst, kProbeMax);
        until_ = now + pause_;
        return {};
    }
    const auto kind =
        state_ == EndpointState::Refused ? ErrorKind::Refused : ErrorKind::Unavailable;
    return tl::unexpected{Error{kind, message_, until_ - now}};
}

EndpointState EndpointHealth::state() const {
    const std::lock_guard lock{mutex_};
    const bool over = state_ == EndpointState::Limited && clock_.steady_now() >= until_;
    return over ? EndpointState::Ok : state_;
}

std::string EndpointHealth::message() const {
    const std::lock_guard lock{mutex_};
    return message_;
}

void EndpointHealth::note_answer() {
    {
        const std::lock_guard lock{mutex_};
        failures_ = 0;
        if (state_ == EndpointState::Ok && !stale_note_) return;
        stale_note_ = false;
        state_ = EndpointState::Ok;
        message_.clear();
        pause_ = Millis{0};
    }
    keep_note(EndpointState::Ok, "", clock_.now());
}

void EndpointHealth::go_down(std::string_view message) {
    state_ = EndpointState::Unreachable;
    message_ = message;
    if (pause_ == Millis{0}) pause_ = kProbeFirst;
    // Between half and all of the pause, so that several machines do not come back as one.
    const auto part =
        std::uniform_int_distribution<Millis::rep>{pause_.count() / 2, pause_.count()}(random_);
    until_ = clock_.steady_now() + Millis{part};
}

void EndpointHealth::note_unreachable(std::string_view message) {
    {
        const std::lock_guard lock{mutex_};
        if (state_ == EndpointState::Unreachable && clock_.steady_now() < until_ &&
            message_ == message)
            return;
        go_down(message);
    }
    keep_note(EndpointState::Unreachable, message, clock_.now() + kUnreachableNote);
}

bool EndpointHealth::note_failure(std::string_view message) {
    {
        const std::lock_guard lock{mutex_};
        if (++failures_ < kFailuresMax) return false;
        go_down(message);
    }
    keep_note(EndpointState::Unreachable, message, clock_.now() + kUnreachableNote);
    return true;
}

void EndpointHealth::note_limited(Millis duration, std::string_view message) {
    {
        const std::lock_guard lock{mutex_};
        state_ = EndpointState::Limited;
        message_ = message;
        until_ = clock_.steady_now() + duration;
    }
    keep_note(EndpointState::Limited, message, clock_.now() + duration);
}

void EndpointHealth::note_refused(std::string_view message) {
    {
        const std::lock_guard lock{mutex_};
        if (state_ == EndpointState::Refused && message_ == message) return;
        state_ = EndpointState::Refused;
        message_ = message;
        until_ = clock_.steady_now() + kRefusedFor;
    }
    keep_note(EndpointState::Refused, message, clock_.now() + kRefusedFor);
}

void EndpointHealth::keep_note(EndpointState state, std::string_view message, TimePoint until) {
    ledger_.remember(note_key(), fmt::format("{} {}", to_string(state), message), until);
}

}  // namespace ainews::pipeline
