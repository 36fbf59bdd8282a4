#include "site/block_html.h"

#include <fmt/format.h>

#include <algorithm>

#include "text/html.h"
#include "text/unicode.h"
#include "text/url.h"

namespace ainews::site {
namespace {

/// Byte offset of each code point, and of the end.
std::vector<std::size_t> code_point_offsets(std::string_view text) {
    std::vector<std::size_t> offsets;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) offsets.push_back(i);
    offsets.push_back(text.size());
    return offsets;
}

/// The text with its links. Spans that overlap, run outside the text or lead elsewhere than http(s)
/// are left as plain text.
std::string linked_text(const Block& block) {
    if (block.spans.empty()) return text::escape_html(block.text);
    const auto offsets = code_point_offsets(block.text);
    const auto last = static_cast<std::int64_t>(offsets.size()) - 1;
    std::vector<Span> spans = block.spans;
    std::ranges::sort(spans, {}, &Span::start);
    std::string out;
    std::int64_t at = 0;
    const auto piece = [&](std::int64_t from, std::int64_t to) {
        const std::size_t begin = offsets[static_cast<std::size_t>(from)];
        return text::escape_html(std::string_view{block.text}.substr(
            begin, offsets[static_cast<std::size_t>(to)] - begin));
    };
    for (const Span& span : spans) {
        if (span.start < at || span.end <= span.start || span.end > last ||
            !text::is_http_url(span.href))
            continue;
        const std::string label = piece(span.start, span.end);
        if (label.find_first_of("\n\t") != std::string::npos)
            continue;  // would cross list items or cells
        out += piece(at, span.start);
        out += fmt::format(R"(<a href="{}" rel="noopener">{}</a>)", text::escape_html(span.href),
                           label);
        at = span.end;
    }
    return out + piece(at, last);
}

/// `html` cut at its line ends, which no tag of ours contains.
std::vector<std::string_view> lines_of(std::string_view html) {
    std::vector<std::string_view> lines;
    for (std::size_t pos = 0; pos <= html.size();) {
        const std::size_t end = std::min(html.find('\n', pos), html.size());
        lines.push_back(html.substr(pos, end - pos));
        pos = end + 1;
    }
    return lines;
}

std::string list_html(const std::string& inner) {
    std::string out;
    for (const auto line : lines_of(inner))
        if (!line.empty()) out += fmt::format("<li>{}</li>", line);
    return out;
}

std::string table_html(const std::string& inner) {
    std::string out;
    bool header = true;
    for (const auto line : lines_of(inner)) {
        std::string row;
        for (std::size_t pos = 0; pos <= line.size();) {
            const std::size_t end = std::min(line.find('\t', pos), line.size());
            const auto cell = line.substr(pos, end - pos);
            row += header ? fmt::format(R"(<th scope="col">{}</th>)", cell)
                          : fmt::format("<td>{}</td>", cell);
            pos = end + 1;
        }
        out += fmt::format("<tr>{}</tr>", row);
        header = false;
    }
    return out;
}

/// Appends, because paragraphs are most of a page.
void add_element(std::string& out, const Block& block, const std::string& id) {
    if (block.dropped) {
        out += fmt::format("<p{} hidden></p>", id);
        return;
    }
    const std::string inner = linked_text(block);
    const auto add = [&](std::string_view open, std::string_view attributes, std::string_view text,
                         std::string_view close) {
        for (const std::string_view part : {open, std::string_view{id}, attributes, text, close})
            out += part;
    };
    switch (block.kind) {
        case BlockKind::Heading:
            return add("<h3", ">", inner, "</h3>");
        case BlockKind::List:
            return add("<ul", ">", list_html(inner), "</ul>");
        case BlockKind::Quote:
            return add("<blockquote", "><p>", inner, "</p></blockquote>");
        case BlockKind::Code:
            return add("<pre", R"( tabindex="0"><code>)", inner, "</code></pre>");
        case BlockKind::Table:
            return add("<table", "><tbody>", table_html(inner), "</tbody></table>");
        case BlockKind::Image: {
            const std::string link =
                text::is_http_url(block.href)
                    ? fmt::format(R"( <a href="{}" rel="noopener">画像を見る</a>)",
                                  text::escape_html(block.href))
                    : std::string{};
            return add("<figure", "><figcaption>", inner + link, "</figcaption></figure>");
        }
        case BlockKind::Paragraph:
            break;
    }
    add("<p", block.original ? R"( class="untranslated">)" : ">", inner, "</p>");
}

}  // namespace

std::string blocks_html(const std::vector<Block>& blocks, bool anchors) {
    std::string out;
    for (const Block& block : blocks) {
        add_element(out, block, anchors ? fmt::format(R"( id="p{}")", block.n) : std::string{});
        out.push_back('\n');
    }
    return out;
}

}  // namespace ainews::site
