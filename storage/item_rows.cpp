#include "storage/item_rows.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "storage/ready_jobs.h"

namespace ainews::storage {
namespace {

constexpr std::int64_t kWeightMax = 127;
constexpr std::int64_t kMinutesMax = (std::int64_t{1} << 32) - 1;
constexpr int kWeightShift = 40;
constexpr int kFreshShift = 8;

/// Lower comes first: what an item is when its jobs differ.
int precedence(const std::string& state) {
    if (state == "running") return 0;
    if (state == "pending") return 1;
    if (state == "waiting") return 2;
    if (state == "failed") return 3;
    return 4;
}

}  // namespace

std::int64_t next_number(Connection& connection, std::string_view counter) {
    Query query{connection, "UPDATE counters SET value = value + 1 WHERE name = ? RETURNING value",
                counter};
    query.step();
    const auto value = query.integer(0);
    query.run();
    return value;
}

void touch(Connection& connection, ItemId item) {
    Query{connection, "UPDATE items SET revision = ? WHERE id = ?",
          next_number(connection, "revision"), item}
        .run();
    Query{connection, "INSERT OR IGNORE INTO search_dirty VALUES (?)", item}.run();
}

void refresh_state(Connection& connection, ItemId item) {
    std::string state = "done";
    std::string error;
    {
        Query jobs{connection, "SELECT stage, state, error FROM jobs WHERE item_id = ?", item};
        while (jobs.step()) {
            const std::string job = jobs.text(1);
            if (precedence(job) < precedence(state)) state = job;
            if (job == "failed" && error.empty()) error = jobs.text(0) + ": " + jobs.text(2);
        }
    }
    Query{
        connection,
        "UPDATE items SET state = CASE skip_reason WHEN '' THEN ?1 ELSE 'skipped' END, error = ?2 "
        "WHERE id = ?3 AND (state <> CASE skip_reason WHEN '' THEN ?1 ELSE 'skipped' END OR error "
        "<> ?2)",
        state, error, item}
        .run();
}

std::optional<ItemId> live_item(Connection& connection, ItemId id) {
    {
        Query item{connection, "SELECT 1 FROM items WHERE id = ?", id};
        if (item.step()) return id;
    }
    // Aliases are kept flat: the target of one is never an alias itself.
    Query alias{connection,
                "SELECT aliases.target FROM aliases JOIN items ON items.id = aliases.target "
                "WHERE aliases.id = ?",
                id};
    if (alias.step()) return alias.integer(0);
    return std::nullopt;
}

void reopen_stage(Connection& connection, const StageGraph& graph, ItemId item,
                  std::string_view stage, TimePoint at) {
    Query{connection,
          "UPDATE jobs SET again = (state = 'running'), "
          "state = CASE state WHEN 'running' THEN 'running' ELSE 'pending' END, "
          "attempts = 0, lost = 0, error = '', reason = '', not_before = NULL, opened = ? "
          "WHERE item_id = ? AND stage = ?",
          at, item, stage}
        .run();
    close_unready_jobs(connection, graph, item);
    refresh_state(connection, item);
}

void skip_item(Connection& connection, ItemId item, std::string_view reason) {
    Query{connection,
          "DELETE FROM jobs WHERE item_id = ? AND state IN ('pending', 'running', 'waiting', "
          "'failed')",
          item}
        .run();
    Query{connection, "UPDATE items SET skip_reason = ? WHERE id = ?", reason, item}.run();
    refresh_state(connection, item);
    touch(connection, item);
}

void take_up(Connection& connection, const StageGraph& graph, ItemId item, TimePoint at) {
    Query{connection, "UPDATE items SET skip_reason = '' WHERE id = ?", item}.run();
    open_ready_jobs(connection, graph, item, at);
    refresh_state(connection, item);
    touch(connection, item);
}

void note_event(Connection& connection, ItemId item, TimePoint at, std::string_view what,
                std::string_view text) {
    Query{connection, "INSERT INTO events (item_id, at, what, text) VALUES (?, ?, ?, ?)",
          item,       at,
          what,       text}
        .run();
}

std::int64_t priority_of(double weight, TimePoint fresh, int story_size) noexcept {
    const auto tenths = std::clamp<std::int64_t>(std::llround(weight * 10), 0, kWeightMax);
    const auto minutes = std::clamp<std::int64_t>(
        std::chrono::floor<std::chrono::minutes>(fresh.time_since_epoch()).count(), 0, kMinutesMax);
    const auto size = std::clamp<std::int64_t>(story_size, 0, (1 << kFreshShift) - 1);
    return (tenths << kWeightShift) | (minutes << kFreshShift) | size;
}

std::string to_json_array(const std::vector<std::string>& values) {
    if (values.empty()) return "[]";
    return dump(nlohmann::json(values));
}

std::vector<std::string> from_json_array(const std::string& json) {
    std::vector<std::string> values;
    if (json == "[]") return values;  // as nearly all are
    const auto parsed = nlohmann::json::parse(json, nullptr, false);
    if (!parsed.is_array()) return values;
    for (const auto& value : parsed)
        if (value.is_string()) values.push_back(value.get<std::string>());
    return values;
}

}  // namespace ainews::storage
