#include "pipeline/stage.h"

#include "core/results_json.h"

namespace ainews::pipeline {
namespace {

/// Reads one stored result into `target`; true where it is absent or readable.
template <typename T, typename Parse>
Expected<void> read_result(const WorkItem& item, std::string_view stage, std::optional<T>& target,
                           Parse parse) {
    const auto found = item.results.find(stage);
    if (found == item.results.end() || found->second.empty()) return {};
    Expected<T> value = parse(found->second);
    if (!value)
        return fail(ErrorKind::BadInput, "stored result of " + std::string{stage} +
                                             " cannot be read: " + value.error().message);
    target = *std::move(value);
    return {};
}

}  // namespace

Expected<StageInput> stage_input(WorkItem item, int attempts) {
    StageInput input;
    input.attempts = attempts;
    Expected<void> read =
        read_result(item, stage_names::kExtract, input.extraction, extraction_from_json);
    if (read) read = read_result(item, stage_names::kSummarize, input.summary, summary_from_json);
    if (read) read = read_result(item, stage_names::kScore, input.score, score_from_json);
    if (!read) return tl::unexpected{read.error()};
    input.item = std::move(item);
    return input;
}

}  // namespace ainews::pipeline
