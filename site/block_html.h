#pragma once

#include <string>
#include <vector>

#include "core/block.h"

namespace ainews::site {

/// Blocks as HTML: every block is exactly one element, so that a translation and its original can
/// be set side by side. All text is escaped here; links are http(s) only. `anchors` gives each
/// block id="pN". A dropped block becomes an empty hidden element, which keeps the alignment.
[[nodiscard]] std::string blocks_html(const std::vector<Block>& blocks, bool anchors);

}  // namespace ainews::site
