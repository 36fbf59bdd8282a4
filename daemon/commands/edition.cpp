#include <fmt/format.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/results_json.h"
#include "daemon/commands/commands.h"
#include "daemon/edition_json.h"
#include "daemon/exit.h"
#include "daemon/papers.h"

namespace ainews::daemon {
namespace {

ExitCode code_of(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::BadInput:
        case ErrorKind::NotFound:
            return ExitCode::BadData;
        case ErrorKind::Conflict:
            return ExitCode::Unavailable;
        default:
            return ExitCode::TryAgain;
    }
}

std::string title_of(const Store& store, ItemId id) {
    const auto item = store.item(id);
    if (!item) return item.error().message;
    const auto stage = item->stages.find(stage_names::kSummarize);
    if (stage != item->stages.end() && stage->second.result_json)
        if (const auto summary = summary_from_json(*stage->second.result_json)) {
            if (!summary->title.empty()) return summary->title;
        }
    return item->title;
}

void print_refs(const Store& store, const std::vector<ItemId>& items) {
    for (const ItemId item : items)
        std::cout << fmt::format("    → {:>6}  {}\n", item, title_of(store, item));
}

void print_edition(const Store& store, const Edition& edition, const TimeZone& zone) {
    std::cout << fmt::format("{} {}  {}\n", to_string(edition.kind), edition.name,
                             edition.headline);
    std::cout << fmt::format(
        "{}, made {}, frozen {}{}\n", edition.deterministic ? "a list" : edition.provenance.model,
        zone.format(edition.made, "%Y-%m-%d %H:%M"),
        zone.format(edition.frozen_at, "%Y-%m-%d %H:%M"),
        edition.provenance.cost
            ? fmt::format(", ${:.6f}", static_cast<double>(*edition.provenance.cost) / 1e6)
            : "");
    if (!edition.lead.text.empty()) std::cout << '\n' << edition.lead.text << '\n';
    print_refs(store, edition.lead.items);
    for (const EditionText& section : edition.sections) {
        std::cout << "\n■ " << section.heading << '\n' << section.text << '\n';
        print_refs(store, section.items);
    }
    std::cout << fmt::format("\n{} items:\n", edition.items.size());
    for (const EditionItem& item : edition.items) {
        std::string votes;
        if (item.points) votes += fmt::format("  {} points", *item.points);
        if (item.comments) votes += fmt::format("  {} comments", *item.comments);
        std::cout << fmt::format("{:>8}  {}{}\n", item.item, title_of(store, item.item), votes);
    }
    for (const EditionCorrection& correction : edition.corrections)
        std::cout << fmt::format("訂正 {}  {}\n", zone.format(correction.at, "%Y-%m-%d %H:%M"),
                                 correction.text);
    for (const std::string& finding : edition.findings) std::cout << "finding: " << finding << '\n';
}

/// The stored edition where there is one and it is not to be made anew.
std::optional<Edition> stored(const EditionCommand& options, const Store& store,
                              const pipeline::EditionPeriod& period) {
    if (options.force) return std::nullopt;
    return store.edition(period.kind, period.name);
}

}  // namespace

ExitCode run_edition(const EditionCommand& options, Context& context) {
    Store& store = context.store();
    Services services{context.config(), context.share_dir(), store, context.clock(), {}};
    pipeline::EditionMaker& maker = services.editions();
    auto period = options.name.empty() ? Expected<pipeline::EditionPeriod>{maker.calendar().latest(
                                             options.kind, context.clock().now())}
                                       : maker.calendar().period(options.kind, options.name);
    if (!period) throw Exit{ExitCode::Usage, period.error().message};
    auto edition = stored(options, store, *period);
    if (!edition) {
        const auto made = maker.make(*period, options.force, {});
        if (!made) throw Exit{code_of(made.error().kind), made.error().message};
        log_edition(*made);
        edition = store.edition(period->kind, period->name);
    }
    if (!edition) throw Exit{ExitCode::Bug, "the edition was stored and is not there"};
    if (options.json)
        std::cout << dump(edition_json(*edition)) << '\n';
    else
        print_edition(store, *edition, context.zone());
    return ExitCode::Ok;
}

}  // namespace ainews::daemon
