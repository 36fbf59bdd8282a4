#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/item.h"

namespace ainews {

/// An item of an answer; also the place behind which a list by date goes on.
struct SiteFind {
    ItemId item = 0;
    TimePoint at;  ///< the time that lists show it under
    bool operator==(const SiteFind&) const = default;
};

/// What a reader looks for among what the site lists.
struct SiteQuery {
    std::string text = {};                ///< as typed; empty: everything, newest first
    std::vector<std::string> lists = {};  ///< of the site's index: an item stands in each of them
    std::optional<TimePoint> since = std::nullopt;  ///< listed at or after
    std::optional<TimePoint> until = std::nullopt;  ///< and before
    std::optional<SiteFind> after = std::nullopt;   ///< only without text
    int skip = 0;
    int limit = 20;
};

struct SiteFound {
    std::vector<SiteFind> items;
    std::int64_t total = 0;  ///< of all that fit, with text; else 0: nobody counted
};

/// Port: finding what readers may see: items in the site's list of all that are public at this
/// moment, whatever the last publish still shows. Many readers at once.
class SiteSearch {
public:
    virtual ~SiteSearch() = default;
    /// With text, the best match first: how well and how often the words stand in title and text,
    /// counted up to double where the item is new. Nothing for text without a searchable character.
    [[nodiscard]] virtual SiteFound find(const SiteQuery& query) const = 0;
};

}  // namespace ainews
