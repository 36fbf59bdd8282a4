#include <fmt/format.h>

#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "core/results_json.h"
#include "daemon/commands/commands.h"
#include "daemon/exit.h"
#include "daemon/source_rows.h"
#include "daemon/text_table.h"

namespace ainews::daemon {
namespace {

ExitCode list(const Sources& options, Context& context) {
    const auto rows = source_rows(context.config().sources, context.store().fetch_states());
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
             context.zone().format(row.state.next_poll, "%m-%d %H:%M"),
             std::to_string(row.state.failures), fit(row.state.error, 60)});
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

}  // namespace

ExitCode run_sources(const Sources& options, Context& context) {
    context.store().sync_sources(context.config().sources, context.clock().now());
    return options.verb == Sources::Verb::List ? list(options, context) : change(options, context);
}

}  // namespace ainews::daemon
