#include "tests/support/newsroom_stats.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ainews::newsroom {
namespace {

constexpr std::size_t kViolationsKept = 20;

std::int64_t sum(const std::map<std::string, std::int64_t>& counts) {
    std::int64_t total = 0;
    for (const auto& [name, count] : counts) total += count;
    return total;
}

}  // namespace

std::int64_t Stats::feed_hits_total() const { return sum(feed_hits); }
std::int64_t Stats::not_modified_total() const { return sum(feed_not_modified); }

std::string Stats::to_json() const {
    const nlohmann::ordered_json json{
        {"calls", calls},
        {"answered", answered},
        {"faulted", faulted},
        {"duplicates", duplicates},
        {"in_flight", in_flight},
        {"in_flight_max", in_flight_max},
        {"unknown_blocks", unknown_blocks},
        {"furniture_blocks", furniture_blocks},
        {"tokens_in", tokens_in},
        {"tokens_out", tokens_out},
        {"calls_by_stage", calls_by_stage},
        {"calls_by_item", calls_by_item},
        {"feed_hits", feed_hits},
        {"feed_not_modified", feed_not_modified},
        {"page_hits", page_hits},
        {"robots_hits", robots_hits},
        {"violations", violations},
        {"violation_count", violation_count},
    };
    return json.dump(2) + "\n";
}

Stats StatsBook::snapshot() const {
    const std::scoped_lock lock{mutex_};
    return stats_;
}

bool StatsBook::wait_for(const std::function<bool(const Stats&)>& wanted,
                         std::chrono::milliseconds timeout) const {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, timeout, [&] { return wanted(stats_); });
}

void StatsBook::change(const std::function<void(Stats&)>& change) {
    const std::scoped_lock lock{mutex_};
    change(stats_);
    changed_.notify_all();
}

void StatsBook::reset() {
    change([this](Stats& stats) {
        const auto in_flight = stats.in_flight;
        stats = {};
        stats.in_flight = in_flight;
        identities_.clear();
    });
}

void StatsBook::feed(std::string_view outlet, bool not_modified) {
    change([&](Stats& stats) {
        ++stats.feed_hits[std::string{outlet}];
        if (not_modified) ++stats.feed_not_modified[std::string{outlet}];
    });
}

void StatsBook::page(std::string_view article) {
    change([&](Stats& stats) { ++stats.page_hits[std::string{article}]; });
}

void StatsBook::robots(std::string_view outlet) {
    change([&](Stats& stats) { ++stats.robots_hits[std::string{outlet}]; });
}

void StatsBook::call_started() {
    change([](Stats& stats) {
        ++stats.calls;
        stats.in_flight_max = std::max(stats.in_flight_max, ++stats.in_flight);
    });
}

void StatsBook::call_ended() {
    change([](Stats& stats) { --stats.in_flight; });
}

void StatsBook::call_of(std::string_view stage, std::string_view article) {
    change([&](Stats& stats) {
        ++stats.calls_by_stage[std::string{stage}];
        ++stats.calls_by_item[std::string{stage} + " " + std::string{article}];
    });
}

void StatsBook::answered(const std::string& identity, std::int64_t tokens_in,
                         std::int64_t tokens_out) {
    change([&](Stats& stats) {
        ++stats.answered;
        if (++identities_[identity] > 1) ++stats.duplicates;
        stats.tokens_in += tokens_in;
        stats.tokens_out += tokens_out;
    });
}

void StatsBook::faulted() {
    change([](Stats& stats) { ++stats.faulted; });
}

void StatsBook::blocks(std::int64_t unknown, std::int64_t furniture) {
    change([&](Stats& stats) {
        stats.unknown_blocks += unknown;
        stats.furniture_blocks += furniture;
    });
}

void StatsBook::violation(std::string_view what) {
    change([&](Stats& stats) {
        ++stats.violation_count;
        if (stats.violations.size() < kViolationsKept) stats.violations.emplace_back(what);
    });
}

}  // namespace ainews::newsroom
