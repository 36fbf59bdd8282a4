#pragma once

#include "core/item.h"
#include "pipeline/stage.h"

namespace ainews::daemon {

/// The item as its stages would get it today: its finished results, texts set by hand included.
/// BadInput names the stage whose stored result cannot be read.
[[nodiscard]] Expected<pipeline::StageInput> input_of(const Item& item);

}  // namespace ainews::daemon
