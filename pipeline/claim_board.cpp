#include "pipeline/claim_board.h"

#include <algorithm>

namespace ainews::pipeline {

void ClaimBoard::push(Lane lane, Claim claim, bool probe) {
    const std::lock_guard lock{mutex_};
    const Key key = key_of(claim);
    held_.insert_or_assign(key,
                           Held{std::move(claim), lane, std::stop_source{}, false, false, probe});
    queues_[lane].push_back(key);
    work_.notify_all();
}

void ClaimBoard::keep_aside(Claim claim) {
    const std::lock_guard lock{mutex_};
    const Key key = key_of(claim);
    held_.insert_or_assign(
        key, Held{std::move(claim), Lane::Model, std::stop_source{}, false, true, false});
}

std::optional<ClaimBoard::Job> ClaimBoard::pop(Lane lane) {
    std::unique_lock lock{mutex_};
    std::deque<Key>& queue = queues_[lane];
    work_.wait(lock, [&] { return closed_ || !queue.empty(); });
    if (queue.empty()) return std::nullopt;
    Held& held = held_.at(queue.front());
    queue.pop_front();
    held.started = true;
    return Job{held.claim, held.stop.get_token(), held.probe};
}

void ClaimBoard::release(const Claim& claim) {
    const std::lock_guard lock{mutex_};
    held_.erase(key_of(claim));
    ++changes_;
    change_.notify_all();
}

void ClaimBoard::lost(std::span<const Claim> claims) {
    const std::lock_guard lock{mutex_};
    for (const Claim& claim : claims)
        if (const auto found = held_.find(key_of(claim)); found != held_.end())
            found->second.stop.request_stop();
}

std::vector<Claim> ClaimBoard::held() const {
    const std::lock_guard lock{mutex_};
    std::vector<Claim> claims;
    for (const auto& [key, held] : held_) claims.push_back(held.claim);
    return claims;
}

std::vector<Claim> ClaimBoard::take_unstarted() {
    const std::lock_guard lock{mutex_};
    for (auto& [lane, queue] : queues_) queue.clear();
    std::vector<Claim> claims;
    for (const auto& [key, held] : held_)
        if (!held.started) claims.push_back(held.claim);
    return claims;
}

void ClaimBoard::stop_all() {
    const std::lock_guard lock{mutex_};
    for (auto& [key, held] : held_) held.stop.request_stop();
}

void ClaimBoard::close() {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    work_.notify_all();
}

void ClaimBoard::open() {
    const std::lock_guard lock{mutex_};
    closed_ = false;
}

std::size_t ClaimBoard::count(Lane lane, bool started_too) const {
    const std::lock_guard lock{mutex_};
    return static_cast<std::size_t>(std::ranges::count_if(held_, [&](const auto& entry) {
        const Held& held = entry.second;
        return !held.aside && held.lane == lane && (started_too || !held.started);
    }));
}

std::size_t ClaimBoard::load(Lane lane) const { return count(lane, true); }
std::size_t ClaimBoard::queued(Lane lane) const { return count(lane, false); }

std::size_t ClaimBoard::aside() const {
    const std::lock_guard lock{mutex_};
    return static_cast<std::size_t>(
        std::ranges::count_if(held_, [](const auto& entry) { return entry.second.aside; }));
}

bool ClaimBoard::idle() const {
    const std::lock_guard lock{mutex_};
    return std::ranges::all_of(held_, [](const auto& entry) { return entry.second.aside; });
}

std::uint64_t ClaimBoard::changes() const {
    const std::lock_guard lock{mutex_};
    return changes_;
}

void ClaimBoard::poke() {
    const std::lock_guard lock{mutex_};
    ++changes_;
    change_.notify_all();
}

void ClaimBoard::wait_for_change(std::uint64_t seen, std::optional<Millis> patience) {
    std::unique_lock lock{mutex_};
    const auto changed = [&] { return changes_ != seen; };
    if (patience)
        change_.wait_for(lock, *patience, changed);
    else
        change_.wait(lock, changed);
}

}  // namespace ainews::pipeline
