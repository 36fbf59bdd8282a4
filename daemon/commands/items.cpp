#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <set>
#include <utility>

#include "core/calendar.h"
#include "core/results_json.h"
#include "daemon/commands/commands.h"
#include "daemon/commands/items_desk.h"
#include "daemon/exit.h"
#include "daemon/explain.h"
#include "daemon/stale.h"
#include "daemon/text_table.h"

namespace ainews::daemon {
namespace {

constexpr int kListedByDefault = 50;

/// Items of a source that is configured no more still have its slug.
bool has_items(Context& context, const std::string& slug) {
    ItemFilter filter;
    filter.sources = {slug};
    filter.limit = 1;
    bool any = false;
    context.store().for_each(filter, [&any](const Item&) {
        any = true;
        return false;
    });
    return any;
}

ItemFilter filter_of(const Items& options, Context& context) {
    ItemFilter filter;
    for (const std::string& slug : options.sources)
        if (!has_items(context, slug)) context.require_sources({slug});
    if (options.held) filter.publish = {PublishState::Held};
    filter.pinned = options.pinned;
    filter.ids = options.ids;
    filter.sources = options.sources;
    for (const std::string& state : options.states)
        if (const auto known = item_state_from(state)) filter.states.push_back(*known);
    const Period period = context.period(options.since, options.until);
    filter.since = period.since;
    filter.until = period.until;
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

/// What `items list` says beside the state.
std::string remark(const Item& item, const std::vector<StaleStage>& stale) {
    std::string text;
    const auto add = [&text](std::string_view word) {
        if (!text.empty()) text += ", ";
        text += word;
    };
    if (item.publish != PublishState::Public) add(to_string(item.publish));
    if (item.pinned) add("pinned");
    if (!item.corrections.empty()) add("corrected");
    if (!stale.empty()) add("stale " + stale_line(stale));
    if (item.publish == PublishState::Held && !item.publish_reason.empty())
        add(item.publish_reason);
    return text;
}

ExitCode list(const Items& options, Context& context) {
    ItemFilter filter = filter_of(options, context);
    filter.newest_first = true;
    int left = filter.limit.value_or(kListedByDefault);
    filter.limit = std::nullopt;
    const ScoreWeights weights = context.config().score.weights();
    std::optional<StaleCheck> check;
    if (options.stale) check.emplace(context.config(), context.share_dir());
    TextTable table{{"ID", "SEEN", "STATE", "★", "SOURCE", "TITLE", "REMARK"}};
    context.store().for_each(filter, [&](const Item& item) {
        const auto stale = check ? check->stale_stages(item) : std::vector<StaleStage>{};
        if (options.stale && stale.empty()) return true;
        if (options.json)
            std::cout << item_contract_json(
                             item, rights_of(context.config()).of(item.source, item.url), weights)
                      << '\n';
        else
            table.add({std::to_string(item.id),
                       context.zone().format(item.first_seen, "%m-%d %H:%M"),
                       std::string{to_string(item.state)}, stars_of(item, weights), item.source,
                       fit(japanese_title(item), kTitleColumns), remark(item, stale)});
        return --left > 0 && std::cout.good();
    });
    if (!options.json) table.print(std::cout);
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
    const StaleCheck check{context.config(), context.share_dir()};
    explain_item(std::cout, item, context.store().history(item.id),
                 rights_of(context.config()).of(item.source, item.url),
                 context.config().score.weights(), context.zone(), check.stale_stages(item),
                 context.store().editions_of(item.id));
    return ExitCode::Ok;
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
    int opened = 0;
    const ExitCode code = for_ids(
        ids, "",
        [&](ItemId id) {
            return context.store().retry(id, context.clock().now()).map([&opened](int jobs) {
                opened += jobs > 0 ? 1 : 0;
                return fmt::format("{} jobs opened again", jobs);
            });
        },
        options.json);
    if (!options.json) std::cout << fmt::format("items with work opened again: {}\n", opened);
    return code;
}

bool is_filtered(const Items& options) {
    return !options.sources.empty() || !options.states.empty() || !options.since.empty() ||
           !options.until.empty() || options.limit || options.held || options.pinned;
}

/// What was made with another prompt, model, terms or text is done again, and nothing else.
ExitCode redo_stale(const Items& options, Context& context) {
    const StaleCheck check{context.config(), context.share_dir()};
    std::vector<std::pair<ItemId, StaleStage>> found;
    // The limit counts what `list --stale` shows, in its order.
    ItemFilter filter = filter_of(options, context);
    filter.newest_first = true;
    std::optional<int> left = std::exchange(filter.limit, std::nullopt);
    context.store().for_each(filter, [&](const Item& item) {
        const std::size_t before = found.size();
        for (StaleStage& stage : check.stale_stages(item))
            if (options.stage.empty() || stage.stage == options.stage)
                found.emplace_back(item.id, std::move(stage));
        return !left || found.size() == before || --*left > 0;
    });
    int opened = 0;
    for (const auto& [id, stage] : found) {
        const auto done = context.store().redo(id, stage.stage, context.clock().now());
        opened += done ? 1 : 0;
        if (options.json)
            std::cout << outcome_json(
                             id, done.has_value(),
                             done ? stage.stage + " will be done again" : done.error().message)
                      << '\n';
        else if (!done)
            std::cerr << item_line(id, done.error().message) << '\n';
    }
    if (!options.json) std::cout << fmt::format("{} stale results will be done again\n", opened);
    return opened == static_cast<int>(found.size()) ? ExitCode::Ok : ExitCode::BadData;
}

ExitCode redo(const Items& options, Context& context) {
    if (!(options.stale && options.stage.empty()) && context.graph().find(options.stage) == nullptr)
        throw Exit{ExitCode::Usage, fmt::format("items redo: no stage \"{}\"", options.stage)};
    if (options.stale) return redo_stale(options, context);
    if (options.ids.empty() && !is_filtered(options))
        throw Exit{ExitCode::Usage,
                   "items redo: name the items, or give a filter such as --since 7d"};
    // An id that is not there is an error; a filter that matches nothing is not.
    const auto ids =
        is_filtered(options) ? ids_matching(context, filter_of(options, context)) : options.ids;
    return for_ids(
        ids, "will be done again",
        [&](ItemId id) {
            return context.store().redo(id, options.stage, context.clock().now()).map([] {
                return std::string{};
            });
        },
        options.json);
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
            return rescore(options, context);
        case Verb::Delete:
            return for_ids(
                options.ids, "deleted",
                [&](ItemId id) {
                    return context.store()
                        .delete_item(id, options.reason, context.clock().now())
                        .map([] { return std::string{}; });
                },
                options.json);
        case Verb::SetState:
            return set_publish_state(options, context);
        case Verb::Pin:
        case Verb::Unpin:
            return set_pinned(options, context);
        case Verb::Edit:
            return edit_item(options, context);
    }
    return ExitCode::Bug;
}

}  // namespace ainews::daemon
