#pragma once

#include <optional>
#include <string_view>

#include "core/error.h"
#include "core/item.h"

namespace ainews {

/// The stored result of a stage; nullopt where there is none or it cannot be read. `read`: one of
/// core/results_json.h.
template <typename T>
[[nodiscard]] std::optional<T> stage_result(const Item& item, std::string_view stage,
                                            Expected<T> (*read)(std::string_view)) {
    const auto found = item.stages.find(stage);
    if (found == item.stages.end() || !found->second.result_json) return std::nullopt;
    auto value = read(*found->second.result_json);
    return value ? std::optional<T>{*std::move(value)} : std::nullopt;
}

}  // namespace ainews
