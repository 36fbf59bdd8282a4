#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ainews::text {

/// An absolute http(s) URL in pieces, each cleaned and percent-encoded as it is to be written.
struct UrlParts {
    std::string scheme;    ///< "http" or "https"
    std::string userinfo;  ///< without "@"
    std::string host;      ///< lower-case, Punycode; an IPv6 address in brackets
    std::string port;      ///< empty where it is the scheme's default
    std::string path;      ///< begins with "/"; dot segments removed
    std::optional<std::string> query = std::nullopt;     ///< without "?"
    std::optional<std::string> fragment = std::nullopt;  ///< without "#"

    [[nodiscard]] std::string str() const;
};

/// What a URL may not be longer than; longer ones are refused as nobody's address.
inline constexpr std::size_t kUrlBytesMax = 16U << 10U;

/// `ref` against `base` (nullptr: `ref` must be absolute). nullopt where the result is not http(s).
[[nodiscard]] std::optional<UrlParts> parse_url(std::string_view ref, const UrlParts* base);

/// Percent-decodes unreserved characters and writes other escapes in upper case (RFC 3986 §6.2.2);
/// a "%" that begins no escape becomes "%25". Twice is once.
[[nodiscard]] std::string normalize_escapes(std::string_view text);

/// Lower-case, percent-decoded, in Punycode; empty where no DNS name or address may look like that.
[[nodiscard]] std::string normalize_host(std::string_view host);

}  // namespace ainews::text
