#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "core/error.h"
#include "site/card_shelf.h"
#include "site/filing.h"
#include "site/publish_state.h"
#include "site/publisher.h"

namespace ainews::site {

/// What a change touches besides its own page and lists: the others of its story, its editions, the
/// days beside a day. All of it ends as dirty names in the index, so a kill forgets nothing.
class Ripples {
public:
    Ripples(const SiteStore& store, const Filing& filing, CardShelf& shelf)
        : store_{store}, filing_{filing}, shelf_{shelf} {}

    /// Members of a story show each other: where one came, changed or went, the others are filed
    /// again. `except`: those that are filed already.
    [[nodiscard]] Expected<void> to_stories(const std::set<StoryId>& stories,
                                            const std::set<ItemId>& except) const;
    /// An edition shows the titles of its items.
    [[nodiscard]] Expected<void> to_editions(const std::set<ItemId>& items) const;
    /// An edition made or changed after `from` shows on its own page, on those beside it, and on
    /// its items'.
    [[nodiscard]] Expected<void> of_editions(std::int64_t from) const;
    /// Pages that are stale because a day or a language came or went since `published`: the days
    /// beside it, which name it, and every page that has filters. Compared with what is on the disk
    /// and not with what the index held before this publish: a publish that was killed in between
    /// has changed the index already.
    [[nodiscard]] std::vector<std::string> since(const PublishState& published) const;
    /// What the site will show once this publish is on the disk.
    [[nodiscard]] PublishState now(std::int64_t revision) const;

private:
    const SiteStore& store_;
    const Filing& filing_;
    CardShelf& shelf_;
};

}  // namespace ainews::site
