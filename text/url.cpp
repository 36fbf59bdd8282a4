#include "text/url.h"

#include "text/site_rules.h"
#include "text/url_parts.h"

namespace ainews::text {

std::optional<std::string> resolve_url(std::string_view base, std::string_view ref) {
    const auto parsed_base = parse_url(base, nullptr);
    // A broken base must not spoil an absolute reference.
    const auto url = parse_url(ref, parsed_base ? &*parsed_base : nullptr);
    return url ? std::optional{url->str()} : std::nullopt;
}

std::string host_of(std::string_view url) {
    const auto parts = parse_url(url, nullptr);
    return parts ? parts->host : std::string{};
}

std::string site_of(std::string_view url) { return registrable_domain(host_of(url)); }

bool is_http_url(std::string_view url) { return parse_url(url, nullptr).has_value(); }

}  // namespace ainews::text
