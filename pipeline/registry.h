#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/http.h"
#include "core/rights.h"
#include "core/source.h"
#include "core/stage_graph.h"
#include "pipeline/command_engine.h"
#include "pipeline/extract_stage.h"
#include "pipeline/fingerprint.h"
#include "pipeline/llm_stage.h"
#include "pipeline/stage.h"

namespace ainews::pipeline {

/// One `[[pipeline.stage]]`, as the composition root hands it on.
struct StageSettings {
    std::string name;
    std::string engine = "llm";  ///< llm, builtin, command; a stage that is off is not given at all
    std::vector<std::string> llm;  ///< endpoints in fallback order; empty: all
    int min_importance = 1;        ///< stars; of translate
    bool always = false;           ///< of translate
    CommandSpec command;
};

/// What stages are built from. Everything pointed at outlives them; all of it is thread-safe.
struct StageServices {
    HttpClient* pages = nullptr;  ///< for article pages: under the feeds' address policy
    Clock* clock = nullptr;
    std::vector<Source> sources;
    std::shared_ptr<const RightsPolicy> rights;
    ScoreWeights weights;
    std::shared_ptr<const PromptSet> prompts;
    TermLookup terms;
    ExtractOptions extract;
    /// The client for these endpoints in this order (empty: all); nullptr: no model is configured.
    std::function<LlmClient*(std::span<const std::string> names)> llm;
    /// The model that the first of these endpoints (empty: of all) is asked for.
    std::function<std::string(std::span<const std::string> names)> model;
};

/// A configured stage with the engine that does its work.
struct StageSlot {
    std::string name;
    std::unique_ptr<const Stage> stage;        ///< null: it needs a model and none is configured
    std::unique_ptr<const Stage> provisional;  ///< what can be shown meanwhile; may be null
    std::optional<StageMaker> maker;  ///< makes results stale when it changes; extract has none
    std::string
        gate;  ///< jobs of one gate are parked together; empty: needs nothing that may be down
};

/// Builds the configured stages. BadInput names a stage or an engine that does not exist.
[[nodiscard]] Expected<std::vector<StageSlot>> make_stages(std::span<const StageSettings> settings,
                                                           const StageServices& services);

/// Who makes this stage's results today; nullopt for extract, whose input is the world.
[[nodiscard]] std::optional<StageMaker> stage_maker(const StageSettings& settings,
                                                    const StageServices& services);

/// The graph of design §7 over the configured stages: extract → summarize → analyze; extract →
/// score (settled) → translate. A need that is not configured is left out.
[[nodiscard]] StageGraph default_graph(std::span<const std::string> stages);

}  // namespace ainews::pipeline
