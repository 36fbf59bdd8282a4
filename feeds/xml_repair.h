#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What stands between hostile or careless XML and a strict parser. Both functions are linear in
/// the text (times a constant bound on depth), take valid UTF-8 and never fail.
namespace ainews::feeds {

/// Numeric references to what no XML text may hold (NUL, control characters, surrogates) vanish;
/// those to 0x80-0x9F mean windows-1252, as every browser reads them. Returns whether `text` was
/// changed.
bool repair_references(std::string& text);

/// Well-formed XML with the same content as a patient reader would see in `text`: junk before and
/// after the feed dropped, attributes quoted, stray '&' and '<' escaped, HTML's entities decoded,
/// open tags closed, the end supplied where the document is cut off, nesting bounded. Each kind of
/// repair adds one line to `problems`.
[[nodiscard]] std::string repair_xml(std::string_view text, std::vector<std::string>& problems);

/// The same for a document that is well-formed but for HTML's entities, which only markup kept as a
/// tree (Atom's xhtml) needs decoded. Nothing else changes.
[[nodiscard]] std::string decode_undeclared_entities(std::string_view text);

}  // namespace ainews::feeds
