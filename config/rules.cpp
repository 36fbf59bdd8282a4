#include "config/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <vector>

#include "core/ascii.h"
#include "core/calendar.h"
#include "text/unicode.h"
#include "text/url.h"

namespace ainews::config {
namespace {

bool is_lower(char c) noexcept { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }

std::optional<unsigned> whole_number(std::string_view text, unsigned max) {
    unsigned value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || ec != std::errc{} || end != text.data() + text.size() || value > max)
        return std::nullopt;
    return value;
}

bool is_slug(std::string_view text) {
    return !text.empty() && text.size() <= 60 &&
           std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

bool is_zone(std::string_view text) {
    try {
        const TimeZone zone{text};
        return true;
    } catch (const std::invalid_argument&) {
        return false;
    }
}

bool is_date(std::string_view text) {
    return text.size() == 10 && TimeZone{"UTC"}.start_of(text).has_value();
}

bool is_ipv4(std::string_view text) {
    int parts = 0;
    for (;; ++parts) {
        const auto dot = text.find('.');
        if (!whole_number(text.substr(0, dot), 255)) return false;
        if (dot == std::string_view::npos) break;
        text.remove_prefix(dot + 1);
    }
    return parts == 3;
}

bool is_ipv6(std::string_view text) {
    // The shape only; whoever uses the address parses it with the system's own function.
    return std::ranges::count(text, ':') >= 2 && text.size() <= 45 &&
           std::ranges::all_of(text, [](char c) {
               return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == ':' ||
                      c == '.';
           });
}

bool is_network(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return false;
    const std::string_view address = text.substr(0, slash);
    const bool v4 = is_ipv4(address);
    return (v4 || is_ipv6(address)) &&
           whole_number(text.substr(slash + 1), v4 ? 32 : 128).has_value();
}

bool is_listen(std::string_view text) {
    if (text.empty()) return true;
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    const std::string_view host = text.substr(0, colon);
    const bool bracketed =
        host.starts_with('[') && host.ends_with(']') && is_ipv6(host.substr(1, host.size() - 2));
    return whole_number(text.substr(colon + 1), 65535).has_value() &&
           (bracketed || host.find(':') == std::string_view::npos);
}

bool is_clock_time(std::string_view text) {
    return text.size() == 5 && text[2] == ':' && whole_number(text.substr(0, 2), 23) &&
           whole_number(text.substr(3), 59);
}

bool is_clock_span(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return text.empty();
    const std::string_view from = text.substr(0, dash);
    const std::string_view until = text.substr(dash + 1);
    return is_clock_time(from) && is_clock_time(until) && from != until;
}

bool is_host(std::string_view text) {
    return text.find('/') == std::string_view::npos && text.find(':') == std::string_view::npos &&
           text.find('.') != std::string_view::npos &&
           text::is_http_url("https://" + std::string{text});
}

bool is_variable_name(std::string_view text) {
    return text.empty() || (!is_digit(text.front()) && std::ranges::all_of(text, [](char c) {
               return is_lower(c) || is_upper(c) || is_digit(c) || c == '_';
           }));
}

bool is_language(std::string_view text) {
    const std::string_view primary = text.substr(0, text.find('-'));
    return text.empty() || (primary.size() >= 2 && primary.size() <= 3 &&
                            std::ranges::all_of(primary, is_lower) && text.size() <= 35);
}

std::optional<std::string> url_violation(std::string_view url) {
    if (url.empty()) return std::nullopt;
    if (!text::is_http_url(url)) return "must be an absolute http or https URL";
    const std::string_view authority = url.substr(url.find("//") + 2);
    if (authority.substr(0, authority.find_first_of("/?#")).find('@') != std::string_view::npos)
        return "must hold no user or password: secrets never stand in the configuration";
    return std::nullopt;
}

/// Words of a space separated list.
std::vector<std::string_view> split_words(std::string_view list) {
    std::vector<std::string_view> words;
    while (!list.empty()) {
        const auto space = std::min(list.find(' '), list.size());
        if (space > 0) words.push_back(list.substr(0, space));
        list.remove_prefix(std::min(space + 1, list.size()));
    }
    return words;
}

bool is_proxy(std::string_view text) {
    if (text.empty()) return true;
    const auto end = std::min(text.find("://"), text.size());
    const auto schemes = split_words("http https socks4 socks4a socks5 socks5h");
    return std::ranges::find(schemes, text.substr(0, end)) != schemes.end() &&
           text::is_http_url(fmt::format("http{}", text.substr(end)));
}

bool is_header_text(std::string_view text) {
    return std::ranges::none_of(
        text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });  // RFC 9110 §5.5
}

std::optional<std::string> choice_violation(std::string_view choices, std::string_view value) {
    const auto words = split_words(choices);
    if (std::ranges::find(words, value) != words.end()) return std::nullopt;
    return fmt::format("\"{}\" is none of: {}", text::truncate(value, 40), fmt::join(words, ", "));
}

std::optional<std::string> unless(bool fine, const char* message) {
    return fine ? std::nullopt : std::optional<std::string>{message};
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view text) noexcept {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;  // the last star takes one character more
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

std::optional<ByteSize> parse_size(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || value < 0 || value > (std::int64_t{1} << 40U)) return std::nullopt;
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    if (unit.empty() || unit == "B") return ByteSize{value};
    if (unit == "K" || unit == "KiB") return ByteSize{value << 10U};
    if (unit == "M" || unit == "MiB") return ByteSize{value << 20U};
    if (unit == "G" || unit == "GiB") return ByteSize{value << 30U};
    return std::nullopt;
}

bool is_loopback_url(std::string_view url) {
    const std::string host = text::host_of(url);
    return host == "localhost" || host.ends_with(".localhost") || host == "[::1]" ||
           (host.starts_with("127.") && is_ipv4(host));
}

std::optional<std::string> violation(Rule rule, std::string_view choices, std::string_view value) {
    switch (rule) {
        case Rule::Any:
            return std::nullopt;
        case Rule::NotEmpty:
            return unless(!text::trim(value).empty(), "must not be empty");
        case Rule::HttpUrl:
        case Rule::DirectoryUrl:
            return url_violation(value);
        case Rule::Slug:
            return unless(is_slug(value), "must be 1 to 60 of a-z, 0-9 and \"-\"");
        case Rule::Language:
            return unless(is_language(value), "must be a language tag such as \"ja\"");
        case Rule::Zone:
            return unless(is_zone(value), "is no time zone of this system's database");
        case Rule::ClockTime:
            return unless(is_clock_time(value), "must be a time of day such as \"18:00\"");
        case Rule::ClockSpan:
            return unless(is_clock_span(value),
                          "must be two different times of day such as \"23:00-07:00\"");
        case Rule::Date:
            return unless(is_date(value), "must be a day such as \"2026-05-01\"");
        case Rule::Network:
            return unless(is_network(value), "must be networks such as \"127.0.0.0/8\"");
        case Rule::Listen:
            return unless(is_listen(value), "must be HOST:PORT or empty");
        case Rule::StoreUrl:
            return unless(value.starts_with("sqlite:") && value.size() > 7,
                          "must be \"sqlite:FILE\"");
        case Rule::Proxy:
            return unless(is_proxy(value),
                          "must be a URL such as \"http://proxy.example:3128\" or "
                          "\"socks5h://127.0.0.1:1080\"");
        case Rule::Header:
            return unless(is_header_text(value), "must be one line without control characters");
        case Rule::Host:
            return unless(is_host(value), "must be host names such as \"example.com\"");
        case Rule::Name:
            return unless(is_variable_name(value), "must be the name of an environment variable");
        case Rule::Choice:
            return choice_violation(choices, value);
    }
    return std::nullopt;
}

}  // namespace ainews::config
