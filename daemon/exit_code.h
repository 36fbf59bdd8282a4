#pragma once

namespace ainews::daemon {

/// What the process ends with (sysexits.h); docs/operations.md says which means what.
enum class ExitCode : int {
    Ok = 0,
    Usage = 64,        ///< a wrong command line
    BadData = 65,      ///< the input given cannot be read
    Unavailable = 69,  ///< something needed is not there: a second daemon, no network, no store
    Bug = 70,          ///< an internal error
    TryAgain = 75,     ///< done, but work waits for model, budget or rate, or was interrupted
    BadConfig = 78,    ///< the configuration is invalid
};

[[nodiscard]] constexpr int to_int(ExitCode code) noexcept { return static_cast<int>(code); }

}  // namespace ainews::daemon
