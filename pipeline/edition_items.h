#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/editions.h"
#include "core/item_store.h"
#include "core/rights.h"
#include "pipeline/digest.h"
#include "pipeline/edition_calendar.h"

/// What an edition is made of: which items belong to it, in which order, and what of them a model
/// may be shown.
namespace ainews::pipeline {

/// Items that an edition lists at most, the best ones.
inline constexpr std::size_t kEditionItemsMax = 200;
inline constexpr std::size_t kHackerItemsMax = 30;
inline constexpr std::size_t kWeeklyItemsMax = 60;
/// Summaries that are written about at most: five questions and one that sums them up.
inline constexpr std::size_t kEditionSourcesMax = 100;

/// An item as editions see it.
struct EditionCandidate {
    EditionItem item;
    Summary summary;
    int stars = 0;  ///< 0: not rated
    int total = 0;
    bool pinned = false;  ///< by the editor: stands first
    TimePoint seen;
    bool tellable = false;  ///< a model's summary that its rights allow to publish
};

/// What editions need to know of the configuration.
struct EditionRules {
    ScoreWeights weights;
    std::map<std::string, SourceKind, std::less<>> kinds;  ///< of the sources, by slug
    std::shared_ptr<const RightsPolicy> rights;
    /// What is made when it is due; the others only by hand.
    std::set<EditionKind> made{EditionKind::Daily, EditionKind::Hacker, EditionKind::Weekly};
};

/// The items of a daily: the best rated first, then the newest.
[[nodiscard]] std::vector<EditionCandidate> daily_items(const ItemReader& items,
                                                        const EditionPeriod& period,
                                                        const EditionRules& rules);
/// Those of a Hacker日報: seen in a community source, most points first.
[[nodiscard]] std::vector<EditionCandidate> hacker_items(const ItemReader& items,
                                                         const EditionPeriod& period,
                                                         const EditionRules& rules);
/// Those that the dailies of a week cite, and the first of each.
[[nodiscard]] std::vector<EditionCandidate> weekly_items(const ItemReader& items,
                                                         const std::vector<Edition>& dailies,
                                                         const EditionRules& rules);

/// What a model is shown of the candidates that may be told of.
[[nodiscard]] std::vector<DigestSource> item_sources(
    const std::vector<EditionCandidate>& candidates);
/// The sections of the week's dailies; of a daily without sections its first items.
[[nodiscard]] std::vector<DigestSource> weekly_sources(
    const std::vector<Edition>& dailies, const std::vector<EditionCandidate>& candidates);

/// Changes whenever an edition of these candidates would have to be written anew.
[[nodiscard]] std::string edition_input_hash(const EditionPeriod& period,
                                             const std::vector<EditionCandidate>& candidates);

}  // namespace ainews::pipeline
