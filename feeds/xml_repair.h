#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ainews::feeds {

/// Well-formed XML with the same content as a patient reader would see in `text`: junk before and
/// after the feed dropped, attributes quoted, stray '&' and '<' escaped, HTML's entities decoded,
/// open tags closed, the end supplied where the document is cut off, nesting bounded. Each kind of
/// repair adds one line to `problems`. Takes valid UTF-8; linear in the text
/// (times the constant bound on depth); never fails.
[[nodiscard]] std::string repair_xml(std::string_view text, std::vector<std::string>& problems);

}  // namespace ainews::feeds
