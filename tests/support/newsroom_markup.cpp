#include "tests/support/newsroom_markup.h"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>

namespace ainews::newsroom {
namespace {

/// Punctuation and spaces beyond ASCII that renderings may change.
bool is_ignored(char32_t code) {
    return (code >= 0x80 && code <= 0xBF) || (code >= 0x2000 && code <= 0x2BFF) ||
           (code >= 0x3000 && code <= 0x3004) || (code >= 0x3008 && code <= 0x303F) ||
           code == 0x30FB || (code >= 0xFE00 && code <= 0xFF0F) ||
           (code >= 0xFF1A && code <= 0xFF20) || (code >= 0xFF3B && code <= 0xFF40) ||
           (code >= 0xFF5B && code <= 0xFF65);
}

constexpr std::string_view kMarkOpen = "\u27E6";
constexpr std::string_view kMarkClose = "\u27E7";

void append_inline(std::string& html, std::string_view markup) {
    for (const auto& piece : pieces_of(markup)) {
        switch (piece.kind) {
            case Piece::Kind::Text:
                html += escape(piece.text);
                break;
            case Piece::Kind::Code:
                html += "<code>" + escape(piece.text) + "</code>";
                break;
            case Piece::Kind::Link:
                html +=
                    fmt::format("<a href=\"{}\">{}</a>", escape(piece.target), escape(piece.text));
        }
    }
}

std::string wrapped(std::string_view tag, std::string_view markup) {
    std::string html = fmt::format("<{}>", tag);
    append_inline(html, markup);
    return html + fmt::format("</{}>", tag);
}

std::string table_html(const SampleBlock& block) {
    std::string html = "<table>";
    std::string_view cell = "th";
    for (const auto& row : lines_of(block.source)) {
        html += "<tr>";
        std::string_view rest = row;
        while (true) {
            const auto end = rest.find('\t');
            html += wrapped(cell, rest.substr(0, end));
            if (end == std::string_view::npos) break;
            rest.remove_prefix(end + 1);
        }
        html += "</tr>";
        cell = "td";
    }
    return html + "</table>";
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& pos) {
    const auto lead = static_cast<unsigned char>(text[pos++]);
    int extra = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    char32_t code = extra == 3   ? lead & 0x07U
                    : extra == 2 ? lead & 0x0FU
                    : extra == 1 ? lead & 0x1FU
                                 : lead;
    for (; extra > 0 && pos < text.size(); --extra)
        code = code << 6U | (static_cast<unsigned char>(text[pos++]) & 0x3FU);
    return code;
}

std::vector<Piece> pieces_of(std::string_view markup) {
    std::vector<Piece> pieces;
    const auto add_text = [&](std::string_view text) {
        if (text.empty()) return;
        if (pieces.empty() || pieces.back().kind != Piece::Kind::Text) pieces.push_back({});
        pieces.back().text += text;
    };
    while (!markup.empty()) {
        const auto at = markup.find_first_of("[`");
        add_text(markup.substr(0, at));
        if (at == std::string_view::npos) break;
        markup.remove_prefix(at);
        const bool code = markup.front() == '`';
        const auto middle = code ? std::string_view::npos : markup.find("](");
        const auto end = code ? markup.find('`', 1) : markup.find(')', middle);
        if (end == std::string_view::npos || (!code && middle == std::string_view::npos)) {
            add_text(markup.substr(0, 1));
            markup.remove_prefix(1);
            continue;
        }
        if (code)
            pieces.push_back({Piece::Kind::Code, std::string{markup.substr(1, end - 1)}, {}});
        else
            pieces.push_back({Piece::Kind::Link, std::string{markup.substr(1, middle - 1)},
                              std::string{markup.substr(middle + 2, end - middle - 2)}});
        markup.remove_prefix(end + 1);
    }
    return pieces;
}

std::string plain_text(std::string_view markup) {
    std::string text;
    for (const auto& piece : pieces_of(markup)) text += piece.text;
    return text;
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string escape(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string block_html(const SampleBlock& block) {
    switch (block.kind) {
        case BlockKind::Paragraph:
            return wrapped("p", block.source);
        case BlockKind::Heading:
            return wrapped(fmt::format("h{}", block.level), block.source);
        case BlockKind::Quote:
            return "<blockquote>" + wrapped("p", block.source) + "</blockquote>";
        case BlockKind::Code:
            return "<pre><code>" + escape(block.source) + "\n</code></pre>";
        case BlockKind::Table:
            return table_html(block);
        case BlockKind::Image:
            return fmt::format(
                "<figure><img src=\"{}\" alt=\"\"><figcaption>{}</figcaption></figure>",
                escape(block.href), escape(block.source));
        case BlockKind::List:
            break;
    }
    std::string html = "<ul>";
    for (const auto& line : lines_of(block.source)) html += wrapped("li", line);
    return html + "</ul>";
}

std::string blocks_html(const std::vector<SampleBlock>& blocks) {
    std::string html;
    for (const auto& block : blocks) html += block_html(block) + "\n";
    return html;
}

std::string match_key(std::string_view text) {
    std::string key;
    for (std::size_t pos = 0; pos < text.size();) {
        if (text.substr(pos).starts_with(kMarkOpen)) {
            const auto close = text.find(kMarkClose, pos);
            if (close != std::string_view::npos && close - pos <= 10) {
                pos = close + kMarkClose.size();
                continue;
            }
        }
        const auto start = pos;
        const char32_t code = next_code_point(text, pos);
        if (code < 0x80) {
            if (std::isalnum(static_cast<int>(code)) != 0)
                key += static_cast<char>(std::tolower(static_cast<int>(code)));
        } else if (!is_ignored(code)) {
            key += text.substr(start, pos - start);
        }
    }
    return key;
}

std::size_t count_characters(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t pos = 0; pos < text.size();) {
        const char32_t code = next_code_point(text, pos);
        if (code > 0x20 && code != 0x3000) ++count;
    }
    return count;
}

std::size_t count_words(std::string_view text) {
    std::size_t count = 0;
    bool inside = false;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\n' || c == '\t';
        if (!space && !inside) ++count;
        inside = !space;
    }
    return count;
}

}  // namespace ainews::newsroom
