#pragma once

#include "daemon/command_line.h"
#include "daemon/context.h"
#include "daemon/exit_code.h"
#include "daemon/signals.h"

namespace ainews::daemon {

/// `--once --plan`: what a run would do and cost. It polls and extracts into a copy of the database
/// that is thrown away, because only the entries' texts tell what they will cost; nothing is asked
/// of a model and nothing of ours changes. A signal gives it up: throws Exit (75).
[[nodiscard]] ExitCode run_plan(const RunOnce& options, Context& context, Signals& signals);

}  // namespace ainews::daemon
