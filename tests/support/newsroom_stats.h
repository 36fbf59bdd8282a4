#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace ainews::newsroom {

/// What the newsroom has seen; a snapshot.
struct Stats {
    std::int64_t calls = 0;       ///< chat completions asked for
    std::int64_t answered = 0;    ///< of them: answered rightly
    std::int64_t faulted = 0;     ///< of them: answered with a planted fault
    std::int64_t duplicates = 0;  ///< right answers beyond the first to an identical question
    std::int64_t in_flight = 0;
    std::int64_t in_flight_max = 0;
    std::int64_t unknown_blocks = 0;    ///< asked blocks that stand in no article
    std::int64_t furniture_blocks = 0;  ///< asked blocks that are page furniture
    std::int64_t tokens_in = 0;
    std::int64_t tokens_out = 0;
    std::map<std::string, std::int64_t> calls_by_stage;
    std::map<std::string, std::int64_t> calls_by_item;  ///< "stage slug"
    std::map<std::string, std::int64_t> feed_hits;      ///< by outlet; 304s included
    std::map<std::string, std::int64_t> feed_not_modified;
    std::map<std::string, std::int64_t> page_hits;    ///< by article slug
    std::map<std::string, std::int64_t> robots_hits;  ///< by outlet
    std::vector<std::string> violations;              ///< the first few, in words
    std::int64_t violation_count = 0;

    [[nodiscard]] std::int64_t feed_hits_total() const;
    [[nodiscard]] std::int64_t not_modified_total() const;
    [[nodiscard]] std::string to_json() const;
};

/// Counts for the server's threads.
class StatsBook {
public:
    [[nodiscard]] Stats snapshot() const;
    /// Blocks until the counts satisfy `wanted`; false if they did not within `timeout`.
    bool wait_for(const std::function<bool(const Stats&)>& wanted,
                  std::chrono::milliseconds timeout) const;
    void reset();

    void feed(std::string_view outlet, bool not_modified);
    void page(std::string_view article);
    void robots(std::string_view outlet);
    void call_started();
    void call_ended();
    void call_of(std::string_view stage, std::string_view article);
    void answered(const std::string& identity, std::int64_t tokens_in, std::int64_t tokens_out);
    void faulted();
    void blocks(std::int64_t unknown, std::int64_t furniture);
    void violation(std::string_view what);

private:
    void change(const std::function<void(Stats&)>& change);

    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    Stats stats_;
    std::map<std::string, std::int64_t> identities_;
};

}  // namespace ainews::newsroom
