#include "pipeline/edition_items.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "core/json_text.h"
#include "core/results_json.h"
#include "core/sha256.h"
#include "pipeline/marked_text.h"

namespace ainews::pipeline {
namespace {

/// Of a daily that has no sections, so many of its items stand for it in the weekly.
constexpr std::size_t kItemsOfAList = 3;
/// Items of each daily that the weekly lists though nothing was written about them.
constexpr std::size_t kFirstItems = 5;

void take_score(EditionCandidate& candidate, const Item& item, const ScoreWeights& weights) {
    const auto stage = item.stages.find(stage_names::kScore);
    if (stage == item.stages.end() || !stage->second.result_json) return;
    const auto score = score_from_json(*stage->second.result_json);
    if (!score || score->axes.empty()) return;
    candidate.total = score_total(*score, weights);
    candidate.stars = score_stars(candidate.total);
}

/// The community's sighting with most points, if it was seen in one.
bool take_community(EditionCandidate& candidate, const Item& item, const EditionRules& rules) {
    bool seen = false;
    std::int64_t most = std::numeric_limits<std::int64_t>::min();
    for (const Sighting& sighting : item.sightings) {
        const auto kind = rules.kinds.find(sighting.source);
        if (kind == rules.kinds.end() || kind->second != SourceKind::Community) continue;
        seen = true;
        if (sighting.points.value_or(-1) <= most) continue;
        most = sighting.points.value_or(-1);
        candidate.item.points = sighting.points;
        candidate.item.comments = sighting.comments;
        candidate.item.comments_url = sighting.comments_url;
    }
    return seen;
}

bool better(const EditionCandidate& a, const EditionCandidate& b) {
    if (a.pinned != b.pinned) return a.pinned;
    if (a.stars != b.stars) return a.stars > b.stars;
    if (a.total != b.total) return a.total > b.total;
    if (a.seen != b.seen) return a.seen > b.seen;
    return a.item.item < b.item.item;
}

bool hotter(const EditionCandidate& a, const EditionCandidate& b) {
    const auto points = [](const EditionCandidate& c) { return c.item.points.value_or(-1); };
    const auto comments = [](const EditionCandidate& c) { return c.item.comments.value_or(-1); };
    if (a.pinned != b.pinned) return a.pinned;
    if (points(a) != points(b)) return points(a) > points(b);
    if (comments(a) != comments(b)) return comments(a) > comments(b);
    return better(a, b);
}

/// nullopt for what does not belong in any edition: not public, skipped, a follower in its story,
/// not summarized.
std::optional<EditionCandidate> edition_candidate(const Item& item, const EditionRules& rules) {
    if (item.publish != PublishState::Public || item.state == ItemState::Skipped)
        return std::nullopt;
    if (item.story && !item.story_lead) return std::nullopt;
    const auto stage = item.stages.find(stage_names::kSummarize);
    if (stage == item.stages.end() || !stage->second.result_json) return std::nullopt;
    auto summary = summary_from_json(*stage->second.result_json);
    if (!summary) return std::nullopt;
    EditionCandidate candidate;
    candidate.item.item = item.id;
    candidate.summary = std::move(*summary);
    candidate.seen = item.first_seen;
    candidate.pinned = item.pinned;
    candidate.tellable = !candidate.summary.extractive && !candidate.summary.tldr.empty() &&
                         rules.rights->of(item.source, item.url) != Rights::Link;
    take_score(candidate, item, rules.weights);
    return candidate;
}

template <typename Take>
std::vector<EditionCandidate> collect(const ItemReader& items, const EditionPeriod& period,
                                      const EditionRules& rules, Take take) {
    std::vector<EditionCandidate> found;
    ItemFilter filter;
    filter.since = period.from;
    filter.until = period.until;
    items.for_each(filter, [&](const Item& item) {
        if (auto candidate = edition_candidate(item, rules); candidate && take(*candidate, item))
            found.push_back(std::move(*candidate));
        return true;
    });
    return found;
}

template <typename Less>
std::vector<EditionCandidate> best(std::vector<EditionCandidate> candidates, Less less,
                                   std::size_t max) {
    std::ranges::sort(candidates, less);
    if (candidates.size() > max) candidates.resize(max);
    return candidates;
}

/// Where numbers and names of prose about the item must be found.
std::string grounds_of(const Summary& summary) {
    std::string grounds = summary.title + "\n" + summary.tldr;
    for (const KeyPoint& point : summary.key_points)
        grounds += "\n" + point.heading + "\n" + point.text;
    for (const Entity& entity : summary.entities) grounds += "\n" + entity.name;
    return grounds;
}

DigestSource source_of(const EditionCandidate& candidate) {
    const Summary& summary = candidate.summary;
    std::string text = "題: " + as_prose(summary.title) + "\n要約: " + as_prose(summary.tldr);
    for (const KeyPoint& point : summary.key_points)
        text += "\n要点: " + as_prose(point.heading) + "。" + as_prose(point.text);
    if (candidate.stars > 0) text += fmt::format("\n重要度: {}", candidate.stars);
    return {std::move(text), grounds_of(summary), {candidate.item.item}};
}

const EditionCandidate* find(const std::vector<EditionCandidate>& candidates, ItemId item) {
    const auto found = std::ranges::find_if(
        candidates, [&](const EditionCandidate& one) { return one.item.item == item; });
    return found == candidates.end() ? nullptr : &*found;
}

void add_list(std::vector<DigestSource>& sources, const Edition& daily,
              const std::vector<EditionCandidate>& candidates) {
    std::size_t taken = 0;
    for (const EditionItem& item : daily.items) {
        const EditionCandidate* candidate = find(candidates, item.item);
        if (candidate == nullptr || !candidate->tellable || taken == kItemsOfAList) continue;
        DigestSource source = source_of(*candidate);
        source.text = "日: " + daily.name + "\n" + source.text;
        sources.push_back(std::move(source));
        ++taken;
    }
}

void add_sections(std::vector<DigestSource>& sources, const Edition& daily,
                  const std::vector<EditionCandidate>& candidates) {
    for (const EditionText& section : daily.sections) {
        DigestSource source;
        source.text = fmt::format("日: {}\n題: {}\n要約: {}", daily.name, as_prose(section.heading),
                                  as_prose(section.text));
        source.grounds = section.heading + "\n" + section.text;
        source.items = section.items;
        for (const ItemId item : section.items)
            if (const EditionCandidate* candidate = find(candidates, item))
                source.grounds += "\n" + grounds_of(candidate->summary);
        sources.push_back(std::move(source));
    }
}

}  // namespace

std::vector<EditionCandidate> daily_items(const ItemReader& items, const EditionPeriod& period,
                                          const EditionRules& rules) {
    return best(collect(items, period, rules, [](EditionCandidate&, const Item&) { return true; }),
                better, kEditionItemsMax);
}

std::vector<EditionCandidate> hacker_items(const ItemReader& items, const EditionPeriod& period,
                                           const EditionRules& rules) {
    return best(collect(items, period, rules,
                        [&](EditionCandidate& candidate, const Item& item) {
                            return take_community(candidate, item, rules);
                        }),
                hotter, kHackerItemsMax);
}

std::vector<EditionCandidate> weekly_items(const ItemReader& items,
                                           const std::vector<Edition>& dailies,
                                           const EditionRules& rules) {
    std::set<ItemId> wanted;
    for (const Edition& daily : dailies) {
        wanted.insert(daily.lead.items.begin(), daily.lead.items.end());
        for (const EditionText& section : daily.sections)
            wanted.insert(section.items.begin(), section.items.end());
        for (std::size_t i = 0; i < std::min(kFirstItems, daily.items.size()); ++i)
            wanted.insert(daily.items[i].item);
    }
    std::vector<EditionCandidate> found;
    for (const ItemId id : wanted)
        if (const auto item = items.item(id); item && item->id == id)
            if (auto candidate = edition_candidate(*item, rules))
                found.push_back(std::move(*candidate));
    return best(std::move(found), better, kWeeklyItemsMax);
}

std::vector<DigestSource> item_sources(const std::vector<EditionCandidate>& candidates) {
    std::vector<DigestSource> sources;
    for (const EditionCandidate& candidate : candidates)
        if (candidate.tellable && sources.size() < kEditionSourcesMax)
            sources.push_back(source_of(candidate));
    return sources;
}

std::vector<DigestSource> weekly_sources(const std::vector<Edition>& dailies,
                                         const std::vector<EditionCandidate>& candidates) {
    std::vector<DigestSource> sources;
    for (const Edition& daily : dailies)
        daily.sections.empty() ? add_list(sources, daily, candidates)
                               : add_sections(sources, daily, candidates);
    if (sources.size() > kEditionSourcesMax) sources.resize(kEditionSourcesMax);
    return sources;
}

std::string edition_input_hash(const EditionPeriod& period,
                               const std::vector<EditionCandidate>& candidates) {
    // Points go on rising, and the order with them: neither is a reason to write anew.
    std::set<std::string> parts;
    for (const EditionCandidate& one : candidates)
        parts.insert(fmt::format("{}\x1f{}\x1f{}\x1f{}", one.item.item, one.stars, one.pinned,
                                 dump(to_json(one.summary))));
    std::string all = fmt::format("{} {}", to_string(period.kind), period.name);
    for (const std::string& part : parts) all += "\x1e" + part;
    return sha256_hex(all);
}

}  // namespace ainews::pipeline
