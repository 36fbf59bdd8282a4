#pragma once

#include <algorithm>

#include "core/site_search.h"
#include "tests/support/memory_items.h"
#include "tests/support/memory_site_index.h"

namespace ainews::testing {

/// A SiteSearch over items and index in memory: text is found as it was typed, in any result.
/// Single-threaded tests only.
class MemorySiteSearch final : public SiteSearch {
public:
    MemorySiteSearch(const MemoryItems& items, const MemorySiteIndex& index)
        : items_{items}, index_{index} {}

    SiteFound find(const SiteQuery& query) const override {
        asked = query;
        SiteFound found;
        for (const SiteCard& card : index_.listed("all", 1'000'000))
            if (fits(card, query)) found.items.push_back({card.item, card.at});
        if (!query.text.empty()) found.total = static_cast<std::int64_t>(found.items.size());
        const auto skipped = std::min(found.items.size(), static_cast<std::size_t>(query.skip));
        found.items.erase(found.items.begin(),
                          found.items.begin() + static_cast<std::ptrdiff_t>(skipped));
        found.items.resize(std::min(found.items.size(), static_cast<std::size_t>(query.limit)));
        return found;
    }

    mutable SiteQuery asked;  ///< the last one

private:
    [[nodiscard]] bool fits(const SiteCard& card, const SiteQuery& query) const {
        const auto item = items_.item(card.item);
        if (!item || item->publish != PublishState::Public) return false;
        if (query.since && card.at < *query.since) return false;
        if (query.until && card.at >= *query.until) return false;
        if (query.after &&
            std::pair{card.at, card.item} >= std::pair{query.after->at, query.after->item})
            return false;
        for (const std::string& list : query.lists)
            if (std::ranges::none_of(index_.listed(list, 1'000'000), [&](const SiteCard& other) {
                    return other.item == card.item;
                }))
                return false;
        std::string texts = item->title;
        for (const auto& [name, stage] : item->stages) texts += stage.result_json.value_or("");
        return texts.find(query.text) != std::string::npos;
    }

    const MemoryItems& items_;
    const MemorySiteIndex& index_;
};

}  // namespace ainews::testing
