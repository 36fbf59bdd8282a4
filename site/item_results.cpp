#include "site/item_results.h"

#include "core/results_json.h"

namespace ainews::site {
namespace {

template <typename T>
std::optional<T> result(const Item& item, std::string_view stage,
                        Expected<T> (*read)(std::string_view)) {
    const auto found = item.stages.find(stage);
    if (found == item.stages.end() || !found->second.result_json) return std::nullopt;
    auto value = read(*found->second.result_json);
    if (!value) return std::nullopt;
    return std::move(*value);
}

}  // namespace

bool ItemResults::summarized() const noexcept {
    return summary && !summary->extractive && !summary->title.empty();
}

bool ItemResults::scored() const noexcept { return score && score->axes.size() == kAxes.size(); }

ItemResults results_of(const Item& item) {
    return {result(item, stage_names::kExtract, extraction_from_json),
            result(item, stage_names::kSummarize, summary_from_json),
            result(item, stage_names::kScore, score_from_json),
            result(item, stage_names::kTranslate, translation_from_json),
            result(item, stage_names::kAnalyze, analysis_from_json)};
}

}  // namespace ainews::site
