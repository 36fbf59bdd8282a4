#include "daemon/plan.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "core/results_json.h"
#include "daemon/cycle.h"
#include "daemon/exit.h"
#include "daemon/plan_estimate.h"
#include "daemon/prompts.h"
#include "daemon/services.h"
#include "daemon/text_table.h"
#include "daemon/wiring.h"
#include "pipeline/budget.h"
#include "pipeline/token_estimate.h"
#include "storage/admin.h"
#include "storage/sqlite_store.h"

namespace ainews::daemon {
namespace {

namespace fs = std::filesystem;

constexpr double kMicrosPerUsd = 1e6;
/// Some hundred items: enough for an average, little to read.
constexpr int kCallsLearnedFrom = 1500;

/// A copy of the database in a directory that is gone afterwards.
class Rehearsal {
public:
    explicit Rehearsal(Context& context) {
        std::string name = (context.config().daemon.state_dir / "plan-XXXXXX").string();
        fs::create_directories(context.config().daemon.state_dir);
        if (mkdtemp(name.data()) == nullptr)
            throw Exit{ExitCode::Unavailable, fmt::format("{} cannot be made", name)};
        directory_ = name;
        (void)context.store();  // creates or migrates it where need be
        storage::backup_database(context.config().database_path(), directory_ / "plan.db");
        store_ = storage::SqliteStore::open(
            {.path = directory_ / "plan.db", .mode = storage::OpenMode::Tool}, context.graph(),
            context.clock());
    }
    ~Rehearsal() {
        store_.reset();
        std::error_code ignored;
        fs::remove_all(directory_, ignored);
    }
    Rehearsal(const Rehearsal&) = delete;
    Rehearsal& operator=(const Rehearsal&) = delete;

    [[nodiscard]] Store& store() { return *store_; }

private:
    fs::path directory_;
    std::unique_ptr<Store> store_;
};

feeds::PollReport rehearse(const RunOnce& options, Context& context, Store& store) {
    Services::Options service_options;
    service_options.runner.stages = {std::string{stage_names::kExtract}};
    service_options.runner.sources = options.sources;
    service_options.runner.item_limit = options.limit;
    Services services{context.config(), context.share_dir(), store, context.clock(),
                      std::move(service_options)};
    feeds::PollReport report;
    if (options.poll) {
        feeds::PollWhat what;
        what.slugs = options.sources;
        what.force = true;
        what.since = context.when(options.since, "--since");
        what.until = context.when(options.until, "--until");
        report = poll_sources(services, store, context.clock(), what, {});
    }
    (void)services.runner().drain_queue({});
    return report;
}

std::int64_t article_tokens(const Extraction& extraction) {
    std::int64_t tokens = 0;
    for (const Block& block : extraction.blocks)
        if (!block.dropped) tokens += pipeline::estimate_tokens(block.text);
    return tokens;
}

/// Whether the stage would still ask a model for this item.
bool would_run(const Item& item, const config::StageConfig& stage, const Extraction& extraction,
               const RightsPolicy& rights) {
    if (stage.engine != "llm") return false;
    const auto job = item.stages.find(stage.name);
    if (job != item.stages.end() &&
        (job->second.state == JobState::Done || job->second.state == JobState::Failed))
        return false;
    if (stage.name != stage_names::kTranslate) return true;
    return extraction.language != "ja" &&
           (stage.always || rights.of(item.source, item.url) == Rights::Full);
}

/// The article's tokens and language; 0 where it is not extracted.
std::pair<std::int64_t, std::string> article_of(const Item& item) {
    const auto extract = item.stages.find(stage_names::kExtract);
    if (extract == item.stages.end() || !extract->second.result_json) return {};
    const auto extraction = extraction_from_json(*extract->second.result_json);
    if (!extraction) return {};
    return {article_tokens(*extraction), extraction->language};
}

std::map<std::string, PlanRow> estimate(const RunOnce& options, Context& context,
                                        const Store& store) {
    const config::Config& config = context.config();
    const PromptTokens prompts = prompt_tokens(config, context.share_dir());
    const RightsPolicy rights = rights_of(config);
    std::map<std::string, PlanRow> rows;
    ItemFilter filter;
    filter.sources = options.sources;
    filter.states = {ItemState::Pending, ItemState::Running, ItemState::Waiting};
    filter.limit = options.limit;
    store.for_each(filter, [&](const Item& item) {
        const auto extract = item.stages.find(stage_names::kExtract);
        if (extract == item.stages.end() || !extract->second.result_json) return true;
        const auto extraction = extraction_from_json(*extract->second.result_json);
        if (!extraction) return true;
        const std::int64_t tokens = article_tokens(*extraction);
        for (const config::StageConfig& stage : config.stages) {
            const bool wanted =
                options.stages.empty() ||
                std::ranges::find(options.stages, stage.name) != options.stages.end();
            if (!wanted || !would_run(item, stage, *extraction, rights)) continue;
            const PlanRow one = estimate_stage(stage.name, tokens, extraction->language, prompts);
            PlanRow& row = rows[stage.name];
            row.items += one.items;
            row.tokens_in += one.tokens_in;
            row.tokens_out += one.tokens_out;
        }
        return true;
    });
    return rows;
}

/// The endpoint that a stage asks first; null where it has none.
const config::LlmConfig* endpoint_of(const config::Config& config, const std::string& stage) {
    if (config.llms.empty()) return nullptr;
    const config::StageConfig* settings = config.find_stage(stage);
    return settings != nullptr && !settings->llm.empty() ? config.find_llm(settings->llm.front())
                                                         : &config.llms.front();
}

/// What the newest calls to the stages' own endpoints took, against what would have been planned.
std::map<std::string, PlanFactor> learned(Context& context, const Store& store) {
    const config::Config& config = context.config();
    const PromptTokens prompts = prompt_tokens(config, context.share_dir());
    std::map<std::string, PlanFactor> factors;
    std::map<ItemId, std::pair<std::int64_t, std::string>> articles;
    for (const UsageSample& sample : store.recent_usage(kCallsLearnedFrom)) {
        const config::LlmConfig* llm = endpoint_of(config, sample.stage);
        if (llm == nullptr || llm->name != sample.endpoint) continue;
        auto found = articles.find(sample.item);
        if (found == articles.end()) {
            std::pair<std::int64_t, std::string> article;
            if (const auto item = store.item(sample.item)) article = article_of(*item);
            found = articles.emplace(sample.item, std::move(article)).first;
        }
        const auto& [tokens, language] = found->second;
        if (tokens == 0) continue;
        factors[sample.stage].learn(estimate_stage(sample.stage, tokens, language, prompts),
                                    sample.tokens_in, sample.tokens_out);
    }
    return factors;
}

/// At today's price of the stage's first endpoint; nullopt where it has none.
std::optional<MicroUsd> price(const config::Config& config, const std::string& stage,
                              const PlanRow& row, TimePoint now) {
    const config::LlmConfig* llm = endpoint_of(config, stage);
    if (llm == nullptr) return std::nullopt;
    return pipeline::cost_of(price_list(config, *llm).at(now), row.tokens_in, row.tokens_out);
}

std::string usd(const std::optional<MicroUsd>& cost) {
    return cost ? fmt::format("${:.4f}", static_cast<double>(*cost) / kMicrosPerUsd) : "no price";
}

void print(const config::Config& config, const feeds::PollReport& polled,
           const std::map<std::string, PlanRow>& rows, TimePoint now) {
    std::cout << fmt::format(
        "a run now would find {} new items in {} sources ({} unchanged, {} failing)\n",
        polled.new_items, polled.polled, polled.unchanged, polled.failed);
    TextTable table{{"STAGE", "ITEMS", "TOKENS IN", "TOKENS OUT", "COST"}};
    MicroUsd total = 0;
    for (const auto& [stage, row] : rows) {
        const auto cost = price(config, stage, row, now);
        total += cost.value_or(0);
        table.add({stage, std::to_string(row.items), std::to_string(row.tokens_in),
                   std::to_string(row.tokens_out), usd(cost)});
    }
    table.add({"total", "", "", "", usd(total)});
    table.print(std::cout);
    if (config.llms.empty()) std::cout << "no model is configured: these stages would wait\n";
}

void print_json(const config::Config& config, const feeds::PollReport& polled,
                const std::map<std::string, PlanRow>& rows, TimePoint now) {
    nlohmann::json stages = nlohmann::json::object();
    MicroUsd total = 0;
    for (const auto& [stage, row] : rows) {
        const auto cost = price(config, stage, row, now);
        total += cost.value_or(0);
        stages[stage] = {
            {"items", row.items},
            {"tokens_in", row.tokens_in},
            {"tokens_out", row.tokens_out},
            {"cost_usd", cost ? nlohmann::json(static_cast<double>(*cost) / kMicrosPerUsd)
                              : nlohmann::json(nullptr)}};
    }
    std::cout << dump({{"new", polled.new_items},
                       {"stages", stages},
                       {"cost_usd", static_cast<double>(total) / kMicrosPerUsd}})
              << '\n';
}

}  // namespace

ExitCode run_plan(const RunOnce& options, Context& context) {
    Rehearsal rehearsal{context};
    const feeds::PollReport polled = rehearse(options, context, rehearsal.store());
    auto rows = estimate(options, context, rehearsal.store());
    for (const auto& [stage, factor] : learned(context, rehearsal.store()))
        if (const auto row = rows.find(stage); row != rows.end())
            row->second = factor.apply(row->second);
    const TimePoint now = context.clock().now();
    options.json ? print_json(context.config(), polled, rows, now)
                 : print(context.config(), polled, rows, now);
    return ExitCode::Ok;
}

}  // namespace ainews::daemon
