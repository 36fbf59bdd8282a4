#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/item.h"
#include "core/stage_graph.h"
#include "storage/connection.h"

/// Which stages of an item can be worked on. A stage whose needs are not met has no open job: the
/// job is opened in the transaction that brings the last of them, so nobody has to look for it.
/// Each function costs a few look-ups by the item's id. All run inside the writer's transaction.
namespace ainews::storage {

/// What stands between a stage of an item and its work.
enum class Readiness {
    Ready,    ///< all that it needs is there
    Later,    ///< something that it needs is being done, or will be, directly or through others
    Hopeless  ///< something that it needs has failed or has no job
};

/// Readiness of a stage that the graph knows, whether or not it has a job itself.
[[nodiscard]] Readiness readiness_of(Connection& connection, const StageGraph& graph, ItemId item,
                                     std::string_view stage);

/// Opens every stage that has no job yet and whose needs are met; returns their names.
std::vector<std::string> open_ready_jobs(Connection& connection, const StageGraph& graph,
                                         ItemId item, TimePoint at);

/// Takes back pending and waiting jobs whose needs are not met any more; open_ready_jobs() opens
/// them again. Their results stay and are shown. True where there were any.
bool close_unready_jobs(Connection& connection, const StageGraph& graph, ItemId item);

/// After a failure: a stage that was to be done again and now cannot be keeps the result it has.
void let_results_stand(Connection& connection, const StageGraph& graph, ItemId item);

}  // namespace ainews::storage
