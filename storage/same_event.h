#pragma once

#include "core/item.h"
#include "storage/connection.h"

namespace ainews::storage {

/// Names of recent items are remembered for so long after they were first seen: what makes one
/// rare, and where reports of the same event are looked for.
inline constexpr Millis kStoryEntitiesKept = std::chrono::hours{24 * 14};

/// Joins the item, whose `summarize` has just finished, with recent items that report the same
/// event (text/same_event.h): they come into one story, for presentation only. No work is skipped
/// or opened and no lead changes. Where the item matches the leads of two stories, the younger
/// story is merged into the older. Part of the transaction that finishes the stage; doing it again
/// changes nothing.
void join_same_event(Connection& connection, ItemId item, TimePoint now);

}  // namespace ainews::storage
