#include "site/filing.h"

#include <algorithm>
#include <map>

#include "site/likeness.h"
#include "site/lists.h"
#include "site/topic_pages.h"
#include "text/url.h"

namespace ainews::site {
namespace {

constexpr std::size_t kMembersMax = 8;  ///< of a story that a card names
constexpr std::size_t kRelatedMax = 6;  ///< 関連記事 of an article, members of its story included
constexpr int kCandidatesPerName = 20;  ///< the newest that share a name
constexpr std::size_t kCompared = 12;   ///< of those that share most, whose texts are compared
/// One shared tag alone relates nothing; with texts that are half alike, or with another, it does.
constexpr int kNameWorth = 10;     ///< of each point that a shared name gives
constexpr int kLikenessShare = 5;  ///< percent of likeness for one point
constexpr int kScoreLeast = 20;

}  // namespace

std::vector<CardMember> Filing::members_of(const Item& item) const {
    std::vector<CardMember> members;
    if (!item.story) return members;
    std::vector<ItemId> ids = items_.story_members(*item.story);
    std::ranges::sort(ids, std::greater{});
    for (const ItemId id : ids) {
        if (id == item.id || members.size() >= kMembersMax) continue;
        const auto other = items_.item(id);
        if (!other || other->id != id) continue;
        if (is_listed(*other)) members.push_back({id, other->source, ""});
        if (is_follower(*other))
            members.push_back({id, other->source, text::is_http_url(other->url) ? other->url : ""});
    }
    return members;
}

std::map<ItemId, int> Filing::sharing_names(const Card& card, const ItemResults& results,
                                            const Batch& batch) const {
    std::map<ItemId, int> scores;
    for (const auto& [name, weight] : name_lists(results)) {
        std::set<ItemId> sharing;
        for (const ItemId other : index_.newest_of(name, kCandidatesPerName)) sharing.insert(other);
        if (const auto here = batch.by_name.find(name); here != batch.by_name.end())
            sharing.insert(here->second.begin(), here->second.end());
        for (const ItemId other : sharing)
            if (other != card.id) scores[other] += weight;
    }
    return scores;
}

int Filing::likeness(const CharacterPairs& pairs, ItemId other, const Batch& batch) const {
    if (const auto here = batch.pairs.find(other); here != batch.pairs.end())
        return pairs.likeness(here->second);
    const auto found = shelf_.pairs(other);
    return found ? pairs.likeness(*found) : 0;
}

std::vector<ItemId> Filing::related_to(const Card& card, const ItemResults& results,
                                       const Batch& batch) const {
    std::vector<ItemId> related;
    for (const CardMember& member : card.members)
        if (related.size() < kRelatedMax) related.push_back(member.item);
    if (card.rights == Rights::Link) return related;
    std::vector<std::pair<int, ItemId>> ranked;
    for (const auto& [id, score] : sharing_names(card, results, batch))
        if (std::ranges::find(related, id) == related.end()) ranked.emplace_back(score, id);
    std::ranges::sort(ranked, std::greater{});
    if (ranked.size() > kCompared) ranked.resize(kCompared);
    const CharacterPairs pairs = pairs_of(card);
    for (auto& [score, id] : ranked)
        score = score * kNameWorth + likeness(pairs, id, batch) / kLikenessShare;
    std::ranges::sort(ranked, std::greater{});
    for (const auto& [score, id] : ranked)
        if (score >= kScoreLeast && related.size() < kRelatedMax) related.push_back(id);
    return related;
}

Filing::Draft Filing::draft_of(const Item& item, const ItemResults& results) const {
    Draft draft;
    SiteEntry& entry = draft.entry;
    entry.item = item.id;
    if (!is_listed(item) && !is_follower(item)) return draft;
    Card& card = draft.card;
    card = card_of(item, results, rights_.of(item.source, item.url), options_.weights);
    const auto topics = topics_.topics_of(item.id);
    // Where the text may not be shown, tags would say what stands in it.
    if (!card.tags.empty() && !topics.empty()) card.tags = card_tags(topics);
    card.story = item.story;
    card.members = members_of(item);
    const auto known = index_.card_of(item.id);
    entry.completed = known && known->completed ? known->completed : completion_of(item, results);
    entry.card = to_json_text(card);
    entry.places = places_of(card, results, topics, entry.completed, options_);
    draft.fresh = !known || known->card != entry.card;
    if (!draft.fresh) entry.links = index_.links_of(item.id);
    return draft;
}

std::vector<SiteEntry> Filing::entries_of(const std::vector<Item>& items,
                                          const std::vector<ItemResults>& results) const {
    std::vector<Draft> drafts;
    Batch batch;
    for (std::size_t i = 0; i < items.size(); ++i) {
        drafts.push_back(draft_of(items[i], results[i]));
        for (const SitePlace& place : drafts.back().entry.places)
            if (place.list.starts_with(list_names::kName))
                batch.by_name[place.list].push_back(items[i].id);
    }
    for (const Draft& draft : drafts) batch.pairs.emplace(draft.entry.item, pairs_of(draft.card));
    std::vector<SiteEntry> entries;
    for (std::size_t i = 0; i < items.size(); ++i) {
        Draft& draft = drafts[i];
        if (draft.fresh) draft.entry.links = related_to(draft.card, results[i], batch);
        entries.push_back(std::move(draft.entry));
    }
    return entries;
}

std::set<StoryId> Filing::stories_of(ItemId item, const std::optional<StoryId>& now) const {
    std::set<StoryId> stories;
    if (now) stories.insert(*now);
    if (const auto card = shelf_.card(item); card && card->story) stories.insert(*card->story);
    return stories;
}

}  // namespace ainews::site
