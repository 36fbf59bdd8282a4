#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/item.h"
#include "core/stage_graph.h"
#include "storage/connection.h"

/// What every change of an item has in common. All run inside the writer's transaction.
namespace ainews::storage {

/// The next value of a counter that only grows.
[[nodiscard]] std::int64_t next_number(Connection& connection, std::string_view counter);

/// Notes that what the item shows has changed: a new revision, and the search index is behind.
void touch(Connection& connection, ItemId item);

/// Brings the item's stored state in line with its jobs (design §6, States).
void refresh_state(Connection& connection, ItemId item);

/// Follows aliases; nullopt for an item that was deleted or never was.
[[nodiscard]] std::optional<ItemId> live_item(Connection& connection, ItemId id);

/// Opens a stage again: its old result stays. Where something it needs is open itself, and for the
/// open work that waits for it, the job is taken back until that is done; a running claim is let
/// finish and the job opened again after it.
void reopen_stage(Connection& connection, const StageGraph& graph, ItemId item,
                  std::string_view stage, TimePoint at);

/// Closes all open work of the item and marks it skipped.
void skip_item(Connection& connection, ItemId item, std::string_view reason);

/// Makes a skipped item an ordinary one again and opens what can be done.
void take_up(Connection& connection, const StageGraph& graph, ItemId item, TimePoint at);

/// A dated line of the item's history.
void note_event(Connection& connection, ItemId item, TimePoint at, std::string_view what,
                std::string_view text);

/// A static number, larger first: source weight, then freshness (minutes), then size of the story.
[[nodiscard]] std::int64_t priority_of(double weight, TimePoint fresh, int story_size) noexcept;

/// JSON array of strings, and back.
[[nodiscard]] std::string to_json_array(const std::vector<std::string>& values);
[[nodiscard]] std::vector<std::string> from_json_array(const std::string& json);

}  // namespace ainews::storage
