#pragma once

#include "daemon/command_line.h"
#include "daemon/context.h"
#include "daemon/exit_code.h"
#include "daemon/signals.h"

/// The commands that look at or change what is stored. Each prints its result to stdout and
/// problems to stderr, and throws Exit where it cannot be done.
namespace ainews::daemon {

[[nodiscard]] ExitCode run_check(const Check& options, Context& context);
[[nodiscard]] ExitCode run_status(const Status& options, Context& context);
/// `status --watch`: again every two seconds until a signal or until nobody reads any more. Drawn
/// over itself on a terminal; in a pipe each change, with `--json` a line each time.
[[nodiscard]] ExitCode watch_status(const Status& options, Context& context, Signals& signals);
[[nodiscard]] ExitCode run_sources(const Sources& options, Context& context);
[[nodiscard]] ExitCode run_items(const Items& options, Context& context);
[[nodiscard]] ExitCode run_search(const Search& options, Context& context);
[[nodiscard]] ExitCode run_publish(const Publish& options, Context& context);
[[nodiscard]] ExitCode run_edition(const EditionCommand& options, Context& context);
[[nodiscard]] ExitCode run_compare(const Compare& options, Context& context);
[[nodiscard]] ExitCode run_db(const Db& options, Context& context);

}  // namespace ainews::daemon
