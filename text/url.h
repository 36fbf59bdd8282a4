#pragma once

#include <optional>
#include <string>
#include <string_view>

/// URLs of feeds and pages: http and https, nothing else. Pure and thread-safe.
namespace ainews::text {

/// `ref` made absolute against `base` (RFC 3986 §5, with the cleaning of the WHATWG URL Standard:
/// control characters and spaces around it and tabs and line breaks inside dropped, backslashes
/// turned, non-ASCII percent-encoded, IDN hosts in Punycode). nullopt where the result is not http
/// or https, or has no usable host. An empty or broken `base` is harmless where `ref` is absolute.
[[nodiscard]] std::optional<std::string> resolve_url(std::string_view base, std::string_view ref);

/// The form in which two addresses of one article are equal: https, no user, default
/// port, "www.", "m.", "mobile.", AMP, tracking parameters, fragment (but "#!"), trailing slash;
/// parameters sorted. An identity key, not an address to fetch. Empty where `url` is not http or
/// https.
[[nodiscard]] std::string canonical_url(std::string_view url);

/// Lower-case host in Punycode without user and port; empty where there is none.
[[nodiscard]] std::string host_of(std::string_view url);
/// The registrable domain of the URL's host ("news.example.co.jp" gives "example.co.jp") by a small
/// rule set; hosts of blog platforms count as sites of their own. An IP address is its own site.
[[nodiscard]] std::string site_of(std::string_view url);
/// Absolute, http or https, with a usable host.
[[nodiscard]] bool is_http_url(std::string_view url);

}  // namespace ainews::text
