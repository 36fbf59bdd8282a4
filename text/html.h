#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/block.h"

// HTML from outside, made harmless. Every function takes valid UTF-8, is pure and thread-safe, and
// is bounded in time (linear up to kHtmlDepthMax times the input) and memory; none of them fails:
// what cannot be read is left out.
namespace ainews::text {

/// Plain text of a fragment: tags, comments, scripts and styles gone, entities decoded, white space
/// collapsed; a line break between blocks and at <br>, never two in a row, none at the ends.
[[nodiscard]] std::string html_to_text(std::string_view html);

/// One line of plain text: html_to_text with its line breaks turned into spaces. A title that only
/// looks like markup ("a < b", "<3") keeps its text.
[[nodiscard]] std::string plain_title(std::string_view html);

/// Markup rebuilt from an allow list: headings, paragraphs, lists, quotes, code, tables, figures,
/// links and simple inline emphasis, ruby included. Links and pictures carry only absolute http(s)
/// addresses (resolved against `base_url`); no other attribute survives. The result never has more
/// tags than `html`, and sanitizing it again changes nothing.
[[nodiscard]] std::string sanitize_html(std::string_view html, std::string_view base_url);

/// `text` with & < > " and ' as character references: safe in element content and quoted
/// attributes.
[[nodiscard]] std::string escape_html(std::string_view text);

/// Character references decoded as HTML does, once: "&amp;lt;" becomes "&lt;".
[[nodiscard]] std::string decode_entities(std::string_view text);

/// The blocks of a feed's own content, numbered from 1; links as spans, offsets in code points.
[[nodiscard]] std::vector<Block> html_blocks(std::string_view html, std::string_view base_url);

}  // namespace ainews::text
