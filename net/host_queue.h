#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <queue>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/clock.h"

namespace ainews::net {

/// Who may start next: at most so many at once in all and to one host, and a pause between two
/// starts to one host. First come, first served among the hosts that are free. Every operation
/// costs O(log hosts) at most, so thousands may wait. Not thread-safe; pure.
class HostQueue {
public:
    using Id = std::uint64_t;
    struct Limits {
        std::size_t in_flight = 1;
        std::size_t per_host_in_flight = 1;
        Millis per_host_gap{0};
    };

    explicit HostQueue(Limits limits) : limits_{limits} {}

    void push(const std::string& host, Id id, SteadyTime now);
    /// The next one that may start now; it counts as started until `release`.
    [[nodiscard]] std::optional<Id> take(SteadyTime now);
    void release(const std::string& host, SteadyTime now);
    /// Forgets one that waits.
    void remove(const std::string& host, Id id);

    /// When `take` may succeed again without a `release`; nullopt: not before one.
    [[nodiscard]] std::optional<SteadyTime> next_start(SteadyTime now) const;
    /// Whether any waits for that host.
    [[nodiscard]] bool has_waiting(const std::string& host) const;
    [[nodiscard]] std::size_t in_flight() const noexcept { return in_flight_; }

private:
    struct Host {
        std::deque<Id> waiting;
        std::size_t in_flight = 0;
        SteadyTime next_start{};
        bool queued = false;  ///< in ready_ or paused_
    };
    using Hosts = std::unordered_map<std::string, Host>;
    using Entry = std::pair<SteadyTime, Hosts::value_type*>;

    void queue(Hosts::value_type& entry, SteadyTime now);
    void wake_paused(SteadyTime now);

    Limits limits_;
    std::size_t in_flight_ = 0;
    Hosts hosts_;  ///< node-based: pointers to its values stay valid
    std::deque<Hosts::value_type*> ready_;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> paused_;
};

}  // namespace ainews::net
