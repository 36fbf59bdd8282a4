#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"
#include "site/page.h"
#include "site/publisher.h"

namespace ainews::site {

/// What is published already, kept beside the site in a file that is not served: its name begins
/// with a dot. Written last of all: what it says is on the disk.
struct PublishState {
    std::int64_t revision = 0;           ///< of the store; 0: everything has to be rendered
    std::vector<std::string> languages;  ///< lists that the filters offer
    std::vector<std::string> days;       ///< lists that lead to each other
};

/// Everything in settings, templates and pages of the operator's own that shows on any page.
[[nodiscard]] std::string design_of(const SiteOptions& options, const std::string& templates,
                                    const std::vector<OwnPage>& own_pages);

/// Revision 0 where nothing is published, by another design, or with another name, kind or right
/// of a source. A new source has no pages yet and makes nothing stale.
[[nodiscard]] PublishState read_publish_state(const SiteOptions& options,
                                              const std::string& design);
[[nodiscard]] Expected<void> write_publish_state(const SiteOptions& options,
                                                 const std::string& design,
                                                 const PublishState& state);

/// The next publish renders everything: for a store that went back to a backup. The directory need
/// not exist.
void forget_published(const std::filesystem::path& dir);

}  // namespace ainews::site
