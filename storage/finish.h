#pragma once

#include "core/stage_graph.h"
#include "core/work_queue.h"
#include "storage/connection.h"

namespace ainews::storage {

/// The one transaction that ends a stage (design §6.4).
[[nodiscard]] Expected<FinishReceipt> finish_stage(Connection& connection, const StageGraph& graph,
                                                   const FinishStage& finish);

}  // namespace ainews::storage
