#pragma once

#include <string_view>

#include "core/item_store.h"
#include "core/stage_graph.h"
#include "storage/connection.h"

/// What the operator does to items (core/item_store.h), inside the writer's transaction.
namespace ainews::storage {

[[nodiscard]] Expected<int> retry_item(Connection& connection, const StageGraph& graph, ItemId id,
                                       TimePoint now);
[[nodiscard]] Expected<void> redo_stage(Connection& connection, const StageGraph& graph, ItemId id,
                                        std::string_view stage, TimePoint now);
[[nodiscard]] Expected<void> delete_item(Connection& connection, const StageGraph& graph, ItemId id,
                                         std::string_view reason, TimePoint now);
[[nodiscard]] Expected<void> set_publish_state(Connection& connection, ItemId id,
                                               PublishState state, std::string_view reason,
                                               std::string_view note, TimePoint now);

}  // namespace ainews::storage
