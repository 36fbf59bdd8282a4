#include "pipeline/registry.h"

#include <algorithm>
#include <array>

#include "pipeline/analyze_stage.h"
#include "pipeline/command_stage.h"
#include "pipeline/condense.h"
#include "pipeline/score_stage.h"
#include "pipeline/summarize_stage.h"
#include "pipeline/translate_stage.h"

namespace ainews::pipeline {
namespace {

using Made = std::unique_ptr<Stage>;

/// What a factory is handed. `client` is set for the engine llm only.
struct Order {
    const StageSettings& settings;
    const StageServices& services;
    LlmClient* client = nullptr;
    std::shared_ptr<CondenseTurns> turns = nullptr;
};

LlmStageParts llm_parts(const Order& order) {
    const auto maker = stage_maker(order.settings, order.services);
    return {order.client,
            order.services.prompts,
            order.services.terms,
            order.services.clock,
            maker ? maker_part(*maker) : std::string{},
            order.turns};
}

TranslateRules translate_rules(const Order& order) {
    return {order.settings.min_importance, order.settings.always, order.services.rights,
            order.services.weights};
}

Made builtin_extract(const Order& order) {
    return make_extract(*order.services.pages, *order.services.clock, order.services.sources,
                        order.services.extract);
}
Made builtin_summarize(const Order& order) {
    return make_builtin_summarize(parse_topics(order.services.prompts->text("topics")));
}
Made llm_summarize(const Order& order) { return make_llm_summarize(llm_parts(order)); }
Made llm_score(const Order& order) { return make_llm_score(llm_parts(order)); }
Made llm_translate(const Order& order) {
    return make_llm_translate(llm_parts(order), translate_rules(order));
}
Made llm_analyze(const Order& order) { return make_llm_analyze(llm_parts(order)); }
Made by_command(const Order& order) {
    StageGate gate;
    if (order.settings.name == stage_names::kTranslate)
        gate = [rules = translate_rules(order)](const StageInput& input) {
            return translate_gate(rules, input);
        };
    return make_command_stage(order.settings.name, *order.services.clock, order.settings.command,
                              std::move(gate));
}

struct Entry {
    std::string_view stage;
    std::string_view engine;
    Made (*make)(const Order&);
};

/// The registry: one line for each engine of each stage. A stage's first line is its default.
constexpr std::array kRegistry{
    Entry{stage_names::kExtract, "builtin", builtin_extract},
    Entry{stage_names::kExtract, "command", by_command},
    Entry{stage_names::kSummarize, "llm", llm_summarize},
    Entry{stage_names::kSummarize, "builtin", builtin_summarize},
    Entry{stage_names::kSummarize, "command", by_command},
    Entry{stage_names::kScore, "llm", llm_score},
    Entry{stage_names::kScore, "command", by_command},
    Entry{stage_names::kTranslate, "llm", llm_translate},
    Entry{stage_names::kTranslate, "command", by_command},
    Entry{stage_names::kAnalyze, "llm", llm_analyze},
    Entry{stage_names::kAnalyze, "command", by_command},
};

/// What each stage needs, and how near to completion it is.
struct Place {
    std::string_view stage;
    std::vector<std::string> needs;
    std::vector<std::string> settles;
    int rank;
};
const std::vector<Place>& places() {
    static const std::vector<Place> kPlaces{
        {stage_names::kExtract, {}, {}, 10},
        {stage_names::kScore, {"extract"}, {}, 20},
        {stage_names::kSummarize, {"extract"}, {}, 30},
        {stage_names::kTranslate, {"extract"}, {"score"}, 40},
        {stage_names::kAnalyze, {"extract", "summarize"}, {}, 50},
    };
    return kPlaces;
}

const Entry* find_entry(std::string_view stage, std::string_view engine) {
    const auto found = std::ranges::find_if(kRegistry, [&](const Entry& entry) {
        return entry.stage == stage && entry.engine == engine;
    });
    return found == kRegistry.end() ? nullptr : &*found;
}

/// Engines that exist for a stage, for messages and the documentation.
std::vector<std::string> engines_of(std::string_view stage) {
    std::vector<std::string> engines;
    for (const Entry& entry : kRegistry)
        if (entry.stage == stage) engines.emplace_back(entry.engine);
    return engines;
}

Expected<StageSlot> make_slot(const StageSettings& settings, const StageServices& services,
                              const std::shared_ptr<CondenseTurns>& turns) {
    const Entry* entry = find_entry(settings.name, settings.engine);
    if (entry == nullptr) {
        std::string engines;
        for (const std::string& engine : engines_of(settings.name)) engines += " " + engine;
        return fail(ErrorKind::BadInput, engines.empty()
                                             ? "there is no stage " + settings.name
                                             : "stage " + settings.name + " has no engine " +
                                                   settings.engine + ", only" + engines);
    }
    Order order{settings, services, nullptr, turns};
    StageSlot slot{.name = settings.name};
    slot.maker = stage_maker(settings, services);
    if (entry->engine == "command") slot.gate = "command:" + settings.name;
    if (entry->engine == "llm") {
        slot.gate = "llm";
        for (const std::string& name : settings.llm) slot.gate += ":" + name;
        order.client = services.llm ? services.llm(settings.llm) : nullptr;
        if (const Entry* builtin = find_entry(settings.name, "builtin"); builtin != nullptr)
            slot.provisional = builtin->make(order);
        if (order.client == nullptr) return slot;
    }
    slot.stage = entry->make(order);
    return slot;
}

}  // namespace

Expected<std::vector<StageSlot>> make_stages(std::span<const StageSettings> settings,
                                             const StageServices& services) {
    std::vector<StageSlot> slots;
    const auto turns = std::make_shared<CondenseTurns>();
    for (const StageSettings& stage : settings) {
        auto slot = make_slot(stage, services, turns);
        if (!slot) return tl::unexpected{std::move(slot).error()};
        slots.push_back(*std::move(slot));
    }
    return slots;
}

std::optional<StageMaker> stage_maker(const StageSettings& settings,
                                      const StageServices& services) {
    if (settings.name == stage_names::kExtract) return std::nullopt;
    StageMaker maker{.stage = settings.name};
    if (settings.engine == "llm") {
        maker.prompt = services.prompts->version(settings.name);
        if (services.model) maker.model = services.model(settings.llm);
        maker.terms = services.terms;
        maker.parts_prompt = services.prompts->version(kCondense);
    } else if (settings.engine == "command") {
        for (const std::string& word : settings.command.argv) maker.prompt += word + '\0';
    }
    return maker;
}

StageGraph default_graph(std::span<const std::string> stages) {
    const auto configured = [&](const std::string& name) {
        return std::ranges::find(stages, name) != stages.end();
    };
    std::vector<StageNode> nodes;
    for (const Place& place : places()) {
        StageNode node{std::string{place.stage}, place.needs, place.settles, place.rank};
        if (!configured(node.name)) continue;
        std::erase_if(node.needs, [&](const std::string& need) { return !configured(need); });
        std::erase_if(node.settles, [&](const std::string& gate) { return !configured(gate); });
        nodes.push_back(std::move(node));
    }
    return StageGraph{std::move(nodes)};
}

}  // namespace ainews::pipeline
