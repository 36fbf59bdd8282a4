#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"
#include "daemon/commands/commands.h"
#include "daemon/compare_ledger.h"
#include "daemon/compare_page.h"
#include "daemon/exit.h"
#include "daemon/fence_secret.h"
#include "daemon/makers.h"
#include "daemon/model_clients.h"
#include "daemon/plan_cost.h"
#include "daemon/prompts.h"
#include "daemon/wiring.h"
#include "net/http_client.h"
#include "pipeline/condense.h"
#include "pipeline/registry.h"
#include "pipeline/token_estimate.h"
#include "text/unicode.h"

namespace ainews::daemon {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPromptBytesMax = 64U << 10U;
/// Threads for each request that the endpoints take at once, as for a cycle.
constexpr int kWorkersPerRequest = 2;

std::string read_prompt(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) throw Exit{ExitCode::BadData, fmt::format("--prompt {}: cannot be read", path)};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    if (text.size() > kPromptBytesMax)
        throw Exit{ExitCode::BadData, fmt::format("--prompt {}: larger than 64 KB", path)};
    if (!text::is_utf8(text))
        throw Exit{ExitCode::BadData, fmt::format("--prompt {}: not UTF-8", path)};
    return text;
}

/// The configuration under which the stage is asked once more: by a model, whatever its engine is,
/// and without the gates that keep it from items.
config::Config compared_config(const Compare& options, const config::Config& config) {
    if (config.llms.empty())
        throw Exit{ExitCode::Unavailable, "compare: no [llm.NAME] is configured"};
    if (!options.llm.empty() && config.find_llm(options.llm) == nullptr)
        throw Exit{ExitCode::Usage, fmt::format("--llm {}: no such [llm.NAME]", options.llm)};
    config::Config changed = config;
    auto stage = std::ranges::find(changed.stages, options.stage, &config::StageConfig::name);
    if (stage == changed.stages.end()) {
        changed.stages.push_back({});
        stage = std::prev(changed.stages.end());
        stage->name = options.stage;
    }
    stage->engine = "llm";
    stage->always = true;
    stage->min_importance = 1;
    if (!options.llm.empty()) stage->llm = {options.llm};
    return changed;
}

/// The newest items that have an answer of a model (or of a command) to compare with.
std::vector<Item> sample_of(const Compare& options, Context& context) {
    ItemFilter filter;
    filter.sources = options.sources;
    filter.since = context.period(options.since, {}).since;
    filter.publish = {PublishState::Public, PublishState::Held, PublishState::Hidden};
    filter.newest_first = true;
    std::vector<Item> sample;
    context.store().for_each(filter, [&](const Item& item) {
        const auto stage = item.stages.find(options.stage);
        if (stage == item.stages.end() || stage->second.state != JobState::Done ||
            stage->second.provisional || !stage->second.result_json ||
            stage->second.provenance.engine == "builtin" || stage->second.provenance.engine.empty())
            return true;
        if (article_size(item).value_or(ArticleSize{}).tokens == 0) return true;
        sample.push_back(item);
        return static_cast<int>(sample.size()) < options.sample;
    });
    return sample;
}

/// What the new answers would take and cost.
struct Estimate {
    PlanRow row;
    std::optional<MicroUsd> cost;
};

/// `today`: the prompts in force, under which the ledger's calls were made.
Estimate estimate_of(const Compare& options, const config::Config& config,
                     const PromptTokens& today, const pipeline::PromptSet& prompts,
                     const Store& store, const std::vector<Item>& sample, TimePoint now) {
    const PromptTokens tokens{
        {options.stage, pipeline::estimate_tokens(prompts.system(options.stage))},
        {std::string{pipeline::kCondense},
         pipeline::estimate_tokens(prompts.system(pipeline::kCondense))}};
    const std::int64_t context = context_of(config, options.stage);
    Estimate estimate;
    for (const Item& item : sample) {
        const ArticleSize article = article_size(item).value_or(ArticleSize{});
        PlanRow one = estimate_stage(options.stage, article, context, tokens);
        // Nothing is replayed here: what is read in parts is read anew.
        if (options.stage != stage_names::kTranslate) {
            const PlanRow parts = estimate_condensing(article, context, tokens);
            one.tokens_in += parts.tokens_in;
            one.tokens_out += parts.tokens_out;
        }
        estimate.row.items += one.items;
        estimate.row.tokens_in += one.tokens_in;
        estimate.row.tokens_out += one.tokens_out;
    }
    const auto factors = learned_factors(config, today, store);
    if (const auto known = factors.find(options.stage); known != factors.end())
        estimate.row = known->second.apply(estimate.row);
    estimate.cost = plan_price(config, options.stage, estimate.row, now);
    return estimate;
}

std::string line_of(const Estimate& estimate) {
    return fmt::format("{} items, about {} tokens in and {} out: {}", estimate.row.items,
                       estimate.row.tokens_in, estimate.row.tokens_out, usd_text(estimate.cost));
}

void print_plan(const Compare& options, const Estimate& estimate) {
    if (!options.json) {
        std::cout << line_of(estimate) << '\n';
        return;
    }
    const auto cost = estimate.cost ? nlohmann::json(usd(*estimate.cost)) : nlohmann::json();
    std::cout << dump({{"items", estimate.row.items},
                       {"tokens_in", estimate.row.tokens_in},
                       {"tokens_out", estimate.row.tokens_out},
                       {"cost_usd", cost}})
              << '\n';
}

/// Whole or not at all: somebody may have the last one open.
void write_page(const std::string& path, const std::string& page) {
    const std::string temporary = path + ".new";
    {
        std::ofstream out{temporary, std::ios::binary | std::ios::trunc};
        out << page;
        if (!out.flush())
            throw Exit{ExitCode::Unavailable, fmt::format("{} cannot be written", path)};
    }
    std::error_code failed;
    fs::rename(temporary, path, failed);
    if (failed)
        throw Exit{ExitCode::Unavailable,
                   fmt::format("{} cannot be written: {}", path, failed.message())};
}

/// The stage as it would be built for a cycle, over a ledger that keeps no answers.
void ask(const config::Config& config, Context& context, pipeline::StageServices services,
         std::vector<Item> sample, Comparison& comparison) {
    CompareLedger ledger{context.store()};
    net::CurlHttpClient http{model_client_options(config), context.clock()};
    ModelClients models{
        config,         fence_secret(config.daemon.state_dir), http, ledger, context.store(),
        context.clock()};
    services.clock = &context.clock();
    services.rights = std::make_shared<const RightsPolicy>(rights_of(config));
    services.weights = config.score.weights();
    services.llm = [&models](std::span<const std::string> names) { return models.get(names); };
    std::vector<pipeline::StageSettings> settings = stage_settings(config);
    std::erase_if(settings, [&](const pipeline::StageSettings& stage) {
        return stage.name != comparison.stage;
    });
    const auto slots = pipeline::make_stages(settings, services);
    if (!slots) throw Exit{ExitCode::BadConfig, slots.error().message};
    run_comparison(comparison, *slots->front().stage, std::move(sample),
                   models.concurrency() * kWorkersPerRequest);
    comparison.spent = ledger.spent();
}

}  // namespace

ExitCode run_compare(const Compare& options, Context& context) {
    const config::Config config = compared_config(options, context.config());
    pipeline::StageServices services;
    set_makers(services, config, context.share_dir());
    Comparison comparison{.stage = options.stage, .at = context.clock().now()};
    if (options.prompt.empty()) {
        comparison.change =
            fmt::format("llm {} ({})", options.llm, config.find_llm(options.llm)->model);
    } else {
        comparison.change = "prompt " + options.prompt;
        services.prompts = std::make_shared<const pipeline::PromptSet>(
            services.prompts->with(options.stage, read_prompt(options.prompt)));
        if (services.prompts->text(options.stage).empty())
            throw Exit{ExitCode::BadData, fmt::format("--prompt {}: empty", options.prompt)};
    }
    std::vector<Item> sample = sample_of(options, context);
    if (sample.empty())
        throw Exit{
            ExitCode::BadData,
            fmt::format("compare: no item has a result of {} to compare with", options.stage)};
    const Estimate estimate =
        estimate_of(options, config, prompt_tokens(config, context.share_dir()), *services.prompts,
                    context.store(), sample, comparison.at);
    if (options.plan) {
        print_plan(options, estimate);
        return ExitCode::Ok;
    }
    std::cerr << line_of(estimate) << std::endl;
    ask(config, context, std::move(services), std::move(sample), comparison);
    const ScoreWeights weights = config.score.weights();
    const std::string file =
        options.out.empty() ? fmt::format("compare-{}.html", options.stage) : options.out;
    write_page(file, compare_page(comparison, weights, context.zone()));
    if (options.json)
        std::cout << compare_json(comparison, weights) << '\n';
    else
        std::cout << fmt::format("{} of {} items compared, {} spent: {}\n", comparison.items.size(),
                                 comparison.wanted, usd_text(comparison.spent), file);
    if (comparison.stopped.empty()) return ExitCode::Ok;
    std::cerr << "stopped: " << comparison.stopped << '\n';
    return ExitCode::TryAgain;
}

}  // namespace ainews::daemon
