#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "text/html.h"
#include "text/html_dom.h"
#include "text/unicode.h"
#include "text/windows_1252.h"

namespace ainews::text {
namespace {

struct CharacterReference {
    std::string_view name;
    std::string_view text;
};

/// What nearly all documents use, sorted; the parser's table of 2,231 knows the rest.
constexpr auto kCommon = std::to_array<CharacterReference>({
    {"amp", "&"},         {"apos", "'"},       {"bull", "\u2022"},   {"copy", "\u00A9"},
    {"eacute", "\u00E9"}, {"gt", ">"},         {"hellip", "\u2026"}, {"laquo", "\u00AB"},
    {"ldquo", "\u201C"},  {"lsquo", "\u2018"}, {"lt", "<"},          {"mdash", "\u2014"},
    {"middot", "\u00B7"}, {"nbsp", "\u00A0"},  {"ndash", "\u2013"},  {"quot", "\""},
    {"raquo", "\u00BB"},  {"rdquo", "\u201D"}, {"reg", "\u00AE"},    {"rsquo", "\u2019"},
    {"trade", "\u2122"},
});

constexpr bool is_alnum(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

void append_numeric(std::string& out, std::uint32_t code) {
    if (code >= 0x80 && code <= 0x9F) code = static_cast<std::uint32_t>(kWindows1252[code - 0x80]);
    const bool control = (code < 0x20 && code != '\t' && code != '\n' && code != '\r') ||
                         (code >= 0x7F && code <= 0x9F);
    const bool noncharacter = (code & 0xFFFEU) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
    append(out, control || noncharacter ? kReplacement : static_cast<char32_t>(code));
}

/// Decodes "&#...;" at the start of `text`; returns the bytes used, 0 where it is no reference.
std::size_t decode_numeric(std::string_view text, std::string& out) {
    const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
    const char* const first = text.data() + (hex ? 3 : 2);
    const char* const last = text.data() + text.size();
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(std::min(first, last), last, code, hex ? 16 : 10);
    if (end == first) return 0;
    append_numeric(out, error == std::errc{} ? code : 0xFFFFFFFF);
    const auto used = static_cast<std::size_t>(end - text.data());
    return used + (used < text.size() && text[used] == ';' ? 1 : 0);
}

enum class Named { Decoded, NoReference, Rare };

/// Decodes "&name;" at the start of `text` where the name is a common one.
Named decode_named(std::string_view text, std::string& out, std::size_t& used) {
    std::size_t end = 1;
    while (end < text.size() && is_alnum(text[end])) ++end;
    if (end == 1) return Named::NoReference;
    if (end >= text.size() || text[end] != ';') return Named::Rare;  // "&copy 2026" counts as well
    const std::string_view name = text.substr(1, end - 1);
    const auto found = std::ranges::lower_bound(kCommon, name, {}, &CharacterReference::name);
    if (found == kCommon.end() || found->name != name) return Named::Rare;
    out += found->text;
    used = end + 1;
    return Named::Decoded;
}

}  // namespace

std::string decode_entities(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t pos = 0; pos < text.size();) {
        const std::size_t ampersand = std::min(text.find('&', pos), text.size());
        out.append(text, pos, ampersand - pos);
        pos = ampersand;
        if (pos == text.size()) break;
        const std::string_view rest = text.substr(pos);
        std::size_t used = 0;
        if (rest.size() > 2 && rest[1] == '#') {
            used = decode_numeric(rest, out);
        } else if (decode_named(rest, out, used) == Named::Rare) {
            return out + clean_utf8(decode_entities_by_parser(rest));  // "&#1" becomes a control
        }
        if (used == 0) out += '&';
        pos += std::max<std::size_t>(used, 1);
    }
    return out;
}

std::string escape_html(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    std::size_t plain = 0;
    const auto replace = [&](std::size_t at, std::string_view reference) {
        out.append(text, plain, at - plain);
        out.append(reference);
        plain = at + 1;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        switch (text[at]) {
            case '&':
                replace(at, "&amp;");
                break;
            case '<':
                replace(at, "&lt;");
                break;
            case '>':
                replace(at, "&gt;");
                break;
            case '"':
                replace(at, "&quot;");
                break;
            case '\'':
                replace(at, "&#39;");
                break;
            default:
                break;
        }
    }
    out.append(text, plain);
    return out;
}

}  // namespace ainews::text
