#include "daemon/plan.h"

#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/json_text.h"
#include "core/results_json.h"
#include "daemon/cycle.h"
#include "daemon/exit.h"
#include "daemon/plan_cost.h"
#include "daemon/plan_estimate.h"
#include "daemon/prompts.h"
#include "daemon/services.h"
#include "daemon/supervise.h"
#include "daemon/temporary_directory.h"
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

/// A copy of the database, in which the run can be tried.
class Rehearsal {
public:
    explicit Rehearsal(Context& context) : directory_{context.config().daemon.state_dir, "plan"} {
        (void)context.store();  // creates or migrates it where need be
        const fs::path copy = directory_.path() / "plan.db";
        storage::backup_database(context.config().database_path(), copy);
        store_ = storage::SqliteStore::open({.path = copy, .mode = storage::OpenMode::Tool},
                                            context.graph(), context.clock());
    }

    [[nodiscard]] Store& store() { return *store_; }

private:
    TemporaryDirectory directory_;  ///< first: it goes too where the rest cannot be made
    std::unique_ptr<Store> store_;
};

feeds::PollReport rehearse(const RunOnce& options, Context& context, Store& store,
                           const std::stop_token& stop) {
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
        report = poll_sources(services, store, context.clock(), what, stop);
    }
    if (!stop.stop_requested()) (void)services.runner().drain_queue(stop);
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

struct Plan {
    feeds::PollReport polled;
    std::map<std::string, PlanRow> rows;
};

/// Nothing is paid for in it, and its copy is thrown away: it can be given up anywhere.
class PlanRun final : public InterruptibleRun {
public:
    PlanRun(const RunOnce& options, Context& context) : options_{options}, context_{context} {}

    void run() override {
        Rehearsal rehearsal{context_};
        Plan plan;
        plan.polled = rehearse(options_, context_, rehearsal.store(), stop_.get_token());
        if (stop_.stop_requested()) return;
        plan.rows = estimate(options_, context_, rehearsal.store());
        const PromptTokens prompts = prompt_tokens(context_.config(), context_.share_dir());
        for (const auto& [stage, factor] :
             learned_factors(context_.config(), prompts, rehearsal.store()))
            if (const auto row = plan.rows.find(stage); row != plan.rows.end())
                row->second = factor.apply(row->second);
        plan_ = std::move(plan);
    }
    void drain() override { stop_.request_stop(); }
    void abort() override { stop_.request_stop(); }
    void stop_now() override { stop_.request_stop(); }
    /// Once run() has ended; nothing where it was given up.
    [[nodiscard]] const std::optional<Plan>& plan() const { return plan_; }

private:
    const RunOnce& options_;
    Context& context_;
    std::stop_source stop_;
    std::optional<Plan> plan_;
};

}  // namespace

ExitCode run_plan(const RunOnce& options, Context& context, Signals& signals) {
    PlanRun run{options, context};
    supervise(run, signals, context.clock());
    if (!run.plan()) throw Exit{ExitCode::TryAgain, "interrupted: there is no plan"};
    const auto& [polled, rows] = *run.plan();
    const TimePoint now = context.clock().now();
    options.json ? print_json(context.config(), polled, rows, now)
                 : print(context.config(), polled, rows, now);
    return ExitCode::Ok;
}

}  // namespace ainews::daemon
