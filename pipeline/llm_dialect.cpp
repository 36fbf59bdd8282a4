#include "pipeline/llm_dialect.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>

namespace ainews::pipeline {

void Dialect::merge(const Dialect& other) {
    rung = std::max(rung, other.rung);
    dropped.insert(other.dropped.begin(), other.dropped.end());
    reasons = reasons || other.reasons;
}

std::string to_text(const Dialect& dialect) {
    return fmt::format("R{};{};{}", static_cast<int>(dialect.rung),
                       dialect.reasons ? "reasons" : "", fmt::join(dialect.dropped, ","));
}

std::optional<Dialect> dialect_from(std::string_view text) {
    const auto first = text.find(';');
    const auto second = text.find(';', first + 1);
    if (first != 2 || second == std::string_view::npos || text[0] != 'R' || text[1] < '0' ||
        text[1] > '3')
        return std::nullopt;
    Dialect dialect;
    dialect.rung = static_cast<Rung>(text[1] - '0');
    dialect.reasons = text.substr(first + 1, second - first - 1) == "reasons";
    auto rest = text.substr(second + 1);
    while (!rest.empty()) {
        const auto end = std::min(rest.find(','), rest.size());
        if (end > 0) dialect.dropped.emplace(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return dialect;
}

}  // namespace ainews::pipeline
