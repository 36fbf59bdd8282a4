#pragma once

#include <functional>

#include "daemon/command_line.h"

namespace CLI {
class App;
}

namespace ainews::daemon {

/// Adds `sources` and its commands to the parser; what was given goes to `sources`, which outlives
/// it, and `chosen` is called once one of them was.
void add_sources_command(CLI::App& app, Sources& sources, const std::function<void()>& chosen);

}  // namespace ainews::daemon
