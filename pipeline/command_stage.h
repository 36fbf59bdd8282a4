#pragma once

#include <functional>
#include <memory>
#include <string>

#include "pipeline/command_engine.h"
#include "pipeline/stage.h"

namespace ainews::pipeline {

/// Decides that there is nothing to do for an item, and why; empty: there is.
using StageGate = std::function<std::string(const StageInput&)>;

/// A stage done by the operator's own program (docs/stages.md): one JSON object in, one out. Its
/// result is held to the same shape as ours and written in our form; a wrong one is Rejected.
[[nodiscard]] std::unique_ptr<Stage> make_command_stage(std::string stage, Clock& clock,
                                                        CommandSpec command,
                                                        StageGate gate = nullptr);

}  // namespace ainews::pipeline
