#include <malloc.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <system_error>

#include "daemon/command_line.h"
#include "daemon/commands/commands.h"
#include "daemon/context.h"
#include "daemon/daemon.h"
#include "daemon/exit.h"
#include "daemon/inspect.h"
#include "daemon/log.h"
#include "daemon/once.h"
#include "daemon/service_notifier.h"
#include "daemon/signals.h"
#include "storage/store_error.h"

namespace ainews::daemon {
namespace {

/// glibc gives each thread a heap of its own, up to eight a processor; what one thread frees there
/// the next cannot use, so that a program with twenty threads grows for days (docs/performance.md).
constexpr int kHeapsMax = 2;

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
        if (!options.watch || options.spend) return with_database(run_status, options);
        Signals signals;
        Context context{global};
        context.require_database();
        return watch_status(options, context, signals);
    }
    ExitCode operator()(const Sources& options) const { return with_context(run_sources, options); }
    ExitCode operator()(const Items& options) const { return with_database(run_items, options); }
    ExitCode operator()(const Search& options) const { return with_database(run_search, options); }
    ExitCode operator()(const Publish& options) const { return with_context(run_publish, options); }
    ExitCode operator()(const EditionCommand& options) const {
        return with_context(run_edition, options);
    }
    ExitCode operator()(const Compare& options) const { return with_context(run_compare, options); }
    ExitCode operator()(const Db& options) const {
        return options.verb == Db::Verb::Restore ? with_context(run_db, options)
                                                 : with_database(run_db, options);
    }

    template <typename Options>
    ExitCode with_context(ExitCode (*run)(const Options&, Context&), const Options& options) const {
        Context context{global};
        return run(options, context);
    }

    /// For what works on what is there.
    template <typename Options>
    ExitCode with_database(ExitCode (*run)(const Options&, Context&),
                           const Options& options) const {
        Context context{global};
        context.require_database();
        return run(options, context);
    }
};

/// Throws Exit (69) where the output took not all.
void require_written_output() {
    std::cout.flush();
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0 || !std::cout)
        throw Exit{ExitCode::Unavailable, "what was asked for could not be written to the output"};
}

int run(const CommandLine& line) {
    const int code = to_int(std::visit(Dispatch{line.global}, line.command));
    require_written_output();
    return code;
}

int answer(const ParseExit& stopped) {
    std::fputs(stopped.text.c_str(), stopped.code == 0 ? stdout : stderr);
    if (stopped.code == 0) require_written_output();
    return stopped.code;
}

/// Not by fmt::print, which throws where stderr takes nothing more.
int tell(const std::string& line, ExitCode code, LogFormat format) {
    std::fputs(error_lines(line, format, SystemClock{}.now()).c_str(), stderr);
    return to_int(code);
}

/// What `body` answers, or what its exception means, told in `format`.
template <typename Body>
int guarded(LogFormat format, Body body) {
    try {
        return body();
    } catch (const Exit& exit) {
        return tell(exit.what(), exit.code(), format);
    } catch (const storage::StoreError& error) {
        return tell(error.what(), ExitCode::Unavailable, format);
    } catch (const std::system_error& error) {
        return tell(std::string{"the system gives no thread, memory or file: "} + error.what(),
                    ExitCode::Unavailable, format);
    } catch (const std::bad_alloc&) {
        return tell("no memory is left", ExitCode::Unavailable, format);
    } catch (const std::exception& bug) {
        return tell(std::string{"internal error: "} + bug.what(), ExitCode::Bug, format);
    }
}

int parse_and_run(int argc, const char* const* argv) {
    const auto parsed = parse_command_line(argc, argv);
    if (const auto* stopped = std::get_if<ParseExit>(&parsed)) return answer(*stopped);
    const auto& line = std::get<CommandLine>(parsed);
    const LogFormat format = log_format_from(line.global.log_format).value_or(LogFormat::Auto);
    return guarded(format, [&] { return run(line); });
}

}  // namespace
}  // namespace ainews::daemon

int main(int argc, char** argv) {
    using ainews::daemon::LogFormat;
    if (std::getenv("MALLOC_ARENA_MAX") == nullptr) mallopt(M_ARENA_MAX, ainews::daemon::kHeapsMax);
    return ainews::daemon::guarded(LogFormat::Auto,
                                   [&] { return ainews::daemon::parse_and_run(argc, argv); });
}
