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

void StatsBook::reset() {
    const std::scoped_lock lock{mutex_};
    const auto in_flight = stats_.in_flight;
    stats_ = {};
    stats_.in_flight = in_flight;
    identities_.clear();
}

void StatsBook::feed(std::string_view outlet, bool not_modified) {
    const std::scoped_lock lock{mutex_};
    ++stats_.feed_hits[std::string{outlet}];
    if (not_modified) ++stats_.feed_not_modified[std::string{outlet}];
}

void StatsBook::page(std::string_view article) {
    const std::scoped_lock lock{mutex_};
    ++stats_.page_hits[std::string{article}];
}

void StatsBook::robots(std::string_view outlet) {
    const std::scoped_lock lock{mutex_};
    ++stats_.robots_hits[std::string{outlet}];
}

void StatsBook::call_started() {
    const std::scoped_lock lock{mutex_};
    ++stats_.calls;
    stats_.in_flight_max = std::max(stats_.in_flight_max, ++stats_.in_flight);
}

void StatsBook::call_ended() {
    const std::scoped_lock lock{mutex_};
    --stats_.in_flight;
}

void StatsBook::call_of(std::string_view stage, std::string_view article) {
    const std::scoped_lock lock{mutex_};
    ++stats_.calls_by_stage[std::string{stage}];
    ++stats_.calls_by_item[std::string{stage} + " " + std::string{article}];
}

void StatsBook::answered(const std::string& identity, std::int64_t tokens_in,
                         std::int64_t tokens_out) {
    const std::scoped_lock lock{mutex_};
    ++stats_.answered;
    if (++identities_[identity] > 1) ++stats_.duplicates;
    stats_.tokens_in += tokens_in;
    stats_.tokens_out += tokens_out;
}

void StatsBook::faulted() {
    const std::scoped_lock lock{mutex_};
    ++stats_.faulted;
}

void StatsBook::blocks(std::int64_t unknown, std::int64_t furniture) {
    const std::scoped_lock lock{mutex_};
    stats_.unknown_blocks += unknown;
    stats_.furniture_blocks += furniture;
}

void StatsBook::violation(std::string_view what) {
    const std::scoped_lock lock{mutex_};
    ++stats_.violation_count;
    if (stats_.violations.size() < kViolationsKept) stats_.violations.emplace_back(what);
}

}  // namespace ainews::newsroom
