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

FetchState state_of(const Store& store, const std::string& slug) {
    for (FetchState& state : store.fetch_states())
        if (state.slug == slug) return std::move(state);
    throw Exit{ExitCode::BadData, fmt::format("source {}: there is no source \"{}\"", slug, slug)};
}

bool is_paused_in_the_file(const config::Config& config, const std::string& slug) {
    const auto found = std::ranges::find(config.sources, slug, &Source::slug);
    return found != config.sources.end() && found->paused;
}

[[noreturn]] void refuse(const std::string& slug, const std::string& why) {
    throw Exit{ExitCode::BadData, fmt::format("source {}: {}", slug, why)};
}

void refuse_what_cannot_be_polled(const FetchState& state, const Sources& options,
                                  Context& context) {
    if (is_paused_in_the_file(context.config(), state.slug))
        refuse(state.slug,
               fmt::format("its [[source]] says paused = true; change that in {} and reload",
                           context.config().daemon.sources.empty()
                               ? context.config_file().string()
                               : context.config().daemon.sources.string()));
    if (options.verb != Sources::Verb::Poll) return;
    if (state.state == SourceState::Paused)
        refuse(state.slug, fmt::format("is paused; \"sources resume {}\" ends that", state.slug));
    if (state.state == SourceState::Gone)
        refuse(state.slug, fmt::format("is gone ({}); \"sources resume {}\" polls it again",
                                       state.error, state.slug));
}

/// When it is polled next, now that it is due.
std::string due_words(const FetchState& state, Context& context) {
    if (!state.retry_after || *state.retry_after <= context.clock().now())
        return "due at the next cycle";
    return fmt::format("asked not to be polled until {}, due then",
                       context.zone().format(*state.retry_after, "%Y-%m-%d %H:%M"));
}

/// What is said of it; how it fares is for its next poll to say, unless the operator resumes it.
std::string change_one(const std::string& slug, const Sources& options, Context& context) {
    const FetchState state = state_of(context.store(), slug);
    SourceState wanted = SourceState::Paused;
    if (options.verb != Sources::Verb::Pause) {
        refuse_what_cannot_be_polled(state, options, context);
        const bool kept = options.verb == Sources::Verb::Poll;
        wanted = kept ? state.state : SourceState::Ok;
    }
    if (const auto done = context.store().set_source_state(slug, wanted, context.clock().now());
        !done)
        refuse(slug, done.error().message);
    if (options.verb == Sources::Verb::Pause) return "paused";
    return (options.verb == Sources::Verb::Resume ? "resumed, " : "") + due_words(state, context);
}

ExitCode change(const Sources& options, Context& context) {
    for (const std::string& slug : options.slugs)
        std::cout << fmt::format("{}: {}\n", slug, change_one(slug, options, context));
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
