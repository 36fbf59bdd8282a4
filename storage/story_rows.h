#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/item.h"
#include "core/stage_graph.h"
#include "core/story_reader.h"
#include "storage/connection.h"

/// Which items a story has and which of them leads. Writes run inside the writer's transaction.
namespace ainews::storage {

/// A story that grew beyond this takes no more items for presentation.
inline constexpr int kStoryMembersMax = 200;

[[nodiscard]] std::optional<StoryId> story_of(Connection& connection, ItemId item);
/// 0 where there is no such story.
[[nodiscard]] ItemId lead_of_story(Connection& connection, StoryId story);
[[nodiscard]] int story_size(Connection& connection, StoryId story);

/// The item's story, which it leads if it had none.
StoryId story_led_by(Connection& connection, ItemId item);
void put_into_story(Connection& connection, ItemId item, StoryId story);
/// Writes why beside it.
void set_lead(Connection& connection, StoryId story, ItemId lead, std::string_view why,
              TimePoint now);

/// All items of `from` come into `into`, whose lead stays; the address of `from` leads there.
void merge_stories(Connection& connection, StoryId from, StoryId into, TimePoint now);

/// Takes the item out of its story. Where it led, the oldest member that stands on its own leads,
/// else the oldest follower, which is then worked on like any other item; a story without members
/// ends.
void leave_story(Connection& connection, const StageGraph& graph, ItemId item, TimePoint now);

/// A lead that readers do not see any more lets another member lead that stands on its own, if
/// there is one. It stays in the story.
void yield_lead(Connection& connection, ItemId item, std::string_view why, TimePoint now);

[[nodiscard]] std::vector<ItemId> story_members(Connection& connection, StoryId story);
[[nodiscard]] Expected<Story> read_story(Connection& connection, StoryId id);
[[nodiscard]] std::vector<StoryEnd> stories_ended_after(Connection& connection,
                                                        std::int64_t revision);

}  // namespace ainews::storage
