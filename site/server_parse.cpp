#include "site/server_parse.h"

#include <arpa/inet.h>

#include <algorithm>
#include <optional>
#include <string>

#include "text/unicode.h"

namespace ainews::site {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kTokenMarks.find(c) != std::string_view::npos;
    });
}

bool has_control(std::string_view text, bool tab_allowed) {
    return std::ranges::any_of(text, [&](char c) {
        return (static_cast<unsigned char>(c) < ' ' && !(tab_allowed && c == '\t')) || c == '\x7f';
    });
}

/// OWS of RFC 9110 §5.6.3.
std::string_view without_blanks(std::string_view text) {
    const std::size_t start = text.find_first_not_of(" \t");
    if (start == std::string_view::npos) return {};
    return text.substr(start, text.find_last_not_of(" \t") - start + 1);
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// nullopt for a % that no two hexadecimal digits follow.
std::optional<std::string> decoded(std::string_view text, bool plus_is_space) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+' && plus_is_space) {
            out.push_back(' ');
        } else if (text[at] != '%') {
            out.push_back(text[at]);
        } else {
            const int high = at + 2 < text.size() ? hex_digit(text[at + 1]) : -1;
            const int low = high >= 0 ? hex_digit(text[at + 2]) : -1;
            if (low < 0) return std::nullopt;
            out.push_back(static_cast<char>(high * 16 + low));
            at += 2;
        }
    }
    return out;
}

bool read_query(std::string_view text, ServerRequest& request) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('&'), text.size());
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        if (request.query.size() == kParametersMax) return false;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        auto name = decoded(pair.substr(0, equals), true);
        auto value = decoded(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!name || !value) return false;
        text::Cleaned clean = text::clean_utf8_noting(*value);
        request.query_repaired |= clean.replaced || !text::is_utf8(*name);
        request.query.emplace_back(text::clean_utf8(*name), std::move(clean.text));
    }
    return true;
}

int read_target(std::string_view target, ServerRequest& request) {
    if (target.size() > kTargetBytesMax) return 414;
    // The absolute form must be understood (RFC 9112 §3.2.2).
    if (target.starts_with("http://")) {
        const std::size_t path = target.find('/', std::string_view{"http://"}.size());
        target = path == std::string_view::npos ? "/" : target.substr(path);
    }
    if (!target.starts_with('/')) return 400;
    target = target.substr(0, target.find('#'));
    const std::size_t question = std::min(target.find('?'), target.size());
    auto path = decoded(target.substr(0, question), false);
    if (!path || !text::is_utf8(*path) || has_control(*path, false)) return 400;
    request.path = std::move(*path);
    return read_query(target.substr(std::min(question + 1, target.size())), request) ? 0 : 400;
}

int read_request_line(std::string_view line, ParsedHead& parsed) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return 400;
    const std::string_view method = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    const std::string_view version = line.substr(last + 1);
    if (!is_token(method) || target.find(' ') != std::string_view::npos) return 400;
    if (!version.starts_with("HTTP/")) return 400;
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return 505;
    if (method != "GET" && method != "HEAD") return 405;
    parsed.request.head = method == "HEAD";
    parsed.keep_alive = version == "HTTP/1.1";
    return read_target(target, parsed.request);
}

/// An address of 127.0.0.0/8, all four numbers. A name that only begins like one may be anybody's:
/// it can be made to resolve to this machine (DNS rebinding).
bool is_loopback_ipv4(const std::string& name) {
    in_addr address{};
    if (inet_pton(AF_INET, name.c_str(), &address) != 1) return false;
    constexpr std::uint32_t kNetworkBits = 24;
    return ntohl(address.s_addr) >> kNetworkBits == 127;
}

/// A name that only this machine has, with or without a port.
bool is_local_name(std::string_view host) {
    const std::size_t end = host.starts_with('[') ? host.find(']') + 1 : host.find(':');
    const std::string name = text::ascii_lower(host.substr(0, end));
    const std::string_view port = host.substr(std::min(name.size(), host.size()));
    if (!port.empty() &&
        (port.front() != ':' || port.find_first_not_of("0123456789", 1) != std::string_view::npos))
        return false;
    return name == "localhost" || name == "[::1]" || is_loopback_ipv4(name);
}

/// "gzip", unless its weight is 0 (RFC 9110 §12.5.3).
bool takes_gzip(std::string_view codings) {
    while (!codings.empty()) {
        const std::size_t end = std::min(codings.find(','), codings.size());
        const std::string coding = text::ascii_lower(without_blanks(codings.substr(0, end)));
        codings.remove_prefix(std::min(end + 1, codings.size()));
        if (!coding.starts_with("gzip")) continue;
        const std::size_t weight = coding.find("q=");
        return weight == std::string::npos ||
               coding.find_first_of("123456789", weight) != std::string::npos;
    }
    return false;
}

struct Seen {
    int hosts = 0;
    bool local_name = false;
    bool forwarded = false;
};

int read_header(const std::string& name, std::string_view value, ParsedHead& parsed, Seen& seen) {
    if (name == "host") {
        ++seen.hosts;
        seen.local_name = is_local_name(value);
    } else if (name == "content-length") {
        if (value.empty() || value.find_first_not_of('0') != std::string_view::npos) return 413;
    } else if (name == "transfer-encoding") {
        return 413;
    } else if (name == "expect") {
        return 417;
    } else if (name == "connection") {
        const std::string options = text::ascii_lower(value);
        if (options.find("close") != std::string::npos) parsed.keep_alive = false;
    } else if (name == "if-none-match") {
        parsed.request.if_none_match = value;
    } else if (name == "accept-encoding") {
        parsed.request.gzip = takes_gzip(value);
    } else if (name == "forwarded" || name == "via" || name.starts_with("x-forwarded-") ||
               name == "x-real-ip") {
        seen.forwarded = true;
    }
    return 0;
}

int read_headers(std::string_view head, bool version_1_1, ParsedHead& parsed) {
    Seen seen;
    for (std::size_t count = 0; !head.starts_with(kLineEnd); ++count) {
        if (count == kHeadersMax) return 431;
        const std::size_t end = head.find(kLineEnd);
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(end + kLineEnd.size());
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return 400;
        const std::string_view value = without_blanks(line.substr(colon + 1));
        if (has_control(value, true)) return 400;
        if (const int refused =
                read_header(text::ascii_lower(line.substr(0, colon)), value, parsed, seen);
            refused != 0)
            return refused;
    }
    parsed.request.local = seen.local_name && !seen.forwarded;
    return seen.hosts > 1 || (version_1_1 && seen.hosts == 0) ? 400 : 0;
}

}  // namespace

ParsedHead parse_head(std::string_view head) {
    ParsedHead parsed;
    const std::size_t end = head.find(kLineEnd);
    if (!head.ends_with("\r\n\r\n")) {
        parsed.refused = 400;
        return parsed;
    }
    parsed.refused = read_request_line(head.substr(0, end), parsed);
    if (parsed.refused == 0)
        parsed.refused =
            read_headers(head.substr(end + kLineEnd.size()), parsed.keep_alive, parsed);
    if (parsed.refused != 0) parsed.keep_alive = false;
    return parsed;
}

}  // namespace ainews::site
