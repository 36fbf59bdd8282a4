#include "net/host_queue.h"

#include <algorithm>

namespace ainews::net {

/// A host is queued where it has something to start and a free place, and also after its last start
/// until its pause is over: the entry is what remembers the pause, and is dropped with it.
void HostQueue::queue(Hosts::value_type& entry, SteadyTime now) {
    Host& host = entry.second;
    if (host.queued) return;
    const bool paused = host.next_start > now;
    const bool startable = !host.waiting.empty() && host.in_flight < limits_.per_host_in_flight;
    if (startable && !paused) {
        host.queued = true;
        ready_.push_back(&entry);
    } else if (paused && (startable || host.in_flight == 0)) {
        host.queued = true;
        paused_.emplace(host.next_start, &entry);
    } else if (host.waiting.empty() && host.in_flight == 0) {
        hosts_.erase(hosts_.find(entry.first));
    }
}

void HostQueue::push(const std::string& host, Id id, SteadyTime now) {
    auto& entry = *hosts_.try_emplace(host).first;
    entry.second.waiting.push_back(id);
    queue(entry, now);
}

void HostQueue::wake_paused(SteadyTime now) {
    while (!paused_.empty() && paused_.top().first <= now) {
        auto& entry = *paused_.top().second;
        paused_.pop();
        entry.second.queued = false;
        queue(entry, now);
    }
}

std::optional<HostQueue::Id> HostQueue::take(SteadyTime now) {
    wake_paused(now);
    while (in_flight_ < limits_.in_flight && !ready_.empty()) {
        auto& entry = *ready_.front();
        Host& host = entry.second;
        ready_.pop_front();
        host.queued = false;
        if (host.waiting.empty()) {  // what waited was removed
            queue(entry, now);
            continue;
        }
        const Id id = host.waiting.front();
        host.waiting.pop_front();
        ++host.in_flight;
        ++in_flight_;
        host.next_start = now + limits_.per_host_gap;
        queue(entry, now);
        return id;
    }
    return std::nullopt;
}

void HostQueue::release(const std::string& host, SteadyTime now) {
    auto& entry = *hosts_.find(host);
    --entry.second.in_flight;
    --in_flight_;
    queue(entry, now);
}

void HostQueue::remove(const std::string& host, Id id) {
    const auto found = hosts_.find(host);
    if (found != hosts_.end()) std::erase(found->second.waiting, id);
}

std::optional<SteadyTime> HostQueue::next_start(SteadyTime now) const {
    if (in_flight_ >= limits_.in_flight) return std::nullopt;
    if (!ready_.empty()) return now;
    if (!paused_.empty()) return paused_.top().first;
    return std::nullopt;
}

bool HostQueue::has_waiting(const std::string& host) const {
    const auto found = hosts_.find(host);
    return found != hosts_.end() && !found->second.waiting.empty();
}

}  // namespace ainews::net
