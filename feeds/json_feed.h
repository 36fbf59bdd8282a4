#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/entry.h"
#include "core/error.h"
#include "feeds/parse.h"

namespace ainews::feeds {

/// The feed in a JSON document of valid UTF-8 (JSON Feed 1 and 1.1). As parse_feed.
[[nodiscard]] Expected<Feed> parse_json_feed(std::string_view text, const ParseOptions& options,
                                             std::vector<std::string> problems);

}  // namespace ainews::feeds
