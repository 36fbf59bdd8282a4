#include "core/stage_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace ainews {
namespace {

/// A stage is placed once all it waits for are placed; what can never be placed is on a cycle.
void refuse_cycles(const std::vector<StageNode>& nodes) {
    std::set<std::string, std::less<>> placed;
    const auto ready = [&placed](const std::vector<std::string>& names) {
        return std::ranges::all_of(names,
                                   [&](const std::string& name) { return placed.contains(name); });
    };
    for (bool progress = true; progress;) {
        progress = false;
        for (const StageNode& node : nodes)
            if (!placed.contains(node.name) && ready(node.needs) && ready(node.settles))
                progress = placed.insert(node.name).second;
    }
    for (const StageNode& node : nodes)
        if (!placed.contains(node.name))
            throw std::invalid_argument{fmt::format("stage \"{}\" waits for itself", node.name)};
}

}  // namespace

StageGraph::StageGraph(std::vector<StageNode> nodes) : nodes_{std::move(nodes)} {
    std::set<std::string, std::less<>> names;
    for (const StageNode& node : nodes_)
        if (!names.insert(node.name).second)
            throw std::invalid_argument{fmt::format("stage \"{}\" is given twice", node.name)};
    for (const StageNode& node : nodes_)
        for (const auto* waits : {&node.needs, &node.settles})
            for (const std::string& need : *waits)
                if (!names.contains(need))
                    throw std::invalid_argument{fmt::format(
                        "stage \"{}\" needs \"{}\", which does not exist", node.name, need)};
    refuse_cycles(nodes_);
}

const StageNode* StageGraph::find(std::string_view name) const noexcept {
    const auto found =
        std::ranges::find_if(nodes_, [name](const StageNode& node) { return node.name == name; });
    return found == nodes_.end() ? nullptr : &*found;
}

std::vector<std::string> StageGraph::dependents(std::string_view stage) const {
    std::vector<std::string> found{std::string{stage}};
    for (std::size_t i = 0; i < found.size(); ++i)
        for (const StageNode& node : nodes_)
            if (std::ranges::find(node.needs, found[i]) != node.needs.end() &&
                std::ranges::find(found, node.name) == found.end())
                found.push_back(node.name);
    found.erase(found.begin());
    return found;
}

}  // namespace ainews
