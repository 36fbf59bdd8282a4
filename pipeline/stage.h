#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/results.h"
#include "core/work_queue.h"

namespace ainews::pipeline {

/// What a stage works on: the item and the results of the stages before it, already parsed. A
/// result that is not there (stage not configured, failed, nothing to be done) is nullopt.
struct StageInput {
    WorkItem item;
    std::optional<Extraction> extraction = std::nullopt;
    std::optional<Summary> summary = std::nullopt;
    std::optional<Score> score = std::nullopt;
    int attempts = 0;  ///< rejected answers of this job so far
};

/// Parses the results of `item`; BadInput names the stage whose stored result cannot be read.
[[nodiscard]] Expected<StageInput> stage_input(WorkItem item, int attempts);

/// What came of a run that reached an end. Exactly one of: a result; `not_needed`; `gave_up`.
struct StageOutput {
    std::string
        result_json;  ///< in the stored form of core/results_json.h; empty where there is none
    Provenance provenance;
    std::vector<std::string> findings;  ///< why it is degraded or empty; shown by `items explain`
    std::vector<AttemptNote> attempts;
    std::optional<ExtractFacts> facts = std::nullopt;  ///< of `extract` only
    bool provisional = false;                          ///< to be replaced once a model answers
    bool not_needed =
        false;  ///< the gate, the rights or the language left nothing to do: no call was made
    std::string gave_up;  ///< no result can be had, and why; the job fails with this
};

/// One step of work on an item, done by one engine. Stages know neither storage nor each other.
/// Immutable after construction; run() is thread-safe and serves every worker.
///
/// An error says what to do with the job: Transient and RateLimited (later), Unavailable, Refused
/// and OverBudget (park every job that needs the same endpoint), Cancelled (put back), anything
/// else (give up).
class Stage {
public:
    virtual ~Stage() = default;
    [[nodiscard]] virtual std::string_view name() const noexcept = 0;
    /// Returns soon after `stop` is requested, as Cancelled.
    [[nodiscard]] virtual Expected<StageOutput> run(const StageInput& input,
                                                    std::stop_token stop) const = 0;
};

}  // namespace ainews::pipeline
