#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <set>

#include "core/calendar.h"
#include "core/results_json.h"
#include "daemon/commands/commands.h"
#include "daemon/exit.h"
#include "daemon/explain.h"
#include "daemon/text_table.h"

namespace ainews::daemon {
namespace {

constexpr int kListedByDefault = 50;
constexpr std::size_t kTitleColumns = 60;

ItemFilter filter_of(const Items& options, Context& context) {
    ItemFilter filter;
    filter.ids = options.ids;
    filter.sources = options.sources;
    for (const std::string& state : options.states)
        if (const auto known = item_state_from(state)) filter.states.push_back(*known);
    filter.since = context.when(options.since, "--since");
    filter.until = context.when(options.until, "--until");
    filter.limit = options.limit;
    return filter;
}

std::string stars_of(const Item& item, const ScoreWeights& weights) {
    const auto found = item.stages.find(stage_names::kScore);
    if (found == item.stages.end() || !found->second.result_json) return "-";
    const auto score = score_from_json(*found->second.result_json);
    return score ? std::to_string(score_stars(score_total(*score, weights))) : "-";
}

std::string japanese_title(const Item& item) {
    const auto found = item.stages.find(stage_names::kSummarize);
    if (found == item.stages.end() || !found->second.result_json) return item.title;
    const auto summary = summary_from_json(*found->second.result_json);
    return summary && !summary->title.empty() ? summary->title : item.title;
}

ExitCode list(const Items& options, Context& context) {
    ItemFilter filter = filter_of(options, context);
    filter.newest_first = true;
    if (!filter.limit) filter.limit = kListedByDefault;
    const ScoreWeights weights = context.config().score.weights();
    TextTable table{{"ID", "SEEN", "STATE", "★", "SOURCE", "TITLE"}};
    context.store().for_each(filter, [&](const Item& item) {
        table.add({std::to_string(item.id), context.zone().format(item.first_seen, "%m-%d %H:%M"),
                   std::string{to_string(item.state)}, stars_of(item, weights), item.source,
                   fit(japanese_title(item), kTitleColumns)});
        return true;
    });
    table.print(std::cout);
    return ExitCode::Ok;
}

ExitCode export_all(const Items& options, Context& context) {
    const RightsPolicy rights = rights_of(context.config());
    const ScoreWeights weights = context.config().score.weights();
    context.store().for_each(filter_of(options, context), [&](const Item& item) {
        std::cout << item_contract_json(item, rights.of(item.source, item.url), weights) << '\n';
        return std::cout.good();
    });
    return ExitCode::Ok;
}

Item require_item(Context& context, ItemId id) {
    auto item = context.store().item(id);
    if (!item) throw Exit{ExitCode::BadData, fmt::format("item {}: {}", id, item.error().message)};
    return std::move(*item);
}

ExitCode show(const Items& options, Context& context) {
    const Item item = require_item(context, options.ids.front());
    const ScoreWeights weights = context.config().score.weights();
    if (options.json)
        std::cout << item_contract_json(item, rights_of(context.config()).of(item.source, item.url),
                                        weights)
                  << '\n';
    else
        show_item(std::cout, item, weights, context.zone());
    return ExitCode::Ok;
}

ExitCode explain(const Items& options, Context& context) {
    const Item item = require_item(context, options.ids.front());
    explain_item(std::cout, item, context.store().history(item.id),
                 rights_of(context.config()).of(item.source, item.url),
                 context.config().score.weights(), context.zone());
    return ExitCode::Ok;
}

/// Applies `change` to every id; what failed is told and makes the exit code 65.
template <typename Change>
ExitCode for_ids(const std::vector<ItemId>& ids, const char* done, Change change) {
    bool all = true;
    for (const ItemId id : ids) {
        const Expected<std::string> outcome = change(id);
        if (outcome) {
            std::cout << fmt::format("item {}: {}{}\n", id, done, *outcome);
        } else {
            std::cerr << fmt::format("item {}: {}\n", id, outcome.error().message);
            all = false;
        }
    }
    return all ? ExitCode::Ok : ExitCode::BadData;
}

std::vector<ItemId> ids_matching(Context& context, const ItemFilter& filter) {
    std::vector<ItemId> ids;
    context.store().for_each(filter, [&](const Item& item) {
        ids.push_back(item.id);
        return true;
    });
    return ids;
}

ExitCode retry(const Items& options, Context& context) {
    std::vector<ItemId> ids = options.ids;
    if (options.failed) {
        ItemFilter failed;
        failed.states = {ItemState::Failed};
        ids = ids_matching(context, failed);
    } else if (ids.empty()) {
        throw Exit{ExitCode::Usage, "items retry: name the items, or give --failed"};
    }
    return for_ids(ids, "", [&](ItemId id) {
        return context.store().retry(id, context.clock().now()).map([](int jobs) {
            return fmt::format("{} jobs opened again", jobs);
        });
    });
}

ExitCode redo(const Items& options, Context& context) {
    if (context.graph().find(options.stage) == nullptr)
        throw Exit{ExitCode::Usage, fmt::format("items redo: no stage \"{}\"", options.stage)};
    const bool filtered = !options.sources.empty() || !options.states.empty() ||
                          !options.since.empty() || !options.until.empty() || options.limit;
    if (options.ids.empty() && !filtered)
        throw Exit{ExitCode::Usage,
                   "items redo: name the items, or give a filter such as --since 7d"};
    const auto ids = ids_matching(context, filter_of(options, context));
    return for_ids(ids, "will be done again", [&](ItemId id) {
        return context.store().redo(id, options.stage, context.clock().now()).map([] {
            return std::string{};
        });
    });
}

/// Totals are computed from the stored axes, so "rescoring" is showing the ranking that the weights
/// of today's configuration make. The site follows at its next publish.
ExitCode rescore(Context& context) {
    const ScoreWeights weights = context.config().score.weights();
    std::vector<std::tuple<int, ItemId, std::string>> ranking;
    context.store().for_each({}, [&](const Item& item) {
        const auto found = item.stages.find(stage_names::kScore);
        if (found == item.stages.end() || !found->second.result_json) return true;
        if (const auto score = score_from_json(*found->second.result_json))
            ranking.emplace_back(-score_total(*score, weights), item.id, japanese_title(item));
        return true;
    });
    std::ranges::sort(ranking);
    TextTable table{{"TOTAL", "★", "ID", "TITLE"}};
    for (const auto& [negative, id, title] : ranking)
        table.add({std::to_string(-negative), std::to_string(score_stars(-negative)),
                   std::to_string(id), fit(title, kTitleColumns)});
    table.print(std::cout);
    return ExitCode::Ok;
}

}  // namespace

ExitCode run_items(const Items& options, Context& context) {
    using Verb = Items::Verb;
    switch (options.verb) {
        case Verb::List:
            return list(options, context);
        case Verb::Show:
            return show(options, context);
        case Verb::Explain:
            return explain(options, context);
        case Verb::Export:
            return export_all(options, context);
        case Verb::Retry:
            return retry(options, context);
        case Verb::Redo:
            return redo(options, context);
        case Verb::Rescore:
            return rescore(context);
        case Verb::Delete:
            return for_ids(options.ids, "deleted", [&](ItemId id) {
                return context.store()
                    .delete_item(id, options.reason, context.clock().now())
                    .map([] { return std::string{}; });
            });
        case Verb::SetState:
            return for_ids(options.ids, "now ", [&](ItemId id) {
                return context.store()
                    .set_publish_state(id, options.publish, options.reason, options.note,
                                       context.clock().now())
                    .map([&] { return std::string{to_string(options.publish)}; });
            });
    }
    return ExitCode::Bug;
}

}  // namespace ainews::daemon
