#pragma once

#include <optional>
#include <string_view>

#include "core/item.h"
#include "core/stage_graph.h"
#include "core/work_queue.h"
#include "storage/connection.h"

/// What makes several items one: near-duplicates, aliases, and what a removal leaves behind.
/// Everything runs in the transaction that finds it out.
namespace ainews::storage {

/// Near-duplicates are texts whose SimHashes differ in at most this many of 64 bits ...
inline constexpr int kDuplicateBitsMax = 3;
/// ... and which were first seen within this time of each other.
inline constexpr Millis kDuplicateWindow = std::chrono::hours{72};

/// What the item turned out to be.
struct DuplicateFound {
    enum class Kind {
        Follower,  ///< skipped, in the story of `of`
        Alias,     ///< the item itself is gone: it is another name of `of`
        Deleted    ///< skipped: it is `of`, which was deleted and does not come back
    };
    Kind kind = Kind::Follower;
    ItemId of = 0;
};

/// Acts on what `extract` learned of an item: takes over language and title, remembers the text,
/// makes the younger of two items with one address an alias, makes a near-duplicate follow its
/// lead (or lead it, where that one was only read so far and the rule prefers this one), and lets
/// go of what was deleted under the same address or with the same text.
[[nodiscard]] std::optional<DuplicateFound> apply_facts(Connection& connection,
                                                        const StageGraph& graph, ItemId item,
                                                        const ExtractFacts& facts, TimePoint now);

/// Deletes every row of the item but its identity keys and its calls; its story gets another lead,
/// whose work is opened. The caller has written the alias or tombstone that takes its place.
void remove_item(Connection& connection, const StageGraph& graph, ItemId item, TimePoint now);

}  // namespace ainews::storage
