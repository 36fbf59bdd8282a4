#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/config.h"
#include "core/item.h"
#include "pipeline/fingerprint.h"

namespace ainews::daemon {

/// A result that is shown although it would be made otherwise today.
struct StaleStage {
    std::string stage;
    std::vector<std::string> parts;  ///< what changed since: prompt, model, terms, input
};

/// "summarize (prompt), translate (terms, input)".
[[nodiscard]] std::string stale_line(const std::vector<StaleStage>& stages);

/// Judges results by the configuration's prompts, models and glossary (docs/desk.md). Immutable and
/// thread-safe.
class StaleCheck {
public:
    /// Throws Exit (78) as set_makers() does.
    StaleCheck(const config::Config& config, const std::filesystem::path& share_dir);

    /// Stages of the item whose finished result is stale; provisional results and those of earlier
    /// versions are not. Work that is open anyway is left out, and so is what depends on it.
    [[nodiscard]] std::vector<StaleStage> stale_stages(const Item& item) const;
    /// Of each configured stage: what its results' fingerprints begin with today.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> makers() const;

private:
    std::vector<pipeline::StageMaker> makers_;
};

}  // namespace ainews::daemon
