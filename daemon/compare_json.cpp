#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"
#include "daemon/compare_page.h"

namespace ainews::daemon {
namespace {

using nlohmann::json;

json sum_json(const SideSum& sum) {
    return {{"items", sum.items},           {"with_findings", sum.with_findings},
            {"findings", sum.findings},     {"tokens_in", sum.tokens_in},
            {"tokens_out", sum.tokens_out}, {"cost_usd", usd(sum.cost)}};
}

json side_json(const CompareSide& side, const ScoreWeights& weights) {
    json out{{"findings", side.findings},
             {"tokens_in", side.made.tokens_in},
             {"tokens_out", side.made.tokens_out}};
    out["error"] = side.error.empty() ? json() : json(side.error);
    out["cost_usd"] = side.made.cost ? json(usd(*side.made.cost)) : json();
    const auto score = compared_score(side);
    out["total"] = score && !score->axes.empty() ? json(score_total(*score, weights)) : json();
    return out;
}

}  // namespace

std::string compare_json(const Comparison& comparison, const ScoreWeights& weights) {
    json items = json::array();
    for (const ComparedItem& item : comparison.items)
        items.push_back({{"id", item.item.id},
                         {"before", side_json(item.before, weights)},
                         {"after", side_json(item.after, weights)}});
    json axes = json::array();
    if (comparison.stage == stage_names::kScore)
        for (const AxisShift& shift : axis_shifts(comparison))
            axes.push_back({{"axis", to_string(shift.axis)},
                            {"items", shift.items},
                            {"moved", shift.moved},
                            {"before", shift.before},
                            {"after", shift.after}});
    return dump({{"stage", comparison.stage},
                 {"change", comparison.change},
                 {"wanted", comparison.wanted},
                 {"compared", comparison.items.size()},
                 {"stopped", comparison.stopped.empty() ? json() : json(comparison.stopped)},
                 {"spent_usd", usd(comparison.spent)},
                 {"before", sum_json(sum_of(comparison, &ComparedItem::before))},
                 {"after", sum_json(sum_of(comparison, &ComparedItem::after))},
                 {"axes", axes},
                 {"items", items}});
}

}  // namespace ainews::daemon
