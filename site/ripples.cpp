#include "site/ripples.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "site/edition_pages.h"
#include "site/lists.h"

namespace ainews::site {
namespace {

/// All there ever were on a whole rebuild; a year has about 780.
constexpr int kEditionsMax = 100'000;

std::vector<std::string> names_of(const std::vector<SiteListTotal>& totals) {
    std::vector<std::string> names;
    names.reserve(totals.size());
    for (const SiteListTotal& total : totals) names.push_back(total.list);
    return names;
}

}  // namespace

Expected<void> Ripples::to_stories(const std::set<StoryId>& stories,
                                   const std::set<ItemId>& except) const {
    std::vector<Item> members;
    std::vector<ItemResults> results;
    std::vector<std::string> dirty;
    for (const StoryId story : stories) {
        dirty.push_back(fmt::format("{}{}", list_names::kStory, story));
        for (const ItemId id : store_.items.story_members(story)) {
            if (except.contains(id)) continue;
            auto item = store_.items.item(id);
            if (!item || item->id != id) continue;
            if (has_page(*item)) dirty.push_back(fmt::format("{}{}", list_names::kArticle, id));
            results.push_back(results_of(*item));
            members.push_back(std::move(*item));
        }
    }
    if (!members.empty()) {
        const auto entries = filing_.entries_of(members, results);
        auto filed = store_.index.file_entries(entries);
        shelf_.forget(entries);
        if (!filed) return filed;
    }
    if (dirty.empty()) return {};
    return store_.index.mark_dirty(dirty);
}

Expected<void> Ripples::to_editions(const std::set<ItemId>& items) const {
    std::vector<std::string> dirty;
    for (const ItemId item : items)
        for (const auto& [kind, name] : store_.editions.editions_of(item))
            dirty.push_back(edition_page_name(kind, name));
    if (dirty.empty()) return {};
    return store_.index.mark_dirty(dirty);
}

Expected<void> Ripples::of_editions(std::int64_t from) const {
    std::vector<std::string> dirty;
    for (const Edition& edition : store_.editions.editions_changed_after(from, kEditionsMax)) {
        dirty.push_back(edition_page_name(edition.kind, edition.name));
        for (const Edition& other : store_.editions.editions(edition.kind, edition.name, 1))
            dirty.push_back(edition_page_name(other.kind, other.name));
        for (const EditionKind kind : {EditionKind::Daily, EditionKind::Hacker})
            if (kind != edition.kind && store_.editions.edition(kind, edition.name))
                dirty.push_back(edition_page_name(kind, edition.name));
        if (edition.kind != EditionKind::Daily) continue;
        dirty.emplace_back(list_names::kAll);  // the newest is named beside the front page
        for (const EditionItem& item : edition.items)
            dirty.push_back(fmt::format("{}{}", list_names::kArticle, item.item));
    }
    return store_.index.mark_dirty(dirty);
}

PublishState Ripples::now(std::int64_t revision) const {
    return {revision, names_of(store_.index.lists(list_names::kLanguage)),
            names_of(store_.index.lists(list_names::kDay))};
}

std::vector<std::string> Ripples::since(const PublishState& published) const {
    std::vector<std::string> names;
    const PublishState shown = now(0);
    std::vector<std::string> moved;
    std::ranges::set_symmetric_difference(shown.days, published.days, std::back_inserter(moved));
    for (const std::string& day : moved) {
        const auto next = std::ranges::upper_bound(shown.days, day);
        if (next != shown.days.end()) names.push_back(*next);
        const auto at = std::ranges::lower_bound(shown.days, day);
        if (at != shown.days.begin()) names.push_back(*(at - 1));
    }
    // The charts of companies begin with the archive.
    if (!shown.days.empty() && !published.days.empty() &&
        shown.days.front() != published.days.front())
        for (SiteListTotal& company : store_.index.lists(list_names::kCompany))
            names.push_back(std::move(company.list));
    if (shown.languages != published.languages) {
        names.insert(names.end(), shown.languages.begin(), shown.languages.end());
        for (auto& name : standing_lists()) names.push_back(std::move(name));
    }
    return names;
}

}  // namespace ainews::site
