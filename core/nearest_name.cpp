#include "core/nearest_name.h"

#include <algorithm>

namespace ainews {
namespace {

/// Damerau-Levenshtein without the second transposition: what a typing error costs.
std::size_t edits_between(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> cost(a.size() + 1,
                                               std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t swap = a[i - 1] == b[j - 1] ? 0 : 1;
            cost[i][j] =
                std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + swap});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[a.size()][b.size()];
}

}  // namespace

std::string_view nearest_name(std::string_view name,
                              const std::vector<std::string_view>& candidates) {
    constexpr std::size_t kNameMax = 40;
    if (name.size() > kNameMax) return {};
    std::string_view best;
    std::size_t best_edits = 1 + std::max<std::size_t>(1, name.size() / 3);
    for (const std::string_view candidate : candidates) {
        const std::size_t edits = edits_between(name, candidate);
        if (edits >= best_edits) continue;
        best = candidate;
        best_edits = edits;
    }
    return best;
}

}  // namespace ainews
