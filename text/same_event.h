#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/results.h"

/// Whether two items report the same event, judged from what `summarize` made of each: the Japanese
/// title, the TL;DR and the entities. So it works between languages. Pure and thread-safe.
namespace ainews::text {

/// Reports of one event are this near to each other in time.
inline constexpr Millis kSameEventWindow = std::chrono::hours{72};

struct EventFacts {
    std::string title;  ///< Japanese
    std::string tldr;   ///< Japanese
    std::vector<Entity> entities;
    TimePoint at;  ///< published, or first seen where that is unknown
};

/// The names by which an entity is known again: the Japanese spelling and the source's, each
/// without case, width, white space and punctuation. One or two, none empty.
[[nodiscard]] std::vector<std::string> entity_keys(const Entity& entity);

/// 0 for an entity that all recent items name to 1 for one that hardly any does: inverse document
/// frequency, smoothed so that the first day of an archive does not find everything common.
[[nodiscard]] double entity_rarity(std::int64_t items_with_it, std::int64_t items) noexcept;

/// By entity key; see entity_rarity.
using Rarity = std::function<double(const std::string& key)>;

struct EventMatch {
    bool same = false;
    double score = 0;                 ///< 0 to 1; `same` from 0.5 on where nothing rules it out
    double titles = 0;                ///< similarity of the titles without names, 0 to 1
    double texts = 0;                 ///< the same of title and TL;DR
    std::vector<std::string> shared;  ///< names of the shared entities, main ones first
    std::string_view ruled_out;       ///< why they cannot be the same; empty: nothing does
};

/// Symmetric. The weights were fitted on tests/data/stories/tune-*.txt and favour precision: a
/// story that lacks a report is complete with the next one, one that mixes two events is wrong.
[[nodiscard]] EventMatch compare_events(const EventFacts& a, const EventFacts& b,
                                        const Rarity& rarity);

}  // namespace ainews::text
