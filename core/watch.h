#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/results.h"

namespace ainews {

/// How many ratings of one UTC day gave an axis this level.
struct ScoreLevelCount {
    TimePoint day;
    Axis axis = Axis::Depth;
    int level = 0;
    std::int64_t n = 0;
};

/// How many results of a stage begin with this maker (pipeline/fingerprint.h).
struct MakerCount {
    std::string stage;
    std::string maker;
    std::int64_t n = 0;
};

/// Port: sums the editor watches. Kept as results are written: reading them never looks at the
/// archive. Safe to call at once from many threads.
class EditorialWatch {
public:
    virtual ~EditorialWatch() = default;
    /// By today's results, of the days from `since` on.
    [[nodiscard]] virtual std::vector<ScoreLevelCount> score_levels(TimePoint since) const = 0;
    [[nodiscard]] virtual std::vector<MakerCount> result_makers() const = 0;
    /// Results whose article has changed since they were made, by stage.
    [[nodiscard]] virtual std::map<std::string, std::int64_t> outdated_results() const = 0;
    /// Items that wait for the editor.
    [[nodiscard]] virtual std::int64_t held_items() const = 0;
};

}  // namespace ainews
