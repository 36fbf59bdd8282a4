#pragma once

#include "daemon/command_line.h"
#include "daemon/exit_code.h"

namespace ainews::daemon {

/// `ainewsd feed` and `ainewsd article`: one JSON object on stdout. The configuration is read for a
/// URL only, which is fetched under the same rules as by the daemon. Throws Exit: 65 where nothing
/// could be read of what FILE or URL gives, 69 where the URL's host does not answer, 64 for a base
/// that is no address.
[[nodiscard]] ExitCode run_inspect(const Inspect& options, const GlobalOptions& global);

}  // namespace ainews::daemon
