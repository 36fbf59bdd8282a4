#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/entry.h"
#include "core/error.h"
#include "feeds/parse.h"

namespace ainews::feeds {

/// The feed in an XML document of valid UTF-8 (RSS, RDF, Atom). As parse_feed; `problems` are those
/// met while decoding.
[[nodiscard]] Expected<Feed> parse_xml_feed(std::string_view text, const ParseOptions& options,
                                            std::vector<std::string> problems);

}  // namespace ainews::feeds
