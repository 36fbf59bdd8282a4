#pragma once

#include "daemon/command_line.h"
#include "daemon/context.h"
#include "daemon/exit_code.h"

/// The commands that look at or change what is stored. Each prints its result to stdout and
/// problems to stderr, and throws Exit where it cannot be done.
namespace ainews::daemon {

[[nodiscard]] ExitCode run_check(const Check& options, Context& context);
[[nodiscard]] ExitCode run_status(const Status& options, Context& context);
[[nodiscard]] ExitCode run_sources(const Sources& options, Context& context);
[[nodiscard]] ExitCode run_items(const Items& options, Context& context);
[[nodiscard]] ExitCode run_search(const Search& options, Context& context);
[[nodiscard]] ExitCode run_publish(const Publish& options, Context& context);
[[nodiscard]] ExitCode run_edition(const EditionCommand& options, Context& context);
[[nodiscard]] ExitCode run_compare(const Compare& options, Context& context);
[[nodiscard]] ExitCode run_db(const Db& options, Context& context);

}  // namespace ainews::daemon
