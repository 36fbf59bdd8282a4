#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <set>

#include "core/site_index.h"

namespace ainews::testing {

/// A SiteIndex in memory that can be told to fail. Thread-safe.
class MemorySiteIndex final : public SiteIndex {
public:
    Expected<void> file_entries(std::span<const SiteEntry> entries) override {
        const std::lock_guard lock{mutex_};
        if (refuses()) return fail(ErrorKind::Transient, "the index is failing");
        std::set<ItemId> filed;
        for (const SiteEntry& entry : entries) filed.insert(entry.item);
        for (const SiteEntry& entry : entries) file(entry, filed);
        return {};
    }
    Expected<void> mark_dirty(std::span<const std::string> names) override {
        const std::lock_guard lock{mutex_};
        if (refuses()) return fail(ErrorKind::Transient, "the index is failing");
        dirty_.insert(names.begin(), names.end());
        return {};
    }
    Expected<void> clean(std::span<const std::string> names) override {
        const std::lock_guard lock{mutex_};
        if (refuses()) return fail(ErrorKind::Transient, "the index is failing");
        for (const std::string& name : names) dirty_.erase(name);
        return {};
    }
    std::vector<std::string> dirty_names() const override {
        const std::lock_guard lock{mutex_};
        return {dirty_.begin(), dirty_.end()};
    }
    std::vector<SiteCard> listed(std::string_view list, int limit) const override {
        const std::lock_guard lock{mutex_};
        std::vector<SiteCard> cards;
        for (const auto& [id, entry] : entries_)
            for (const SitePlace& place : entry.places)
                if (place.list == list)
                    cards.push_back({id, place.at, entry.completed, entry.card});
        std::ranges::sort(cards, std::greater{}, [](const SiteCard& card) {
            return std::pair{card.at, card.item};
        });
        if (cards.size() > static_cast<std::size_t>(limit))
            cards.resize(static_cast<std::size_t>(limit));
        return cards;
    }
    std::vector<ItemId> newest_of(std::string_view list, int limit) const override {
        std::vector<ItemId> items;
        for (const SiteCard& card : listed(list, limit)) items.push_back(card.item);
        return items;
    }
    std::optional<SiteCard> card_of(ItemId item) const override {
        const std::lock_guard lock{mutex_};
        const auto found = entries_.find(item);
        if (found == entries_.end()) return std::nullopt;
        return SiteCard{item, TimePoint{}, found->second.completed, found->second.card};
    }
    std::vector<ItemId> links_of(ItemId item) const override {
        const std::lock_guard lock{mutex_};
        const auto found = entries_.find(item);
        return found == entries_.end() ? std::vector<ItemId>{} : found->second.links;
    }
    std::vector<SiteListTotal> lists(std::string_view prefix) const override {
        const std::lock_guard lock{mutex_};
        std::map<std::string, SiteListTotal> totals;
        for (const auto& [id, entry] : entries_)
            for (const SitePlace& place : entry.places) {
                if (!place.list.starts_with(prefix)) continue;
                SiteListTotal& total = totals[place.list];
                total.list = place.list;
                ++total.items;
                total.changed = std::max(total.changed, place.at);
            }
        std::vector<SiteListTotal> out;
        for (auto& [name, total] : totals) out.push_back(std::move(total));
        return out;
    }

    void clear() {
        const std::lock_guard lock{mutex_};
        entries_.clear();
        dirty_.clear();
    }

    bool failing = false;
    /// Writes that still succeed, as if the process were killed before the next; nullopt: all.
    std::optional<int> writes_left = std::nullopt;
    std::function<void()> before_write;  ///< may be empty

private:
    bool refuses() {
        if (before_write) before_write();
        return failing || (writes_left && (*writes_left)-- <= 0);
    }

    void file(SiteEntry entry, const std::set<ItemId>& filed) {
        SiteEntry& known = entries_[entry.item];
        if (known.completed) entry.completed = known.completed;
        const bool card_changed = known.card != entry.card;
        const auto mark_all = [&](const auto& side, const auto& other) {
            for (const SitePlace& place : side)
                if (card_changed || std::ranges::find(other, place) == other.end())
                    dirty_.insert(place.list);
        };
        mark_all(known.places, entry.places);
        mark_all(entry.places, known.places);
        if (card_changed)
            for (const auto& [id, other] : entries_)
                if (!filed.contains(id) &&
                    std::ranges::find(other.links, entry.item) != other.links.end())
                    dirty_.insert("article/" + std::to_string(id));
        known = std::move(entry);
    }

    mutable std::mutex mutex_;
    std::map<ItemId, SiteEntry> entries_;
    std::set<std::string> dirty_;
};

}  // namespace ainews::testing
