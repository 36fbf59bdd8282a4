#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ainews {

/// One stage's place in the graph.
struct StageNode {
    std::string name;
    std::vector<std::string> needs;  ///< stages that must be done before a job is opened
    std::vector<std::string>
        settles;   ///< stages that must be done or failed (a gate's) before that
    int rank = 0;  ///< claimed first where higher: work near completion comes first
};

/// Which stages there are and what each needs. Built once at start; immutable after that.
class StageGraph {
public:
    StageGraph() = default;
    /// Throws std::invalid_argument on a cycle, an unknown need or a name given twice.
    explicit StageGraph(std::vector<StageNode> nodes);

    [[nodiscard]] const std::vector<StageNode>& nodes() const noexcept { return nodes_; }
    [[nodiscard]] const StageNode* find(std::string_view name) const noexcept;
    /// Stages whose needs name `stage`, directly or through others.
    [[nodiscard]] std::vector<std::string> dependents(std::string_view stage) const;

private:
    std::vector<StageNode> nodes_;
};

}  // namespace ainews
