#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "daemon/command_line.h"
#include "daemon/commands/commands.h"
#include "daemon/context.h"
#include "daemon/daemon.h"
#include "daemon/exit.h"
#include "daemon/inspect.h"
#include "daemon/once.h"
#include "daemon/service_notifier.h"
#include "daemon/signals.h"

namespace ainews::daemon {
namespace {

/// Runs the chosen command. Signals are taken over only where a long run has to end in order;
/// everything else dies of them as a tool should.
struct Dispatch {
    const GlobalOptions& global;

    ExitCode operator()(const RunDaemon&) const {
        Signals signals;
        const ServiceNotifier notifier;
        Context context{global};
        return Daemon{context, signals, notifier}.run();
    }
    ExitCode operator()(const RunOnce& options) const {
        Signals signals;
        Context context{global};
        return run_once(options, context, signals);
    }
    ExitCode operator()(const Inspect& options) const { return run_inspect(options, global); }
    ExitCode operator()(const Check& options) const { return with_context(run_check, options); }
    ExitCode operator()(const Status& options) const {
        if (!options.watch || options.spend) return with_context(run_status, options);
        Signals signals;
        Context context{global};
        return watch_status(options, context, signals);
    }
    ExitCode operator()(const Sources& options) const { return with_context(run_sources, options); }
    ExitCode operator()(const Items& options) const { return with_context(run_items, options); }
    ExitCode operator()(const Search& options) const { return with_context(run_search, options); }
    ExitCode operator()(const Publish& options) const { return with_context(run_publish, options); }
    ExitCode operator()(const EditionCommand& options) const {
        return with_context(run_edition, options);
    }
    ExitCode operator()(const Compare& options) const { return with_context(run_compare, options); }
    ExitCode operator()(const Db& options) const { return with_context(run_db, options); }

    template <typename Options>
    ExitCode with_context(ExitCode (*run)(const Options&, Context&), const Options& options) const {
        Context context{global};
        return run(options, context);
    }
};

int run(int argc, const char* const* argv) {
    const auto parsed = parse_command_line(argc, argv);
    if (const auto* stopped = std::get_if<ParseExit>(&parsed)) {
        std::fputs(stopped->text.c_str(), stopped->code == 0 ? stdout : stderr);
        return stopped->code;
    }
    const auto& line = std::get<CommandLine>(parsed);
    return to_int(std::visit(Dispatch{line.global}, line.command));
}

}  // namespace
}  // namespace ainews::daemon

int main(int argc, char** argv) {
    using ainews::daemon::ExitCode;
    try {
        return ainews::daemon::run(argc, argv);
    } catch (const ainews::daemon::Exit& exit) {
        fmt::print(stderr, "ainewsd: {}\n", exit.what());
        return ainews::daemon::to_int(exit.code());
    } catch (const std::exception& bug) {
        fmt::print(stderr, "ainewsd: internal error: {}\n", bug.what());
        return ainews::daemon::to_int(ExitCode::Bug);
    }
}
