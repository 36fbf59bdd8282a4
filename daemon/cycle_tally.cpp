#include "daemon/cycle_tally.h"

#include <initializer_list>

namespace ainews::daemon {
namespace {

std::int64_t jobs_in(const QueueCounts& queue, std::initializer_list<JobState> wanted) {
    std::int64_t sum = 0;
    for (const auto& [stage, states] : queue)
        for (const JobState state : wanted)
            if (const auto found = states.find(state); found != states.end()) sum += found->second;
    return sum;
}

}  // namespace

std::int64_t open_jobs(const QueueCounts& queue) {
    return jobs_in(queue, {JobState::Pending, JobState::Running});
}

void CycleTally::begin(SteadyTime now) {
    const std::lock_guard lock{mutex_};
    began_ = now;
}

void CycleTally::polled(const feeds::PollReport& report) {
    const std::lock_guard lock{mutex_};
    totals_.polled = report;
    open_ = true;
}

void CycleTally::add(const pipeline::JobEvent& event) {
    const std::lock_guard lock{mutex_};
    pipeline::RunReport& worked = totals_.worked;
    worked.tokens_in += event.tokens_in;
    worked.tokens_out += event.tokens_out;
    worked.cost += event.cost.value_or(0);
    const bool degraded = event.outcome == pipeline::JobOutcome::Degraded;
    if (degraded) ++worked.degraded;
    if (degraded || event.outcome == pipeline::JobOutcome::Done) ++worked.done;
    if (event.outcome == pipeline::JobOutcome::Failed) ++worked.failed;
}

void CycleTally::published(int pages) {
    const std::lock_guard lock{mutex_};
    totals_.published += pages;
}

bool CycleTally::is_open() const {
    const std::lock_guard lock{mutex_};
    return open_;
}

std::optional<std::string> CycleTally::end(const QueueCounts& queue, SteadyTime now) {
    const std::lock_guard lock{mutex_};
    if (!open_) return std::nullopt;
    totals_.worked.pending = open_jobs(queue);
    totals_.worked.waiting = jobs_in(queue, {JobState::Waiting});
    totals_.elapsed = now - began_;
    std::string line = cycle_line(totals_);
    totals_ = {};
    open_ = false;
    return line;
}

}  // namespace ainews::daemon
