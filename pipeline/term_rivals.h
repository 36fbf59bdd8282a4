#pragma once

#include <string_view>
#include <vector>

namespace ainews::pipeline {

/// The other renderings that Japanese texts about AI have for the term which `japanese` renders:
/// リコール for 再現率, 使用許諾 for ライセンス. Only words that mean nothing else in such texts
/// (遅延 is also a delay, 精度 any precision). Empty: none are known.
[[nodiscard]] std::vector<std::string_view> rival_forms(std::string_view japanese);

}  // namespace ainews::pipeline
