#include "storage/ready_jobs.h"

#include <algorithm>
#include <map>

namespace ainews::storage {
namespace {

using JobStates = std::map<std::string, std::string, std::less<>>;

JobStates job_states(Connection& connection, ItemId item) {
    JobStates states;
    Query query{connection, "SELECT stage, state FROM jobs WHERE item_id = ?", item};
    while (query.step()) states.emplace(query.text(0), query.text(1));
    return states;
}

/// One item's jobs against the graph, which has no cycles.
class Needs {
public:
    Needs(Connection& connection, const StageGraph& graph, ItemId item)
        : graph_{graph}, states_{job_states(connection, item)} {}

    [[nodiscard]] bool has_job(const std::string& stage) const { return states_.contains(stage); }

    [[nodiscard]] Readiness of(const StageNode& node) const {
        Readiness worst = Readiness::Ready;
        for (const std::string& need : node.needs) worst = std::max(worst, of_need(need, false));
        for (const std::string& gate : node.settles) worst = std::max(worst, of_need(gate, true));
        return worst;
    }

private:
    /// A gate lets through what could not be done; a need does not.
    [[nodiscard]] Readiness of_need(const std::string& stage, bool is_gate) const {
        const auto job = states_.find(stage);
        const Readiness before = of(*graph_.find(stage));
        if (job == states_.end())
            return before == Readiness::Later ? Readiness::Later : Readiness::Hopeless;
        if (job->second == "failed") return is_gate ? Readiness::Ready : Readiness::Hopeless;
        if (job->second != "done") return Readiness::Later;
        // Done from what is being made anew: whoever builds on both waits for that.
        return is_gate ? Readiness::Ready : before;
    }

    const StageGraph& graph_;
    JobStates states_;
};

}  // namespace

Readiness readiness_of(Connection& connection, const StageGraph& graph, ItemId item,
                       std::string_view stage) {
    const StageNode* node = graph.find(stage);
    return node == nullptr ? Readiness::Hopeless : Needs{connection, graph, item}.of(*node);
}

std::vector<std::string> open_ready_jobs(Connection& connection, const StageGraph& graph,
                                         ItemId item, TimePoint at) {
    const Needs needs{connection, graph, item};
    std::vector<std::string> opened;
    for (const StageNode& node : graph.nodes()) {
        if (needs.has_job(node.name) || needs.of(node) != Readiness::Ready) continue;
        Query{connection,
              "INSERT INTO jobs (item_id, stage, state, source_id, priority, opened) "
              "SELECT id, ?, 'pending', source_id, priority, ? FROM items WHERE id = ?",
              node.name, at, item}
            .run();
        opened.push_back(node.name);
    }
    return opened;
}

bool close_unready_jobs(Connection& connection, const StageGraph& graph, ItemId item) {
    const Needs needs{connection, graph, item};
    std::int64_t closed = 0;
    for (const StageNode& node : graph.nodes()) {
        if (!needs.has_job(node.name) || needs.of(node) == Readiness::Ready) continue;
        Query{connection,
              "DELETE FROM jobs WHERE item_id = ? AND stage = ? AND state IN ('pending', "
              "'waiting')",
              item, node.name}
            .run();
        closed += connection.changes();
    }
    return closed > 0;
}

void let_results_stand(Connection& connection, const StageGraph& graph, ItemId item) {
    const Needs needs{connection, graph, item};
    for (const StageNode& node : graph.nodes()) {
        if (needs.has_job(node.name) || needs.of(node) != Readiness::Hopeless) continue;
        Query{connection,
              "INSERT INTO jobs (item_id, stage, state, source_id, priority, opened, finished) "
              "SELECT items.id, results.stage, 'done', source_id, priority, results.finished, "
              "results.finished FROM results JOIN items ON items.id = results.item_id "
              "WHERE results.item_id = ? AND results.stage = ? AND provisional = 0",
              item, node.name}
            .run();
    }
}

}  // namespace ainews::storage
