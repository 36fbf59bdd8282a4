#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

/// Numbers that tell two events apart, from Japanese headlines and summaries. Pure, thread-safe.
namespace ainews::text {

/// Amounts by their unit: "8億ドル" is {"ドル", {"8億"}}, "2万点" is {"", {"2万"}}; thousands
/// separators are left out. 1 of anything says nothing and is not counted.
using Quantities = std::map<std::string, std::set<std::string>, std::less<>>;
[[nodiscard]] Quantities quantities(std::string_view folded);

/// Numbers that name one of a row: the version after a Latin name ("kilnframe" {"0.14.0"}), the
/// quarter, issue, week, edition ("号" {"41"}), the months ("月" {"5"}) and reporting periods.
using Ordinals = std::map<std::string, std::set<std::string>, std::less<>>;
[[nodiscard]] Ordinals ordinals(std::string_view folded);

/// Both name one of the same row, and never the same one: version 2.1 and version 2.2.
[[nodiscard]] bool contradict(const Ordinals& a, const Ordinals& b);

}  // namespace ainews::text
