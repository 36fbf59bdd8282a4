#include "text/same_event.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "text/event_numbers.h"
#include "text/event_terms.h"
#include "text/event_words.h"
#include "text/fingerprint.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

/// Items that the rarity of names is smoothed with.
constexpr double kPriorItems = 50;
/// An entity that is only mentioned counts so much of a main one.
constexpr double kMentionWeight = 0.35;
/// Similarity above this is as good as equal: desks word one event differently.
constexpr double kSimilarityFull = 0.6;

// Points of a logistic score, fitted on the pairs of tests/data/stories/tune-*.txt and rounded.
constexpr double kBase = -3.3;         ///< the highest that joins no tuning pair wrongly
constexpr double kEntities = 0.5;      ///< weighted overlap of all entities
constexpr double kRarest = 0.6;        ///< rarity of the rarest shared main entity
constexpr double kSeveralMain = 1.1;   ///< more than one main entity is shared
constexpr double kTitles = 1.4;        ///< titles without names
constexpr double kTexts = 2.4;         ///< titles and TL;DRs without names
constexpr double kQuantity = 1.9;      ///< a shared amount
constexpr double kKind = 1.5;          ///< one title's kind of event is in the other's text
constexpr double kOtherKind = -0.9;    ///< both titles tell a kind, and never the same
constexpr double kFollowUp = -3.5;     ///< one title tells of a later turn
constexpr double kForeseen = -1.2;     ///< the same, where the other text speaks of it beforehand
constexpr double kOtherAmount = -0.9;  ///< the titles have different amounts of one unit
constexpr double kApart = -0.4;        ///< a whole window apart

bool is_main(const Entity& entity) { return entity.role == "main"; }
double weight_of(const Entity& entity) { return is_main(entity) ? 1 : kMentionWeight; }

/// An entity with its keys, looked up once.
struct Known {
    const Entity* entity;
    std::vector<std::string> keys;
    double rarity;
};

std::vector<Known> known(const std::vector<Entity>& entities, const Rarity& rarity) {
    std::vector<Known> all;
    for (const Entity& entity : entities) {
        auto keys = entity_keys(entity);
        if (keys.empty()) continue;
        const double rare = rarity(keys.front());
        all.push_back({&entity, std::move(keys), rare});
    }
    return all;
}

const Known* find_same(const std::vector<Known>& all, const Known& wanted) {
    const auto found = std::ranges::find_if(all, [&](const Known& one) {
        return std::ranges::any_of(one.keys, [&](const std::string& key) {
            return std::ranges::find(wanted.keys, key) != wanted.keys.end();
        });
    });
    return found == all.end() ? nullptr : &*found;
}

struct Overlap {
    double share = 0;   ///< weighted, of the union
    double rarest = 0;  ///< of the shared main entities
    int main = 0;       ///< shared that are main on both sides
    std::vector<std::string> names;
};

Overlap overlap_of(const std::vector<Known>& a, const std::vector<Known>& b) {
    Overlap overlap;
    double sum = 0;
    double shared = 0;
    for (const Known& one : b) sum += weight_of(*one.entity) * one.rarity;
    for (const Known& one : a) {
        sum += weight_of(*one.entity) * one.rarity;
        const Known* other = find_same(b, one);
        if (other == nullptr) continue;
        const double rare = std::max(one.rarity, other->rarity);
        shared += std::min(weight_of(*one.entity), weight_of(*other->entity)) *
                  std::min(one.rarity, other->rarity);
        const bool main = is_main(*one.entity) && is_main(*other->entity);
        if (main) {
            ++overlap.main;
            overlap.rarest = std::max(overlap.rarest, rare);
        }
        overlap.names.insert(
            main ? overlap.names.begin() + (overlap.main - 1) : overlap.names.end(),
            one.entity->name);
    }
    if (sum > shared) overlap.share = shared / (sum - shared);
    return overlap;
}

/// The numbers of main entities by the name before them: {"ember": {"5"}}.
Ordinals numbered_names(const std::vector<Known>& entities) {
    Ordinals found;
    for (const Known& one : entities) {
        if (!is_main(*one.entity)) continue;
        for (const std::string& key : one.keys) {
            const auto from = key.find_first_of("0123456789");
            if (from == 0 || from == std::string::npos) continue;
            const auto end = std::min(key.find_first_not_of("0123456789", from), key.size());
            found[key.substr(0, from)].insert(key.substr(from, end - from));
        }
    }
    return found;
}

/// One side as it is compared.
struct Side {
    std::string title;  ///< folded
    std::string whole;  ///< folded title and TL;DR

    explicit Side(const EventFacts& facts)
        : title{lower(nfkc(facts.title))}, whole{title + "。" + lower(nfkc(facts.tldr))} {}
};

/// "Appeals against the fine" is not the fine, nor is it where the fine's report expects an appeal.
double follow_up_points(const Side& a, const Side& b) {
    double points = 0;
    for (const std::string_view word : follow_up_words(a.title)) {
        if (b.title.find(word) != std::string::npos) continue;
        const bool foreseen = b.whole.find(word) != std::string::npos;
        points = std::min(points, foreseen ? kForeseen : kFollowUp);
    }
    return points;
}

double kind_points(const Side& a, const Side& b) {
    const EventKinds titles_a = event_kinds(a.title);
    const EventKinds titles_b = event_kinds(b.title);
    const bool met =
        (titles_a & event_kinds(b.whole)) != 0 || (titles_b & event_kinds(a.whole)) != 0;
    if (met) return kKind;
    // That something "was announced" is said of everything: it tells no other kind.
    const bool both_tell = (titles_a & ~kAnnounced) != 0 && (titles_b & ~kAnnounced) != 0;
    return both_tell ? kOtherKind : 0;
}

bool share_an_amount(const Quantities& a, const Quantities& b) {
    return std::ranges::any_of(a, [&](const auto& unit) {
        const auto other = b.find(unit.first);
        return other != b.end() && std::ranges::any_of(unit.second, [&](const std::string& one) {
                   return other->second.contains(one);
               });
    });
}

double amount_points(const Side& a, const Side& b) {
    const Quantities titles_a = quantities(a.title);
    const Quantities titles_b = quantities(b.title);
    const bool one_unit = std::ranges::any_of(
        titles_a, [&](const auto& unit) { return titles_b.contains(unit.first); });
    double points = share_an_amount(quantities(a.whole), quantities(b.whole)) ? kQuantity : 0;
    if (one_unit && !share_an_amount(titles_a, titles_b)) points += kOtherAmount;
    return points;
}

double capped(double similarity) { return std::min(similarity, kSimilarityFull) / kSimilarityFull; }

}  // namespace

std::vector<std::string> entity_keys(const Entity& entity) {
    std::vector<std::string> keys;
    for (const std::string* name : {&entity.name, &entity.surface}) {
        std::string key = letters_only(nfkc(*name));
        if (!key.empty() && std::ranges::find(keys, key) == keys.end())
            keys.push_back(std::move(key));
    }
    return keys;
}

double entity_rarity(std::int64_t items_with_it, std::int64_t items) noexcept {
    const double all = static_cast<double>(std::max(items, items_with_it)) + kPriorItems;
    return std::max(0.0, std::log(all / (1.0 + static_cast<double>(items_with_it)))) /
           std::log(all);
}

EventMatch compare_events(const EventFacts& a, const EventFacts& b, const Rarity& rarity) {
    EventMatch match;
    const auto entities_a = known(a.entities, rarity);
    const auto entities_b = known(b.entities, rarity);
    Overlap overlap = overlap_of(entities_a, entities_b);
    match.shared = std::move(overlap.names);
    const Millis apart = a.at < b.at ? b.at - a.at : a.at - b.at;
    if (overlap.main == 0) {
        match.ruled_out = "no main entity in common";
        return match;
    }
    const Side side_a{a};
    const Side side_b{b};
    if (apart > kSameEventWindow) {
        match.ruled_out = "too far apart in time";
    } else if (contradict(ordinals(side_a.title), ordinals(side_b.title)) ||
               contradict(numbered_names(entities_a), numbered_names(entities_b))) {
        match.ruled_out = "another version, issue or period";
    } else if (((event_kinds(side_a.title) ^ event_kinds(side_b.title)) & kAppealed) != 0) {
        match.ruled_out = "an appeal is not what it appeals against";
    }
    std::vector<std::string> names;
    for (const auto* side : {&entities_a, &entities_b})
        for (const Known& one : *side) names.insert(names.end(), one.keys.begin(), one.keys.end());
    match.titles = jaccard(event_terms(side_a.title, names), event_terms(side_b.title, names));
    match.texts = containment(event_terms(side_a.whole, names), event_terms(side_b.whole, names));
    const double points =
        kBase + kEntities * overlap.share + kRarest * overlap.rarest +
        (overlap.main > 1 ? kSeveralMain : 0) + kTitles * capped(match.titles) +
        kTexts * capped(match.texts) + kind_points(side_a, side_b) + amount_points(side_a, side_b) +
        std::min(follow_up_points(side_a, side_b), follow_up_points(side_b, side_a)) +
        kApart * static_cast<double>(std::min(apart, kSameEventWindow).count()) /
            static_cast<double>(kSameEventWindow.count());
    match.score = 1 / (1 + std::exp(-points));
    match.same = match.ruled_out.empty() && match.score >= 0.5;
    return match;
}

}  // namespace ainews::text
