#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/source.h"

/// `[[source]]` tables as text: written, appended to a file's text and taken out of it, with
/// everything else in it byte for byte as the operator left it. Pure; files are the caller's.
namespace ainews::config {

/// The table for a source, lines ending in "\n"; only what is not a default. Reading it gives the
/// same source.
[[nodiscard]] std::string source_table(const Source& source);

/// The text with these tables at its end, a blank line before each. The file's own line ends are
/// used; a missing one at its end is added.
[[nodiscard]] std::string append_sources(std::string_view text, const std::vector<Source>& sources);

/// The text without the table of that slug, the comments that stand directly on it or under its
/// last key, and the blank line that set it off. NotFound where no table has the slug; BadInput
/// where the text is no TOML, or the table is written inline and so has no lines of its own.
[[nodiscard]] Expected<std::string> remove_source(std::string_view text, std::string_view slug);

}  // namespace ainews::config
