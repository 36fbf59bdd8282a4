#pragma once

#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace ainews::daemon {

/// `ainewsd feed` and `ainewsd article`: one JSON object on stdout; needs no configuration.
/// Throws Exit: 65 where nothing could be read, 69 where the URL does not answer.
[[nodiscard]] ExitCode run_inspect(const Inspect& options);

}  // namespace ainews::daemon
