#pragma once

#include <filesystem>
#include <vector>

#include "config/load.h"
#include "core/glossary.h"

namespace ainews::config {

using LoadedGlossary = tl::expected<std::vector<Term>, std::vector<ConfigError>>;

/// Reads term bases (config/default/glossary.toml shows the form), all errors at once. A term of a
/// later file replaces an earlier one that shares a spelling with it. Empty paths are passed over.
[[nodiscard]] LoadedGlossary load_glossary(const std::vector<std::filesystem::path>& paths);

}  // namespace ainews::config
