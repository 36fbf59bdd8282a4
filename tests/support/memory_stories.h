#pragma once

#include "core/story_reader.h"
#include "tests/support/memory_items.h"

namespace ainews::testing {

/// The stories that items in memory say they belong to; the lowest id leads. `merged` redirects.
class MemoryStories final : public StoryReader {
public:
    explicit MemoryStories(const MemoryItems& items) : items_{items} {}

    Expected<Story> story(StoryId id) const override {
        if (const auto into = merged.find(id); into != merged.end()) id = into->second;
        Story found{id, 0, items_.story_members(id)};
        if (found.members.empty()) return fail(ErrorKind::NotFound, "no such story");
        found.lead = std::ranges::min(found.members);
        return found;
    }
    std::vector<StoryEnd> stories_ended_after(std::int64_t) const override { return {}; }

    std::map<StoryId, StoryId> merged;

private:
    const MemoryItems& items_;
};

}  // namespace ainews::testing
