#include "daemon/rescore.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/results_json.h"

namespace ainews::daemon {
namespace {

constexpr const char* kWeightsFact = "score.weights";
constexpr Millis kRemembered = std::chrono::hours{24 * 366 * 100};
/// Items of one transaction: the writer is shared with a running daemon.
constexpr std::size_t kBatch = 500;
constexpr std::size_t kExamplesMax = 50;

/// "40,30,20,10", in the order of the axes.
std::string written(const ScoreWeights& weights) {
    std::string out;
    for (const Axis axis : kAxes)
        out += fmt::format("{}{}", out.empty() ? "" : ",", weights.percent.at(axis));
    return out;
}

ScoreWeights read_weights(const std::string& text) {
    ScoreWeights weights;
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    for (const Axis axis : kAxes) {
        int percent = 0;
        const auto [stop, error] = std::from_chars(at, end, percent);
        if (error != std::errc{}) return ScoreWeights{};
        weights.percent[axis] = percent;
        at = stop == end ? stop : stop + 1;
    }
    return weights;
}

std::string title_of(const Item& item) {
    const auto stage = item.stages.find(stage_names::kSummarize);
    if (stage != item.stages.end() && stage->second.result_json) {
        const auto summary = summary_from_json(*stage->second.result_json);
        if (summary && !summary->title.empty()) return summary->title;
    }
    return item.title;
}

void note_stars(RescoreReport& report, const Item& item, int before, int after) {
    const int was = score_stars(before);
    const int is = score_stars(after);
    if (was == is) return;
    ++(is > was ? report.stars_up : report.stars_down);
    report.examples.push_back({item.id, was, is, after, title_of(item)});
    if (report.examples.size() <= 2 * kExamplesMax) return;
    std::ranges::stable_sort(report.examples, std::greater{}, &RescoredItem::total);
    report.examples.resize(kExamplesMax);
}

}  // namespace

Expected<RescoreReport> rescore_archive(Store& store, const ScoreWeights& weights, TimePoint now) {
    RescoreReport report;
    if (const auto fact = store.recall(kWeightsFact, now)) report.before = read_weights(*fact);
    std::vector<ItemId> changed;
    store.for_each({}, [&](const Item& item) {
        const auto stage = item.stages.find(stage_names::kScore);
        if (stage == item.stages.end() || !stage->second.result_json) return true;
        const auto score = score_from_json(*stage->second.result_json);
        if (!score) return true;
        ++report.rated;
        const int before = score_total(*score, report.before);
        const int after = score_total(*score, weights);
        if (before == after) return true;
        changed.push_back(item.id);
        note_stars(report, item, before, after);
        return true;
    });
    report.totals_changed = static_cast<std::int64_t>(changed.size());
    for (std::size_t at = 0; at < changed.size(); at += kBatch) {
        const auto begin = changed.begin() + static_cast<std::ptrdiff_t>(at);
        const auto count = std::min(kBatch, changed.size() - at);
        if (auto done = store.republish({begin, begin + static_cast<std::ptrdiff_t>(count)}); !done)
            return tl::unexpected{done.error()};
    }
    std::ranges::stable_sort(report.examples, std::greater{}, &RescoredItem::total);
    if (report.examples.size() > kExamplesMax) report.examples.resize(kExamplesMax);
    store.remember(kWeightsFact, written(weights), now + kRemembered);
    return report;
}

}  // namespace ainews::daemon
