#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/error.h"
#include "core/results.h"

/// The stored form of results. Writing never fails; reading checks shape and types and names the
/// field that is wrong (ErrorKind::BadInput): rows may come from an older version or an operator's
/// program.
namespace ainews {

[[nodiscard]] nlohmann::json to_json(const Block& block);
[[nodiscard]] nlohmann::json to_json(const std::vector<Block>& blocks);
[[nodiscard]] nlohmann::json to_json(const Extraction& value);
[[nodiscard]] nlohmann::json to_json(const Summary& value);
[[nodiscard]] nlohmann::json to_json(const Score& value);
[[nodiscard]] nlohmann::json to_json(const Translation& value);
[[nodiscard]] nlohmann::json to_json(const Analysis& value);

[[nodiscard]] Expected<Extraction> extraction_from_json(std::string_view json);
[[nodiscard]] Expected<Summary> summary_from_json(std::string_view json);
[[nodiscard]] Expected<Score> score_from_json(std::string_view json);
[[nodiscard]] Expected<Translation> translation_from_json(std::string_view json);
[[nodiscard]] Expected<Analysis> analysis_from_json(std::string_view json);

}  // namespace ainews
