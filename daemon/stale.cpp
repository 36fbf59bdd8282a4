#include "daemon/stale.h"

#include <fmt/format.h>

#include "daemon/item_input.h"
#include "daemon/makers.h"

namespace ainews::daemon {
namespace {

bool is_done(const Item& item, std::string_view stage) {
    const auto found = item.stages.find(stage);
    return found != item.stages.end() && found->second.state == JobState::Done &&
           !found->second.provisional;
}

}  // namespace

std::string stale_line(const std::vector<StaleStage>& stages) {
    std::string line;
    for (const StaleStage& stage : stages)
        line += fmt::format("{}{} ({})", line.empty() ? "" : ", ", stage.stage,
                            fmt::join(stage.parts, ", "));
    return line;
}

StaleCheck::StaleCheck(const config::Config& config, const std::filesystem::path& share_dir)
    : makers_{stage_makers(config, share_dir)} {}

std::vector<StaleStage> StaleCheck::stale_stages(const Item& item) const {
    std::vector<StaleStage> stale;
    if (!is_done(item, stage_names::kExtract)) return stale;
    const auto input = input_of(item);
    if (!input) return stale;
    for (const pipeline::StageMaker& maker : makers_) {
        if (!is_done(item, maker.stage)) continue;
        if (maker.stage == stage_names::kAnalyze && !is_done(item, stage_names::kSummarize))
            continue;
        const StageRecord& record = item.stages.find(maker.stage)->second;
        if (!record.result_json || record.provenance.engine == "builtin") continue;
        auto parts = pipeline::stale_parts(record.provenance, maker, *input);
        if (!parts.empty()) stale.push_back({maker.stage, std::move(parts)});
    }
    return stale;
}

std::vector<std::pair<std::string, std::string>> StaleCheck::makers() const {
    std::vector<std::pair<std::string, std::string>> out;
    for (const pipeline::StageMaker& maker : makers_)
        out.emplace_back(maker.stage, pipeline::maker_part(maker));
    return out;
}

}  // namespace ainews::daemon
