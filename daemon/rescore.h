#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/store.h"

namespace ainews::daemon {

struct RescoredItem {
    ItemId id = 0;
    int before = 0;  ///< stars
    int after = 0;
    int total = 0;  ///< in hundredths, under today's weights
    std::string title;
};

struct RescoreReport {
    ScoreWeights before;  ///< under which the archive was ranked last
    std::int64_t rated = 0;
    std::int64_t totals_changed = 0;
    std::int64_t stars_up = 0;
    std::int64_t stars_down = 0;
    std::vector<RescoredItem> examples;  ///< of changed stars, the highest totals first; bounded
};

/// Ranks the whole archive under `weights`. Totals are computed from stored axes wherever they are
/// shown, so no result changes and no model is asked; items whose total comes out differently get a
/// new revision, which makes pages, lists and feeds follow. The weights are remembered for the next
/// time; the first time they are compared with the shipped ones.
[[nodiscard]] Expected<RescoreReport> rescore_archive(Store& store, const ScoreWeights& weights,
                                                      TimePoint now);

}  // namespace ainews::daemon
