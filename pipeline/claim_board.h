#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <tuple>
#include <vector>

#include "core/work_queue.h"

namespace ainews::pipeline {

/// The claims that one runner holds: queued for a worker, being worked on, or kept aside because of
/// the item limit. Every one of them is renewed until it is released. Thread-safe.
class ClaimBoard {
public:
    enum class Lane { Model, Local };

    struct Job {
        Claim claim;
        std::stop_token stop;
        bool probe = false;  ///< tries whether a closed gate opens
    };

    void push(Lane lane, Claim claim, bool probe = false);
    /// Held and renewed, but never worked on.
    void keep_aside(Claim claim);
    /// Waits for a job of the lane; nullopt once the lanes are closed.
    [[nodiscard]] std::optional<Job> pop(Lane lane);
    /// The job has ended, however. Wakes wait_for_change().
    void release(const Claim& claim);

    /// Leases that are gone: the workers on them are asked to stop.
    void lost(std::span<const Claim> claims);
    [[nodiscard]] std::vector<Claim> held() const;

    /// Takes every claim that no worker has begun, those kept aside too. They stay held until
    /// released.
    [[nodiscard]] std::vector<Claim> take_unstarted();
    /// Asks every job that is being worked on to stop.
    void stop_all();
    /// pop() returns nullopt from now on, once its lane is empty; open() takes that back.
    void close();
    void open();

    [[nodiscard]] std::size_t load(Lane lane) const;  ///< queued and being worked on
    [[nodiscard]] std::size_t queued(Lane lane) const;
    [[nodiscard]] std::size_t aside() const;
    [[nodiscard]] bool idle() const;  ///< nothing queued, nothing being worked on

    /// Something changed since the count `seen`: a job was released, or poke() was called.
    [[nodiscard]] std::uint64_t changes() const;
    void poke();
    /// Waits until changes() is not `seen`; without `patience` for as long as that takes.
    void wait_for_change(std::uint64_t seen, std::optional<Millis> patience);

private:
    struct Held {
        Claim claim;
        Lane lane = Lane::Model;
        std::stop_source stop;
        bool started = false;
        bool aside = false;
        bool probe = false;
    };
    [[nodiscard]] std::size_t count(Lane lane, bool started_too) const;

    mutable std::mutex mutex_;
    std::condition_variable work_;
    std::condition_variable change_;
    /// A token may be shared by claims that were taken together.
    using Key = std::tuple<std::int64_t, ItemId, std::string>;
    [[nodiscard]] static Key key_of(const Claim& claim) {
        return {claim.token, claim.item, claim.stage};
    }
    std::map<Key, Held> held_;
    std::map<Lane, std::deque<Key>> queues_;
    std::uint64_t changes_ = 0;
    bool closed_ = false;
};

}  // namespace ainews::pipeline
