#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/poll_store.h"
#include "core/stage_graph.h"
#include "storage/connection.h"
#include "storage/identity.h"

/// How an entry becomes an item of ours, whether a feed or a newsletter's issue brought it. All run
/// inside the writer's transaction.
namespace ainews::storage {

/// The source that shows the entry.
struct IntakeSource {
    std::int64_t id = 0;
    std::string slug;
    std::string configured_url;
    double weight = 1;
};

/// When it was published or updated; nullopt for dates that cannot be true at `now`.
[[nodiscard]] std::optional<TimePoint> date_of(const Entry& entry, TimePoint now);

/// A new item with its keys, its first sighting and its entry. `skip` says why no work is opened;
/// empty: it is.
ItemId insert_item(Connection& connection, const StageGraph& graph, const IntakeSource& source,
                   const NewEntry& entry, const Ladder& ladder, std::string_view skip,
                   TimePoint now);

void add_sighting(Connection& connection, ItemId item, std::int64_t source, const NewEntry& entry,
                  TimePoint now);
[[nodiscard]] bool has_sighting(Connection& connection, ItemId item, std::int64_t source);

/// A source shows for the first time an item that another one brought: a sighting, keys, more text
/// where it has more. A link list may show an article before the article's own feed does: the item
/// belongs to the source on whose host it lives, whichever was polled first.
void add_source(Connection& connection, ItemId item, const IntakeSource& source,
                const NewEntry& entry, const Ladder& ladder, TimePoint now);

}  // namespace ainews::storage
