#include "pipeline/finding.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace ainews::pipeline {
namespace {

constexpr std::array<std::pair<Gate, std::string_view>, 15> kGateNames{
    {{Gate::Schema, "schema"},
     {Gate::Language, "language"},
     {Gate::Completeness, "completeness"},
     {Gate::Numbers, "numbers"},
     {Gate::Names, "names"},
     {Gate::Register, "register"},
     {Gate::Evidence, "evidence"},
     {Gate::Hedge, "hedge"},
     {Gate::Links, "links"},
     {Gate::Leak, "leak"},
     {Gate::Injection, "injection"},
     {Gate::Length, "length"},
     {Gate::Terms, "terms"},
     {Gate::Style, "style"},
     {Gate::Dropped, "dropped"}}};

}  // namespace

std::string_view to_string(Gate gate) noexcept {
    const auto found =
        std::ranges::find(kGateNames, gate, [](const auto& row) { return row.first; });
    return found == kGateNames.end() ? std::string_view{} : found->second;
}

std::optional<Gate> gate_from(std::string_view name) noexcept {
    const auto found =
        std::ranges::find(kGateNames, name, [](const auto& row) { return row.second; });
    if (found == kGateNames.end()) return std::nullopt;
    return found->first;
}

const std::vector<Gate>& all_gates() {
    static const std::vector<Gate> kGates = [] {
        std::vector<Gate> gates;
        for (const auto& [gate, name] : kGateNames) gates.push_back(gate);
        return gates;
    }();
    return kGates;
}

bool any_hard(const Findings& findings) noexcept {
    return std::ranges::any_of(findings, &Finding::hard);
}

std::vector<std::string> texts(const Findings& findings) {
    std::vector<std::string> lines;
    for (const Finding& finding : findings) lines.push_back(finding.text);
    return lines;
}

void append(Findings& findings, Findings more) {
    std::ranges::move(more, std::back_inserter(findings));
}

}  // namespace ainews::pipeline
