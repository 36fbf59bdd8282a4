#include "pipeline/model_gate.h"

#include <algorithm>

namespace ainews::pipeline {

ModelGate::State ModelGate::state(TimePoint now) const {
    const std::lock_guard lock{mutex_};
    if (!closed_) return State::Open;
    return for_good_ || probing_ || waits(now) ? State::Closed : State::Probe;
}

bool ModelGate::take_probe(TimePoint now) {
    const std::lock_guard lock{mutex_};
    if (!closed_ || for_good_ || probing_ || waits(now)) return false;
    probing_ = true;
    return true;
}

void ModelGate::return_probe() {
    const std::lock_guard lock{mutex_};
    probing_ = false;
}

bool ModelGate::open() {
    const std::lock_guard lock{mutex_};
    // An answer that was under way when the gate closed says nothing about now: only a probe does.
    if (closed_ && !probing_) return false;
    const bool was_closed = closed_;
    closed_ = false;
    probing_ = false;
    failures_ = 0;
    reason_.clear();
    return was_closed;
}

ModelGate::Closed ModelGate::close(TimePoint now, std::optional<TimePoint> until,
                                   std::string_view reason) {
    const std::lock_guard lock{mutex_};
    const bool first = !closed_;
    const bool counts = first || probing_;  // the others were under way when it closed
    if (counts) {
        const Millis pause = std::min(kPauseMax, kPauseFirst * (1 << std::min(failures_, 5)));
        until_ = std::min(until.value_or(now + pause), now + kClosedMax);
        ++failures_;
    } else if (until) {
        until_ = std::min(std::max(until_, *until), now + kClosedMax);
    }
    const bool news = first || reason_ != reason;
    closed_ = true;
    probing_ = false;
    reason_ = reason;
    return {until_, news};
}

void ModelGate::close_for_good(std::string_view reason, Millis recheck) {
    const std::lock_guard lock{mutex_};
    closed_ = for_good_ = true;
    recheck_ = recheck;
    reason_ = reason;
}

std::string ModelGate::reason() const {
    const std::lock_guard lock{mutex_};
    return reason_;
}

TimePoint ModelGate::until(TimePoint now) const {
    const std::lock_guard lock{mutex_};
    if (for_good_) return now + recheck_;
    return waits(now) ? until_ : now;
}

}  // namespace ainews::pipeline
