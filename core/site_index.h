#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/item.h"

namespace ainews {

/// A list of the site ("all", "day/2026-05-01", "kind/research") and where an item stands in it.
struct SitePlace {
    std::string list;
    TimePoint at;  ///< lists run from the newest to the oldest, then by falling id
    bool operator==(const SitePlace&) const = default;
};

/// What the site knows of an item beside its own page.
struct SiteEntry {
    ItemId item = 0;
    std::string card;  ///< what lists show of it, in the site's own form; empty: shown nowhere
    std::optional<TimePoint> completed = std::nullopt;  ///< only the first one given is kept
    std::vector<SitePlace> places;
    std::vector<ItemId> links;  ///< items whose cards its page shows
};

/// An item as a list shows it.
struct SiteCard {
    ItemId item = 0;
    TimePoint at;
    std::optional<TimePoint> completed = std::nullopt;
    std::string card;
};

struct SiteListTotal {
    std::string list;
    std::int64_t items = 0;
    TimePoint changed;  ///< of its newest item
};

/// Port: which item stands in which list of the site, so that a change touches only the lists it
/// left or came into, at a cost that does not grow with the archive. What it does to pages is noted
/// in the same transaction as a dirty name ("all", "article/17") and stays until it is cleaned, so
/// that a publish that was killed is made good by the next.
class SiteIndex {
public:
    virtual ~SiteIndex() = default;
    /// Replaces what is known of these items. Each list an item left, came into or changed in
    /// becomes dirty, and so does "article/ID" of each page that shows its card, but for the pages
    /// of these items: whoever files an item renders it after. One transaction.
    virtual Expected<void> file_entries(std::span<const SiteEntry> entries) = 0;
    /// Makes pages dirty for another reason.
    virtual Expected<void> mark_dirty(std::span<const std::string> names) = 0;
    virtual Expected<void> clean(std::span<const std::string> names) = 0;
    [[nodiscard]] virtual std::vector<std::string> dirty_names() const = 0;
    /// The newest of a list.
    [[nodiscard]] virtual std::vector<SiteCard> listed(std::string_view list, int limit) const = 0;
    /// The ids of the newest of a list.
    [[nodiscard]] virtual std::vector<ItemId> newest_of(std::string_view list, int limit) const = 0;
    [[nodiscard]] virtual std::optional<SiteCard> card_of(ItemId item) const = 0;
    [[nodiscard]] virtual std::vector<ItemId> links_of(ItemId item) const = 0;
    /// The lists whose name begins with `prefix`, by name; none is empty.
    [[nodiscard]] virtual std::vector<SiteListTotal> lists(std::string_view prefix) const = 0;
};

}  // namespace ainews
