#pragma once

#include <ostream>

#include "config/config.h"
#include "core/clock.h"

namespace ainews::daemon {

/// Where no model is configured: names the model servers that answer on this machine and the keys
/// that the environment holds, with the lines that would put them to use. It never uses one. Asks
/// loopback only.
void print_model_suggestions(std::ostream& out, const config::Config& config, Clock& clock);

}  // namespace ainews::daemon
