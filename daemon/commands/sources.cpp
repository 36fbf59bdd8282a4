#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "core/json_text.h"
#include "core/results_json.h"
#include "daemon/commands/commands.h"
#include "daemon/commands/sources_edit.h"
#include "daemon/exit.h"
#include "daemon/source_report.h"
#include "daemon/source_rows.h"
#include "daemon/text_table.h"

namespace ainews::daemon {
namespace {

constexpr std::size_t kErrorColumns = 60;

bool is_listed(const Sources& options, const SourceRow& row) {
    const auto fits = [](const std::vector<std::string>& wanted, std::string_view value) {
        return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
    };
    return fits(options.states, to_string(row.state.state)) &&
           fits(options.kinds, to_string(row.source.kind));
}

ExitCode list(const Sources& options, Context& context) {
    auto rows = source_rows(context.config().sources, context.has_database()
                                                          ? context.store().fetch_states()
                                                          : std::vector<FetchState>{});
    std::erase_if(rows, [&](const SourceRow& row) { return !is_listed(options, row); });
    if (options.json) {
        std::cout << dump(source_rows_json(rows)) << '\n';
        return ExitCode::Ok;
    }
    TextTable table{{"SLUG", "STATE", "KIND", "LANG", "LAST OK", "NEXT", "FAILURES", "ERROR"}};
    for (const SourceRow& row : rows)
        table.add(
            {row.source.slug, std::string{to_string(row.state.state)},
             std::string{to_string(row.source.kind)}, row.source.language,
             row.state.last_ok ? context.zone().format(*row.state.last_ok, "%m-%d %H:%M") : "-",
             row.state.next_poll == TimePoint{}
                 ? "-"
                 : context.zone().format(row.state.next_poll, "%m-%d %H:%M"),
             std::to_string(row.state.failures), fit(row.state.error, kErrorColumns)});
    table.print(std::cout);
    return ExitCode::Ok;
}

ExitCode change(const Sources& options, Context& context) {
    for (const std::string& slug : options.slugs) {
        const TimePoint now = context.clock().now();
        const SourceState state =
            options.verb == Sources::Verb::Pause ? SourceState::Paused : SourceState::Ok;
        if (const auto done = context.store().set_source_state(slug, state, now); !done)
            throw Exit{ExitCode::BadData, fmt::format("source {}: {}", slug, done.error().message)};
        std::cout << fmt::format("{}: {}\n", slug,
                                 options.verb == Sources::Verb::Pause ? "paused"
                                 : options.verb == Sources::Verb::Resume
                                     ? "resumed, due at the next cycle"
                                     : "due at the next cycle");
    }
    return ExitCode::Ok;
}

ExitCode report(const Sources& options, Context& context) {
    const TimeZone& zone = context.zone();
    const TimePoint now = context.clock().now();
    // Days begin at midnight there: noon, days back, lies in the right one whatever the clocks do.
    const TimePoint today = zone.start_of(zone.day_of(now)).value_or(now);
    const TimePoint first = today + std::chrono::hours{12} - std::chrono::days{options.days - 1};
    const TimePoint from = zone.start_of(zone.day_of(first)).value_or(first);
    const auto* reader = dynamic_cast<const SourceReportReader*>(&context.store());
    if (reader == nullptr)
        throw Exit{ExitCode::Unavailable, "this store keeps no figures of its sources"};
    const auto lines = report_lines(
        context.config().sources,
        reader->source_report({.from = from, .weights = context.config().score.weights()}));
    if (options.json)
        std::cout << source_report_json(lines, options.days, from) << '\n';
    else
        print_source_report(std::cout, lines);
    return ExitCode::Ok;
}

}  // namespace

ExitCode run_sources(const Sources& options, Context& context) {
    switch (options.verb) {
        case Sources::Verb::Add:
            return add_source(options, context);
        case Sources::Verb::Remove:
            return remove_sources(options, context);
        case Sources::Verb::Import:
            return import_sources(options, context);
        case Sources::Verb::Export:
            return export_sources(options, context);
        case Sources::Verb::List:
        case Sources::Verb::Pause:
        case Sources::Verb::Resume:
        case Sources::Verb::Poll:
        case Sources::Verb::Report:
            break;
    }
    if (options.verb == Sources::Verb::List && !context.has_database())
        return list(options, context);
    context.store().sync_sources(context.config().sources, context.clock().now());
    if (options.verb == Sources::Verb::List) return list(options, context);
    if (options.verb == Sources::Verb::Report) return report(options, context);
    return change(options, context);
}

}  // namespace ainews::daemon
