#pragma once

#include "daemon/command_line.h"
#include "daemon/context.h"
#include "daemon/exit_code.h"
#include "daemon/signals.h"

namespace ainews::daemon {

/// `ainewsd --once`: polls, works the queue off, publishes, and says what waits. The first SIGINT
/// or SIGTERM drains, the second ends at once. 0, or 75 where work is left.
[[nodiscard]] ExitCode run_once(const RunOnce& options, Context& context, Signals& signals);

}  // namespace ainews::daemon
