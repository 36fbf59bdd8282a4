#include "site/card_shelf.h"

namespace ainews::site {
namespace {

constexpr std::size_t kHalf = 2000;  ///< cards; about 3 KB each, pairs included

}  // namespace

CharacterPairs pairs_of(const Card& card) { return CharacterPairs{card.title + card.tldr}; }

CardShelf::Look CardShelf::look_up(ItemId item) {
    const std::lock_guard lock{mutex_};
    if (const auto known = newer_.find(item); known != newer_.end())
        return {known->second, filings_};
    const auto known = older_.find(item);
    return {known == older_.end() ? Shelved{} : known->second, filings_};
}

void CardShelf::keep(ItemId item, const Shelved& shelved, std::uint64_t seen) {
    const std::lock_guard lock{mutex_};
    if (seen != filings_) return;
    if (newer_.size() >= kHalf) {
        older_ = std::move(newer_);
        newer_.clear();
    }
    newer_.insert_or_assign(item, shelved);
}

std::shared_ptr<const Card> CardShelf::card(ItemId item) {
    auto [known, seen] = look_up(item);
    if (known.card) return known.card;
    const auto row = index_.card_of(item);
    auto card = row ? card_from_json(row->card) : std::nullopt;
    if (!card) return nullptr;
    known.card = std::make_shared<const Card>(std::move(*card));
    keep(item, known, seen);
    return known.card;
}

std::shared_ptr<const CharacterPairs> CardShelf::pairs(ItemId item) {
    auto [known, seen] = look_up(item);
    if (known.pairs) return known.pairs;
    known.card = card(item);
    if (!known.card) return nullptr;
    known.pairs = std::make_shared<const CharacterPairs>(pairs_of(*known.card));
    keep(item, known, seen);
    return known.pairs;
}

void CardShelf::clear() {
    const std::lock_guard lock{mutex_};
    ++filings_;
    newer_.clear();
    older_.clear();
}

void CardShelf::forget(std::span<const SiteEntry> entries) {
    const std::lock_guard lock{mutex_};
    ++filings_;
    for (const SiteEntry& entry : entries) {
        newer_.erase(entry.item);
        older_.erase(entry.item);
    }
}

}  // namespace ainews::site
