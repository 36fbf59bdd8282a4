#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/item_store.h"
#include "core/rights.h"
#include "core/site_index.h"
#include "site/card.h"
#include "site/card_shelf.h"
#include "site/publisher.h"

namespace ainews::site {

/// Works out where an item stands on the site and what is shown of it there. Only reads.
class Filing {
public:
    Filing(const SiteOptions& options, const RightsPolicy& rights, const SiteStore& store,
           CardShelf& shelf)
        : options_{options},
          rights_{rights},
          items_{store.items},
          index_{store.index},
          topics_{store.topics},
          shelf_{shelf} {}

    /// Cards, places and links of items that are filed together. Related articles, of the archive
    /// or of the batch, are chosen when a card is new or changed and kept otherwise, so that the
    /// same store always gives the same page.
    [[nodiscard]] std::vector<SiteEntry> entries_of(const std::vector<Item>& items,
                                                    const std::vector<ItemResults>& results) const;
    /// Stories that the item is in, or was when it was last filed: their members show each other.
    [[nodiscard]] std::set<StoryId> stories_of(ItemId item,
                                               const std::optional<StoryId>& now) const;

private:
    [[nodiscard]] std::vector<CardMember> members_of(const Item& item) const;
    struct Draft {
        SiteEntry entry;
        Card card;
        bool fresh = false;  ///< new or changed: its related articles are chosen anew
    };
    /// What is filed together with an article and may be related to it, though not in the index
    /// yet.
    struct Batch {
        std::map<std::string, std::vector<ItemId>> by_name;  ///< as lists know them
        std::map<ItemId, CharacterPairs> pairs;
    };
    [[nodiscard]] Draft draft_of(const Item& item, const ItemResults& results) const;
    [[nodiscard]] std::vector<ItemId> related_to(const Card& card, const ItemResults& results,
                                                 const Batch& batch) const;
    /// Others by what they share: the names in `results`, weighed.
    [[nodiscard]] std::map<ItemId, int> sharing_names(const Card& card, const ItemResults& results,
                                                      const Batch& batch) const;
    [[nodiscard]] int likeness(const CharacterPairs& pairs, ItemId other, const Batch& batch) const;

    const SiteOptions& options_;
    const RightsPolicy& rights_;
    const ItemReader& items_;
    const SiteIndex& index_;
    const TopicReader& topics_;
    CardShelf& shelf_;
};

}  // namespace ainews::site
