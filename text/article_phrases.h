#pragma once

#include <string_view>

namespace ainews::text {

/// Whether a short line of its own is the site speaking, not the article: calls to subscribe,
/// share, follow or read something else, notices of scripts and advertising. One line, as shown.
[[nodiscard]] bool is_site_talk(std::string_view line);

/// Whether a heading announces other articles, comments or the like.
[[nodiscard]] bool announces_other_content(std::string_view heading);

}  // namespace ainews::text
