#pragma once

#include <vector>

#include "core/editions.h"
#include "core/site_index.h"
#include "site/view.h"

namespace ainews::site {

struct SiteOptions;

/// What stands beside the front page: the newest daily paper and the last days of `days`, which are
/// in order, the newest last. Where to subscribe is the template's.
[[nodiscard]] View front_side(const std::vector<SiteListTotal>& days, const EditionReader& editions,
                              const SiteOptions& options);

}  // namespace ainews::site
