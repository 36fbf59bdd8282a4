#pragma once

#include <optional>

#include "site/card.h"
#include "site/item_results.h"
#include "site/reader_pages.h"

namespace ainews::site {

/// An item as a reader may see it at this moment.
struct ReaderItem {
    Item item;
    ItemResults results;
    Rights rights = Rights::Link;
    Card card;  ///< within `rights`, with the tags' pages, without the story's members
};

/// nullopt where readers see nothing of it: held, hidden, withdrawn, skipped or gone. `followers`:
/// a near-duplicate that its story names is seen, too.
[[nodiscard]] std::optional<ReaderItem> reader_item(ItemId id, const ReaderStore& store,
                                                    const RightsPolicy& rights,
                                                    const ScoreWeights& weights,
                                                    bool followers = false);

/// The texts of the item that its rights let readers see, what says most first.
[[nodiscard]] std::vector<std::string> readable_texts(const ReaderItem& item);

}  // namespace ainews::site
