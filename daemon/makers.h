#pragma once

#include <filesystem>
#include <vector>

#include "config/config.h"
#include "pipeline/registry.h"

/// Who makes the stages' results under this configuration: what the stages are built from and what
/// staleness is judged by, so that both always mean the same.
namespace ainews::daemon {

/// The configured stages that are not off.
[[nodiscard]] std::vector<pipeline::StageSettings> stage_settings(const config::Config& config);

/// Fills in prompts, glossary and the models' names. Throws Exit (78) where a file is missing or
/// wrong.
void set_makers(pipeline::StageServices& services, const config::Config& config,
                const std::filesystem::path& share_dir);

/// Today's maker of each configured stage but extract.
[[nodiscard]] std::vector<pipeline::StageMaker> stage_makers(
    const config::Config& config, const std::filesystem::path& share_dir);

}  // namespace ainews::daemon
