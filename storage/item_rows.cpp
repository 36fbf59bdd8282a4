#include "storage/item_rows.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "core/json_text.h"

namespace ainews::storage {
namespace {

constexpr std::int64_t kWeightMax = 127;
constexpr std::int64_t kMinutesMax = (std::int64_t{1} << 32) - 1;
constexpr int kWeightShift = 40;
constexpr int kFreshShift = 8;

using JobStates = std::map<std::string, std::string, std::less<>>;

JobStates job_states(Connection& connection, ItemId item) {
    JobStates states;
    Query query{connection, "SELECT stage, state FROM jobs WHERE item_id = ?", item};
    while (query.step()) states.emplace(query.text(0), query.text(1));
    return states;
}

bool is_in(const JobStates& states, const std::string& stage, std::string_view a,
           std::string_view b) {
    const auto found = states.find(stage);
    return found != states.end() && (found->second == a || found->second == b);
}

bool is_ready(const StageNode& node, const JobStates& states) {
    return !states.contains(node.name) && std::ranges::all_of(node.needs, [&](const auto& need) {
        return is_in(states, need, "done", "done");
    }) && std::ranges::all_of(node.settles, [&](const auto& gate) {
        return is_in(states, gate, "done", "failed");
    });
}

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

std::vector<std::string> open_ready_jobs(Connection& connection, const StageGraph& graph,
                                         ItemId item, TimePoint at) {
    const JobStates states = job_states(connection, item);
    std::vector<std::string> opened;
    for (const StageNode& node : graph.nodes()) {
        if (!is_ready(node, states)) continue;
        Query{connection,
              "INSERT INTO jobs (item_id, stage, state, source_id, priority, opened) "
              "SELECT id, ?, 'pending', source_id, priority, ? FROM items WHERE id = ?",
              node.name, at, item}
            .run();
        opened.push_back(node.name);
    }
    return opened;
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
    for (const std::string& dependent : graph.dependents(stage))
        Query{connection,
              "DELETE FROM jobs WHERE item_id = ?1 AND stage = ?2 AND state IN ('pending', "
              "'waiting') "
              "AND NOT EXISTS (SELECT 1 FROM results WHERE item_id = ?1 AND stage = ?2)",
              item, dependent}
            .run();
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
