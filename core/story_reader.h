#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/error.h"
#include "core/item.h"

namespace ainews {

/// The items that report one event, as a page shows them.
struct Story {
    StoryId id = 0;
    ItemId lead = 0;
    /// The lead included, the newest first (by publication, else by when it was first seen). Some
    /// may be skipped (near-duplicates) or not public.
    std::vector<ItemId> members;
};

/// A story that is no more, or that turned out to be another one.
struct StoryEnd {
    StoryId id = 0;
    std::optional<StoryId> merged_into =
        std::nullopt;  ///< its address leads there; else it is gone
};

/// Port: stories. A change of a story's members gives each member it concerns a new revision, so a
/// reader of ItemFilter::changed_after learns of every story that changed.
class StoryReader {
public:
    virtual ~StoryReader() = default;
    /// Follows a merge to the story that took it over; Gone where all its items were deleted,
    /// NotFound where there never was one.
    [[nodiscard]] virtual Expected<Story> story(StoryId id) const = 0;
    /// Stories that ended after that revision (of ItemReader::revision), oldest first.
    [[nodiscard]] virtual std::vector<StoryEnd> stories_ended_after(
        std::int64_t revision) const = 0;
};

}  // namespace ainews
