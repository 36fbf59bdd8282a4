#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/item.h"
#include "core/results.h"
#include "pipeline/stage.h"

namespace ainews::daemon {

/// One answer of two.
struct CompareSide {
    std::string result_json;  ///< empty: none
    Provenance made;
    std::vector<std::string> findings;
    std::string error;  ///< why there is no answer; empty where there is one
};

struct ComparedItem {
    Item item;
    CompareSide before;  ///< what is stored
    CompareSide after;
};

/// What `compare` came to.
struct Comparison {
    std::string stage;
    std::string change;  ///< what is another one: "prompt FILE", "llm NAME (MODEL)"
    TimePoint at;
    std::vector<ComparedItem> items;
    int wanted = 0;       ///< items of the sample; fewer were asked about where it was stopped
    MicroUsd spent = 0;   ///< by this comparison
    std::string stopped;  ///< why the rest was not asked: budget, model; empty: it was
};

/// A text of a result, with the name an editor knows it by.
struct CompareField {
    std::string name;
    std::string before;
    std::string after;
    std::string original;  ///< of a translation's block
};

/// The texts of both answers side by side: all fields of either, in the result's order. A result
/// that cannot be read counts as none.
[[nodiscard]] std::vector<CompareField> compare_fields(std::string_view stage,
                                                       const ComparedItem& item);

/// The rating of an answer of the stage score; nullopt where there is none.
[[nodiscard]] std::optional<Score> compared_score(const CompareSide& side);

/// One axis over all items that both answers rated.
struct AxisShift {
    Axis axis = Axis::Depth;
    int items = 0;
    int moved = 0;      ///< items whose level changed
    double before = 0;  ///< mean level
    double after = 0;
};
[[nodiscard]] std::vector<AxisShift> axis_shifts(const Comparison& comparison);

/// What one side took and what the checks said, over all items that both sides answered.
struct SideSum {
    int items = 0;
    int with_findings = 0;
    int findings = 0;
    std::int64_t tokens_in = 0;
    std::int64_t tokens_out = 0;
    MicroUsd cost = 0;
};
[[nodiscard]] SideSum sum_of(const Comparison& comparison, CompareSide ComparedItem::*side);

/// Runs `stage` once more over the items, `workers` at a time. An error that concerns all items
/// (money, a model that is down or refuses) stops it; any other stands with its item. Nothing is
/// stored. Throws what the stage throws.
void run_comparison(Comparison& comparison, const pipeline::Stage& stage, std::vector<Item> sample,
                    int workers);

}  // namespace ainews::daemon
