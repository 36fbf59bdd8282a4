#include "notify/escape.h"

#include "text/unicode.h"

namespace ainews::notify {
namespace {

constexpr std::string_view kEllipsis = "…";
constexpr std::string_view kZeroWidthSpace = "\u200b";
constexpr std::string_view kDiscordMarks = "\\*_~`|<>#[]()-";

/// `escape` appends one code point and tells how many it became.
template <typename Escape>
std::string escaped(std::string_view text, std::size_t max, Escape escape) {
    std::string out;
    std::size_t length = 0;
    std::size_t room_end = 0;  // where the ellipsis would still fit
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = text::next(text, at);
        const std::size_t added = escape(out, c);
        if (length + added > max) {
            out.resize(max == 0 ? 0 : room_end);
            if (max > 0) out += kEllipsis;
            return out;
        }
        length += added;
        if (length < max) room_end = out.size();
    }
    return out;
}

std::size_t append_plain(std::string& out, char32_t c) {
    text::append(out, c);
    return 1;
}

std::size_t append_text(std::string& out, std::string_view text) {
    out += text;
    return text::length(text);
}

std::size_t slack_escape(std::string& out, char32_t c) {
    if (c == U'&') return append_text(out, "&amp;");
    if (c == U'<') return append_text(out, "&lt;");
    if (c == U'>') return append_text(out, "&gt;");
    return append_plain(out, c);
}

}  // namespace

std::string slack_text(std::string_view text, std::size_t max) {
    return escaped(text, max, slack_escape);
}

std::string slack_label(std::string_view text, std::size_t max) {
    return escaped(text, max, [](std::string& out, char32_t c) {
        if (c == U'|') return append_plain(out, U'｜');
        if (c == U'\n' || c == U'\r') return append_plain(out, U' ');
        return slack_escape(out, c);
    });
}

std::string discord_text(std::string_view text, std::size_t max) {
    return escaped(text, max, [](std::string& out, char32_t c) -> std::size_t {
        if (c == U'@') return append_plain(out, c) + append_text(out, kZeroWidthSpace);
        if (c < 0x80 && kDiscordMarks.find(static_cast<char>(c)) != std::string_view::npos)
            return append_plain(out, U'\\') + append_plain(out, c);
        return append_plain(out, c);
    });
}

}  // namespace ainews::notify
