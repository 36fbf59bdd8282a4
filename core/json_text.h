#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace ainews {

// JSON in one line. Never throws over text from outside: bytes that are no UTF-8 become U+FFFD.

[[nodiscard]] std::string dump(const nlohmann::json& value);
/// Keys in the order in which they were set.
[[nodiscard]] std::string dump_ordered(const nlohmann::ordered_json& value);

}  // namespace ainews
