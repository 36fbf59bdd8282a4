#pragma once

#include <filesystem>
#include <string>

namespace ainews::daemon {

/// The key of the marks that fence untrusted text in questions to a model: random, made once, kept
/// in `state_dir`/fence.key for its owner only. It has to survive restarts, because the same
/// question must be asked again in the same words. Throws Exit (69) where it can neither be read
/// nor made.
[[nodiscard]] std::string fence_secret(const std::filesystem::path& state_dir);

}  // namespace ainews::daemon
