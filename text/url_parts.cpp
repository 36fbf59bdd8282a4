#include "text/url_parts.h"

#include <unicode/bytestream.h>
#include <unicode/idna.h>
#include <unicode/stringpiece.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <vector>

#include "core/ascii.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

int hex_value(char c) noexcept {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// The byte an escape at `pos` stands for, or -1.
int escaped_byte(std::string_view text, std::size_t pos) noexcept {
    if (pos + 2 >= text.size() || text[pos] != '%') return -1;
    const int high = hex_value(text[pos + 1]);
    const int low = hex_value(text[pos + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

void append_escape(std::string& out, unsigned char byte) {
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 0xFU];
}

/// Escapes controls, spaces, everything beyond ASCII and the characters of `unsafe` (the WHATWG
/// percent-encode sets); existing escapes stay.
std::string escape(std::string_view text, std::string_view unsafe) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte >= 0x7F || unsafe.find(c) != std::string_view::npos)
            append_escape(out, byte);
        else
            out += c;
    }
    return out;
}

std::string unescape(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int byte = escaped_byte(text, i);
        out += byte < 0 ? text[i] : static_cast<char>(byte);
        if (byte >= 0) i += 2;
    }
    return out;
}

/// WHATWG URL §4.4: what authors did not mean.
std::string cleaned(std::string_view url) {
    while (!url.empty() && static_cast<unsigned char>(url.front()) <= 0x20) url.remove_prefix(1);
    while (!url.empty() && static_cast<unsigned char>(url.back()) <= 0x20) url.remove_suffix(1);
    url = trim(url);
    std::string out;
    out.reserve(url.size());
    for (const char c : url)
        if (c != '\t' && c != '\n' && c != '\r' && c != '\0') out += c;
    const auto path_end = out.find_first_of("?#");
    std::replace(
        out.begin(),
        path_end == std::string::npos ? out.end() : out.begin() + static_cast<long>(path_end), '\\',
        '/');
    return out;
}

/// The scheme in front of ":", lower-case; empty where there is none.
std::string scheme_of(std::string_view url) {
    const auto colon = url.find(':');
    if (colon == std::string_view::npos || colon == 0 || !is_letter(url[0])) return {};
    const std::string_view name = url.substr(0, colon);
    const bool valid = std::ranges::all_of(name, [](char c) {
        return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
    });
    return valid ? ascii_lower(name) : std::string{};
}

std::string without_dot_segments(std::string_view path) {
    std::vector<std::string_view> kept;
    bool open_end = false;  // the path ends in "/" or in a dot segment, which means a directory
    std::size_t pos = 1;
    while (pos <= path.size()) {
        const auto slash = std::min(path.find('/', pos), path.size());
        const std::string_view segment = path.substr(pos, slash - pos);
        const bool last = slash == path.size();
        const std::string plain = segment.size() <= 6 ? ascii_lower(segment) : std::string{};
        const bool up = plain == ".." || plain == ".%2e" || plain == "%2e." || plain == "%2e%2e";
        const bool here = plain == "." || plain == "%2e";
        if (up && !kept.empty()) kept.pop_back();
        if (!up && !here) kept.push_back(segment);
        open_end = last && (up || here);
        pos = slash + 1;
    }
    std::string out;
    for (const std::string_view segment : kept) out.append("/").append(segment);
    if (open_end || out.empty()) out += '/';
    return out;
}

bool parse_port(std::string_view text, UrlParts& url) {
    if (text.empty()) return true;
    unsigned port = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (ec != std::errc{} || end != text.data() + text.size() || port > 65535) return false;
    if (port != (url.scheme == "https" ? 443U : 80U)) url.port = std::to_string(port);
    return true;
}

bool parse_authority(std::string_view text, UrlParts& url) {
    if (const auto at = text.rfind('@'); at != std::string_view::npos) {
        url.userinfo = escape(text.substr(0, at), "\"#<>?`{}/;=@[\\]^|");
        text.remove_prefix(at + 1);
    }
    std::size_t host_end = text.size();
    if (text.starts_with('[')) {
        const auto bracket = text.find(']');
        if (bracket == std::string_view::npos) return false;
        host_end = bracket + 1;
        if (host_end < text.size() && text[host_end] != ':') return false;
    } else {
        host_end = std::min(text.find(':'), text.size());
    }
    url.host = normalize_host(text.substr(0, host_end));
    if (url.host.empty()) return false;
    return parse_port(host_end < text.size() ? text.substr(host_end + 1) : std::string_view{}, url);
}

std::string encode_path(std::string_view path) { return escape(path, "\"<>`{}^"); }

/// Cuts query and fragment off `rest`, which keeps the path.
void take_query_and_fragment(std::string_view& rest, UrlParts& url) {
    url.query.reset();
    url.fragment.reset();
    if (const auto hash = rest.find('#'); hash != std::string_view::npos) {
        url.fragment = escape(rest.substr(hash + 1), "\"<>`");
        rest = rest.substr(0, hash);
    }
    if (const auto mark = rest.find('?'); mark != std::string_view::npos) {
        url.query = escape(rest.substr(mark + 1), "\"<>'");
        rest = rest.substr(0, mark);
    }
}

std::optional<UrlParts> parse_absolute(std::string_view after_scheme, std::string scheme) {
    UrlParts url;
    url.scheme = std::move(scheme);
    while (after_scheme.starts_with('/')) after_scheme.remove_prefix(1);
    const auto authority_end = std::min(after_scheme.find_first_of("/?#"), after_scheme.size());
    if (!parse_authority(after_scheme.substr(0, authority_end), url)) return std::nullopt;
    std::string_view rest = after_scheme.substr(authority_end);
    take_query_and_fragment(rest, url);
    url.path = without_dot_segments(rest.empty() ? std::string{"/"} : encode_path(rest));
    return url;
}

std::optional<UrlParts> parse_relative(std::string_view ref, const UrlParts& base) {
    if (ref.starts_with("//")) return parse_absolute(ref, base.scheme);
    UrlParts url = base;
    if (ref.empty()) {
        url.fragment.reset();
        return url;
    }
    std::string_view rest = ref;
    take_query_and_fragment(rest, url);
    if (rest.empty()) {
        if (!url.query) url.query = base.query;
    } else if (rest.starts_with('/')) {
        url.path = without_dot_segments(encode_path(rest));
    } else {
        const auto directory = base.path.substr(0, base.path.rfind('/') + 1);
        url.path = without_dot_segments(directory + encode_path(rest));
    }
    return url;
}

bool is_ipv6_literal(std::string_view host) {
    if (host.size() < 4 || host.front() != '[' || host.back() != ']') return false;
    host = host.substr(1, host.size() - 2);
    return std::ranges::count(host, ':') >= 2 && std::ranges::all_of(host, [](char c) {
               return hex_value(c) >= 0 || c == ':' || c == '.';
           });
}

std::string to_punycode(std::string_view host) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::IDNA> idna{
        icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII, status)};
    if (U_FAILURE(status)) return {};
    std::string out;
    icu::StringByteSink<std::string> sink{&out};
    icu::IDNAInfo info;
    idna->nameToASCII_UTF8({host.data(), static_cast<std::int32_t>(host.size())}, sink, info,
                           status);
    constexpr std::uint32_t kTolerated =
        UIDNA_ERROR_LEADING_HYPHEN | UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;
    return U_FAILURE(status) || (info.getErrors() & ~kTolerated) != 0 ? std::string{} : out;
}

}  // namespace

std::string normalize_host(std::string_view raw) {
    constexpr std::size_t kHostBytesMax = 253;
    std::string host = unescape(raw);
    if (!is_ascii(host)) host = is_utf8(host) ? to_punycode(host) : std::string{};
    host = ascii_lower(host);
    if (is_ipv6_literal(host)) return host;
    if (host.ends_with('.')) host.pop_back();
    const bool valid = std::ranges::all_of(host, [](char c) {
        return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
    });
    if (!valid || host.size() > kHostBytesMax || host.starts_with('.') || host.ends_with('.') ||
        host.find("..") != std::string::npos)
        return {};
    return host;
}

std::string normalize_escapes(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int byte = escaped_byte(text, i);
        if (byte < 0) {
            if (text[i] == '%')
                append_escape(out, '%');  // "%4%41" must not become the escape "%4A"
            else
                out += text[i];
            continue;
        }
        const char c = static_cast<char>(byte);
        if (byte < 0x80 &&
            (is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~'))
            out += c;
        else
            append_escape(out, static_cast<unsigned char>(byte));
        i += 2;
    }
    return out;
}

std::optional<UrlParts> parse_url(std::string_view ref, const UrlParts* base) {
    if (ref.size() > kUrlBytesMax) return std::nullopt;
    const std::string url = cleaned(ref);
    const std::string scheme = scheme_of(url);
    const std::string_view rest =
        std::string_view{url}.substr(scheme.empty() ? 0 : scheme.size() + 1);
    if (scheme == "http" || scheme == "https") {
        // "https:page.html" is relative to a base of the same scheme (WHATWG, special relative).
        if (base != nullptr && scheme == base->scheme && !rest.starts_with('/'))
            return parse_relative(rest, *base);
        return parse_absolute(rest, scheme);
    }
    if (!scheme.empty() || base == nullptr) return std::nullopt;
    return parse_relative(url, *base);
}

std::string UrlParts::str() const {
    std::string out = scheme + "://";
    if (!userinfo.empty()) out += userinfo + "@";
    out += host;
    if (!port.empty()) out += ":" + port;
    out += path;
    if (query) out += "?" + *query;
    if (fragment) out += "#" + *fragment;
    return out;
}

}  // namespace ainews::text
