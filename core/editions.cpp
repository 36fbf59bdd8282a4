#include "core/editions.h"

#include <array>
#include <utility>

namespace ainews {
namespace {

constexpr std::array<std::pair<EditionKind, std::string_view>, 3> kNames{
    {{EditionKind::Daily, "daily"},
     {EditionKind::Hacker, "hacker"},
     {EditionKind::Weekly, "weekly"}}};

}  // namespace

std::string_view to_string(EditionKind kind) noexcept {
    for (const auto& [one, name] : kNames)
        if (one == kind) return name;
    return {};
}

std::optional<EditionKind> edition_kind_from(std::string_view text) noexcept {
    for (const auto& [one, name] : kNames)
        if (name == text) return one;
    return std::nullopt;
}

}  // namespace ainews
