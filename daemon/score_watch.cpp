#include "daemon/score_watch.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ainews::daemon {
namespace {

using Histogram = std::array<std::int64_t, kLevels>;

constexpr std::int64_t kRatingsMin = 30;
constexpr double kPsiMax = 0.2;
constexpr double kShiftMax = 0.3;
constexpr double kShareMax = 0.6;
constexpr double kSmoothing = 0.5;  // an empty bin is a rare one, not an impossible one

std::int64_t total(const Histogram& histogram) {
    return std::accumulate(histogram.begin(), histogram.end(), std::int64_t{0});
}

double mean(const Histogram& histogram) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < histogram.size(); ++i)
        sum += histogram[i] * static_cast<std::int64_t>(i + 1);
    const std::int64_t n = total(histogram);
    return n == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(n);
}

double share(const Histogram& histogram, std::size_t bin) {
    return (static_cast<double>(histogram[bin]) + kSmoothing) /
           (static_cast<double>(total(histogram)) + kSmoothing * kLevels);
}

double stability_index(const Histogram& recent, const Histogram& before) {
    double psi = 0;
    for (std::size_t bin = 0; bin < recent.size(); ++bin) {
        const double now = share(recent, bin);
        const double then = share(before, bin);
        psi += (now - then) * std::log(now / then);
    }
    return psi;
}

void judge(AxisWatch& watch) {
    const std::int64_t recent = total(watch.recent);
    const std::int64_t before = total(watch.before);
    if (recent == 0) return;
    watch.mean = mean(watch.recent);
    const auto most = std::ranges::max_element(watch.recent);
    watch.commonest = static_cast<int>(most - watch.recent.begin()) + 1;
    watch.commonest_share = static_cast<double>(*most) / static_cast<double>(recent);
    watch.bunches = recent >= kRatingsMin && watch.commonest_share > kShareMax;
    if (before == 0) return;
    watch.shift = watch.mean - mean(watch.before);
    watch.psi = stability_index(watch.recent, watch.before);
    watch.drifts = recent >= kRatingsMin && before >= kRatingsMin &&
                   (watch.psi > kPsiMax || std::abs(watch.shift) > kShiftMax);
}

}  // namespace

std::vector<AxisWatch> watch_scores(const std::vector<ScoreLevelCount>& counts, TimePoint now) {
    std::vector<AxisWatch> watches;
    for (const Axis axis : kAxes) {
        AxisWatch watch{.axis = axis};
        for (const ScoreLevelCount& count : counts) {
            if (count.axis != axis || count.level < 1 || count.level > kLevels) continue;
            const bool is_recent = count.day > now - kWatchRecent;
            if (!is_recent && count.day <= now - kWatchRecent - kWatchBefore) continue;
            (is_recent ? watch.recent : watch.before)[static_cast<std::size_t>(count.level - 1)] +=
                count.n;
        }
        judge(watch);
        watches.push_back(watch);
    }
    return watches;
}

}  // namespace ainews::daemon
