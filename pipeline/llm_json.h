#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ainews::pipeline {

/// Brackets nested deeper than this are an attack: our schemas need six levels.
inline constexpr int kJsonDepthMax = 64;

/// Strict JSON (RFC 8259) of bounded depth; nullopt otherwise. Never throws.
[[nodiscard]] std::optional<nlohmann::json> parse_json(std::string_view text);

/// An object's member; nullptr where it is missing or null, or where `object` is none.
[[nodiscard]] const nlohmann::json* json_member(const nlohmann::json& object, std::string_view key);
/// The same as a string; empty where it is none.
[[nodiscard]] std::string json_string(const nlohmann::json& object, std::string_view key);
/// The same as a count of tokens or the like; nullopt where it is none that can be meant.
[[nodiscard]] std::optional<std::int64_t> json_count(const nlohmann::json& object,
                                                     std::string_view key);

/// The JSON object in a model's answer. Repaired are only: a byte order mark, a code fence, text
/// around one balanced object, and commas before a closing bracket. Nothing is guessed: an object
/// cut short is none.
[[nodiscard]] std::optional<nlohmann::json> find_json_object(std::string_view answer);

/// Where a value departs from a schema; empty: it conforms. Understands the subset that providers
/// enforce strictly: type (one or several), properties, required, additionalProperties, items,
/// enum, const, anyOf. At most 8 findings, each "path: what".
[[nodiscard]] std::vector<std::string> schema_violations(const nlohmann::json& schema,
                                                         const nlohmann::json& value);

}  // namespace ainews::pipeline
