#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ainews::text {

/// What lies beyond is not read: a page is at most 4 MB, an entry's content less.
constexpr std::size_t kHtmlBytesMax = 8U << 20U;
/// Deeper elements lose their tags and keep their text: gumbo is quadratic in depth, and deep trees
/// blow the stack of whoever walks them.
constexpr std::size_t kHtmlDepthMax = 400;
/// Further tags are dropped and their text kept: bounds the tree's memory.
constexpr std::size_t kHtmlTagsMax = 200'000;
/// Attributes read of one tag: gumbo compares each with each.
constexpr std::size_t kHtmlAttributesMax = 64;
/// Elements that unclosed <b>, <i> ... may make the parser clone before they are closed for good.
constexpr std::size_t kHtmlClonesMax = 50'000;
/// Longer attribute values are dropped: addresses above it are data, not links.
constexpr std::size_t kHtmlValueMax = 4096;

struct Prescanned {
    std::string html;                  ///< what is left for the parser
    std::vector<std::string> json_ld;  ///< raw text of <script type="application/ld+json">
    std::size_t start_tags = 0;        ///< in `html`
};

/// What becomes of an inline SVG: nothing, or its title, which is its text alternative (SVG 2
/// §5.7). An article's text goes without: there it is icons, whose titles would be read and
/// translated.
enum class InlineSvg { Drop, KeepTitle };

/// Cuts, in linear time, what no reader sees or no rule needs: scripts, styles, comments, embedded
/// objects, form controls, unknown attributes, white space runs. What is left is written anew,
/// within the limits above, so that gumbo never meets a trap, and parses in half the time.
[[nodiscard]] Prescanned prescan_html(std::string_view html, InlineSvg svg = InlineSvg::Drop);

}  // namespace ainews::text
