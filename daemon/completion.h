#pragma once

#include <string>

#include "daemon/command_help.h"

namespace ainews::daemon {

enum class Shell { Bash, Zsh, Fish };

/// A script that completes the commands, options and fixed values of `program` in that shell.
[[nodiscard]] std::string completion_script(const CommandHelp& program, Shell shell);

}  // namespace ainews::daemon
