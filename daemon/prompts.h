#pragma once

#include <filesystem>

#include "config/config.h"
#include "daemon/plan_estimate.h"
#include "pipeline/prompt_set.h"

namespace ainews::daemon {

/// The prompts in force: `prompts/` beside the configuration before the shipped ones. Throws Exit
/// (78).
[[nodiscard]] pipeline::PromptSet load_prompts(const config::Config& config,
                                               const std::filesystem::path& share_dir);

/// What each configured stage's system prompt takes.
[[nodiscard]] PromptTokens prompt_tokens(const config::Config& config,
                                         const std::filesystem::path& share_dir);

}  // namespace ainews::daemon
