#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>

#include "core/site_index.h"
#include "site/card.h"
#include "site/likeness.h"

namespace ainews::site {

/// Cards of the site's index, parsed once in a publish: an article's card is asked for by every
/// page that is related to it. Bounded: what was not asked for lately is forgotten. Thread-safe.
class CardShelf {
public:
    explicit CardShelf(const SiteIndex& index) : index_{index} {}

    /// nullptr: the index has none that we can read.
    [[nodiscard]] std::shared_ptr<const Card> card(ItemId item);
    /// Of its title and TL;DR; null likewise.
    [[nodiscard]] std::shared_ptr<const CharacterPairs> pairs(ItemId item);
    /// Before a publish: another process may have filed since the last.
    void clear();
    /// To be called after the index has filed them.
    void forget(std::span<const SiteEntry> entries);

private:
    struct Shelved {
        std::shared_ptr<const Card> card;
        std::shared_ptr<const CharacterPairs> pairs;
    };
    struct Look {
        Shelved shelved;
        std::uint64_t seen = 0;  ///< filings by then
    };
    [[nodiscard]] Look look_up(ItemId item);
    void keep(ItemId item, const Shelved& shelved, std::uint64_t seen);

    const SiteIndex& index_;
    std::mutex mutex_;
    /// Two halves: when the newer is full it becomes the older, which is dropped.
    std::unordered_map<ItemId, Shelved> newer_;
    std::unordered_map<ItemId, Shelved> older_;
    std::uint64_t filings_ = 0;  ///< what was read before the last one may be outdated
};

/// What likeness is measured by.
[[nodiscard]] CharacterPairs pairs_of(const Card& card);

}  // namespace ainews::site
