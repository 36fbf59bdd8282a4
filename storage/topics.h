#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/topics.h"
#include "storage/connection.h"

/// What items are about (core/topics.h). Writes run in the writer's transaction.
namespace ainews::storage {

/// Brings the item's topics in line with its stored summary; writes only what differs. For whoever
/// changes a summary or finds an item without one.
void update_item_topics(Connection& connection, ItemId item);
/// The same for items from before there were topics; returns how many were done.
[[nodiscard]] int index_topics(Connection& connection, int limit);

[[nodiscard]] std::optional<Topic> topic_by_slug(Connection& connection, TopicKind kind,
                                                 std::string_view slug);
[[nodiscard]] std::optional<Topic> topic_by_id(Connection& connection, TopicId id);
[[nodiscard]] std::vector<Topic> list_topics(Connection& connection, TopicKind kind, int limit);
[[nodiscard]] std::vector<TopicItem> topic_items(Connection& connection, TopicId topic,
                                                 const std::optional<TopicItem>& after, int limit);
[[nodiscard]] std::vector<ItemTopic> topics_of(Connection& connection, ItemId item);
[[nodiscard]] std::vector<Topic> topics_changed_after(Connection& connection, std::int64_t revision,
                                                      int limit);

}  // namespace ainews::storage
