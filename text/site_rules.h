#pragma once

#include <string>
#include <string_view>

namespace ainews::text {

/// The part of a lower-case host that somebody registered, or got from a blog platform. A small
/// rule set instead of the whole Public Suffix List: it groups hosts, no security rests on it.
[[nodiscard]] std::string registrable_domain(std::string_view host);

}  // namespace ainews::text
