#include "daemon/plan.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"
#include "daemon/cycle.h"
#include "daemon/exit.h"
#include "daemon/plan_cost.h"
#include "daemon/plan_estimate.h"
#include "daemon/prompts.h"
#include "daemon/services.h"
#include "daemon/text_table.h"
#include "daemon/wiring.h"
#include "pipeline/budget.h"
#include "pipeline/condense.h"
#include "pipeline/token_estimate.h"
#include "storage/admin.h"
#include "storage/sqlite_store.h"

namespace ainews::daemon {
namespace {

namespace fs = std::filesystem;

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
        const Period period = context.period(options.since, options.until);
        what.since = period.since;
        what.until = period.until;
        report = poll_sources(services, store, context.clock(), what, {});
    }
    (void)services.runner().drain_queue({});
    return report;
}

/// Whether the stage would still ask a model for this item.
bool would_run(const Item& item, const config::StageConfig& stage, std::string_view language,
               const RightsPolicy& rights) {
    if (stage.engine != "llm") return false;
    const auto job = item.stages.find(stage.name);
    if (job != item.stages.end() &&
        (job->second.state == JobState::Done || job->second.state == JobState::Failed))
        return false;
    if (stage.name != stage_names::kTranslate) return true;
    return language != "ja" && (stage.always || rights.of(item.source, item.url) == Rights::Full);
}

void add(PlanRow& row, const PlanRow& more) {
    row.items += more.items;
    row.tokens_in += more.tokens_in;
    row.tokens_out += more.tokens_out;
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
        const auto article = article_size(item);
        if (!article) return true;
        PlanRow condensing;
        for (const config::StageConfig& stage : config.stages) {
            const bool wanted =
                options.stages.empty() ||
                std::ranges::find(options.stages, stage.name) != options.stages.end();
            if (!wanted || !would_run(item, stage, article->language, rights)) continue;
            const std::int64_t room = context_of(config, stage.name);
            add(rows[stage.name], estimate_stage(stage.name, *article, room, prompts));
            if (stage.name != stage_names::kTranslate)
                condensing = estimate_condensing(*article, room, prompts);
        }
        if (condensing.items > 0) add(rows[std::string{pipeline::kCondense}], condensing);
        return true;
    });
    return rows;
}

void print(const config::Config& config, const feeds::PollReport& polled,
           const std::map<std::string, PlanRow>& rows, TimePoint now) {
    std::cout << fmt::format(
        "a run now would find {} new items in {} sources ({} unchanged, {} failing)\n",
        polled.new_items, polled.polled, polled.unchanged, polled.failed);
    TextTable table{{"STAGE", "ITEMS", "TOKENS IN", "TOKENS OUT", "COST"}};
    MicroUsd total = 0;
    for (const auto& [stage, row] : rows) {
        const auto cost = plan_price(config, stage, row, now);
        total += cost.value_or(0);
        table.add({stage, std::to_string(row.items), std::to_string(row.tokens_in),
                   std::to_string(row.tokens_out), usd_text(cost)});
    }
    table.add({"total", "", "", "", usd_text(total)});
    table.print(std::cout);
    if (config.llms.empty() && !rows.empty())
        std::cout << "no model is configured: these stages would wait\n";
}

void print_json(const config::Config& config, const feeds::PollReport& polled,
                const std::map<std::string, PlanRow>& rows, TimePoint now) {
    nlohmann::json stages = nlohmann::json::object();
    MicroUsd total = 0;
    for (const auto& [stage, row] : rows) {
        const auto cost = plan_price(config, stage, row, now);
        total += cost.value_or(0);
        stages[stage] = {{"items", row.items},
                         {"tokens_in", row.tokens_in},
                         {"tokens_out", row.tokens_out},
                         {"cost_usd", cost ? nlohmann::json(usd(*cost)) : nlohmann::json(nullptr)}};
    }
    std::cout << dump({{"new", polled.new_items}, {"stages", stages}, {"cost_usd", usd(total)}})
              << '\n';
}

}  // namespace

ExitCode run_plan(const RunOnce& options, Context& context) {
    Rehearsal rehearsal{context};
    const feeds::PollReport polled = rehearse(options, context, rehearsal.store());
    auto rows = estimate(options, context, rehearsal.store());
    const PromptTokens prompts = prompt_tokens(context.config(), context.share_dir());
    for (const auto& [stage, factor] :
         learned_factors(context.config(), prompts, rehearsal.store()))
        if (const auto row = rows.find(stage); row != rows.end())
            row->second = factor.apply(row->second);
    const TimePoint now = context.clock().now();
    options.json ? print_json(context.config(), polled, rows, now)
                 : print(context.config(), polled, rows, now);
    return ExitCode::Ok;
}

}  // namespace ainews::daemon
