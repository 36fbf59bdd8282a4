#pragma once

#include <string>
#include <string_view>

namespace ainews::site {

/// A title as HTML, escaped, with hints that keep a line from breaking badly: clauses that a
/// full-width space divides stay together where they fit (`cl`), names such as Halo-2 and fractions
/// such as 8分の1 never break (`nb`).
[[nodiscard]] std::string headline_html(std::string_view title);

}  // namespace ainews::site
