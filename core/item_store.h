#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/item.h"
#include "core/poll_store.h"
#include "core/work_queue.h"

namespace ainews {

struct ItemFilter {
    std::vector<ItemId> ids;
    std::vector<std::string> sources;
    std::vector<ItemState> states;
    std::vector<PublishState> publish;
    bool pinned = false;                            ///< only those the editor pinned
    std::optional<TimePoint> since = std::nullopt;  ///< first seen at or after
    std::optional<TimePoint> until = std::nullopt;  ///< first seen before
    std::optional<int> limit = std::nullopt;
    bool newest_first = false;                                 ///< else by id
    std::optional<std::int64_t> changed_after = std::nullopt;  ///< a revision; orders by revision
};

/// A line of an item's story, for `items explain`.
struct HistoryLine {
    TimePoint at;
    std::string what;  ///< sighting, attempt, call, publish, edit ...
    std::string text;
};

/// An item that is no more, or that turned out to be another one.
struct Removal {
    ItemId id = 0;
    std::optional<ItemId> replaced_by = std::nullopt;  ///< for an alias: its address leads there
};

/// Port: reading items. Many readers at once; each sees a consistent snapshot.
class ItemReader {
public:
    virtual ~ItemReader() = default;
    /// Follows an alias to the item that replaced it; Gone for a tombstone, NotFound else.
    [[nodiscard]] virtual Expected<Item> item(ItemId id) const = 0;
    /// Calls `visit` for each item; stops when it returns false. Memory does not grow with the
    /// archive.
    virtual void for_each(const ItemFilter& filter,
                          const std::function<bool(const Item&)>& visit) const = 0;
    [[nodiscard]] virtual std::vector<HistoryLine> history(ItemId id) const = 0;
    [[nodiscard]] virtual std::map<ItemState, std::int64_t> item_counts() const = 0;
    /// Grows with every change of any item; see ItemFilter::changed_after.
    [[nodiscard]] virtual std::int64_t revision() const = 0;
    [[nodiscard]] virtual std::vector<ItemId> story_members(StoryId story) const = 0;
    /// Items deleted or merged after that revision, oldest first.
    [[nodiscard]] virtual std::vector<Removal> removed_after(std::int64_t revision) const = 0;
};

/// Port: what the operator does to items. Each call is one transaction and leaves a dated trace.
class ItemEditor {
public:
    virtual ~ItemEditor() = default;
    /// Opens failed jobs of the item again with their attempts forgotten; returns how many.
    virtual Expected<int> retry(ItemId id, TimePoint now) = 0;
    /// Opens the stage again; its old result is shown until the new one is there.
    virtual Expected<void> redo(ItemId id, std::string_view stage, TimePoint now) = 0;
    /// Deletes the item and leaves a tombstone with its identity keys: it does not come back.
    virtual Expected<void> delete_item(ItemId id, std::string_view reason, TimePoint now) = 0;
    virtual Expected<void> set_publish_state(ItemId id, PublishState state, std::string_view reason,
                                             std::string_view note, TimePoint now) = 0;
};

struct SearchHit {
    ItemId id = 0;
    double rank = 0;  ///< smaller is better
    std::string title;
    std::string snippet;  ///< plain text around the first match; may quote text that rights forbid
                          ///< to publish
};

/// Port: full-text search over Japanese and original text.
class SearchIndex {
public:
    virtual ~SearchIndex() = default;
    /// Brings the index up to date with at most `limit` changed items; returns how many were done.
    virtual Expected<int> refresh(int limit) = 0;
    [[nodiscard]] virtual Expected<std::vector<SearchHit>> search(std::string_view query,
                                                                  int limit) const = 0;
};

/// One cycle: what `status` shows and the daemon logs.
struct CycleRecord {
    TimePoint started;
    std::optional<TimePoint> finished = std::nullopt;
    std::int64_t polled = 0;
    std::int64_t unchanged = 0;
    std::int64_t failed = 0;
    std::int64_t new_items = 0;
};

/// Port: a daemon's own notes.
class CycleLog {
public:
    virtual ~CycleLog() = default;
    virtual void record_cycle(const CycleRecord& cycle) = 0;
    [[nodiscard]] virtual std::optional<CycleRecord> last_cycle() const = 0;
};

}  // namespace ainews
