#include "storage/watch.h"

#include <algorithm>

namespace ainews::storage {
namespace {

constexpr std::int64_t kDayMillis = 86'400'000;

}  // namespace

std::vector<ScoreLevelCount> score_levels(Connection& connection, TimePoint since) {
    std::vector<ScoreLevelCount> counts;
    Query query{connection, "SELECT day, axis, level, n FROM score_levels WHERE day >= ? AND n > 0",
                std::int64_t{since.time_since_epoch().count() / kDayMillis}};
    while (query.step()) {
        const std::string name = query.text(1);
        const auto axis =
            std::ranges::find(kAxes, name, [](Axis known) { return to_string(known); });
        if (axis == kAxes.end()) continue;
        counts.push_back({TimePoint{Millis{query.integer(0) * kDayMillis}}, *axis, query.small(2),
                          query.integer(3)});
    }
    return counts;
}

std::vector<MakerCount> result_makers(Connection& connection) {
    std::vector<MakerCount> counts;
    Query query{connection, "SELECT stage, maker, n FROM maker_totals WHERE n > 0"};
    while (query.step()) counts.push_back({query.text(0), query.text(1), query.integer(2)});
    return counts;
}

std::map<std::string, std::int64_t> outdated_results(Connection& connection) {
    std::map<std::string, std::int64_t> counts;
    Query query{
        connection,
        "SELECT stage, count(*) FROM results INDEXED BY results_outdated WHERE outdated = 1 "
        "GROUP BY stage"};
    while (query.step()) counts.emplace(query.text(0), query.integer(1));
    return counts;
}

std::int64_t held_items(Connection& connection) {
    Query query{connection,
                "SELECT count(*) FROM items INDEXED BY items_held WHERE publish = 'held'"};
    return query.step() ? query.integer(0) : 0;
}

}  // namespace ainews::storage
