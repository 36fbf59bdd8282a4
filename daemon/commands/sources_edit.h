#pragma once

#include "daemon/command_line.h"
#include "daemon/context.h"
#include "daemon/exit_code.h"

/// The commands that change which sources there are, or hand them to another program. They change
/// files only; what is stored follows when the daemon reads them.
namespace ainews::daemon {

[[nodiscard]] ExitCode add_source(const Sources& options, Context& context);
[[nodiscard]] ExitCode remove_sources(const Sources& options, Context& context);
[[nodiscard]] ExitCode import_sources(const Sources& options, Context& context);
[[nodiscard]] ExitCode export_sources(const Sources& options, Context& context);

}  // namespace ainews::daemon
