#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "text/html_dom.h"

namespace ainews::text {

/// What the names in `class`, `id`, `role`, `itemprop` say about an element: bits.
enum Hint : std::uint16_t {
    kHintBody = 1,     ///< the article's own text: articleBody, entry-content, post-body ...
    kHintArticle = 2,  ///< the article as a whole: article, post, story, content, main
    kHintBoilerplate =
        4,  ///< surely not the article: comments, sidebar, related, share, newsletter ...
    kHintDoubtful = 8,   ///< often not: widget, promo, meta, tags, author ...
    kHintHidden = 16,    ///< not shown: hidden, aria-hidden, display: none
    kHintCaption = 32,   ///< describes or credits a picture
    kHintComments = 64,  ///< what readers wrote, or lawyers: often longer than the article
    kHintConsent = 128,  ///< laid over the page: cookie banners, dialogs
    kHintCallout = 256,  ///< a note set apart from the text around it, or below it
};

/// Measures of a subtree. Lengths are visible characters; those of CJK scripts count twice, because
/// they say as much.
struct NodeFacts {
    std::uint32_t text = 0;
    std::uint32_t linked = 0;  ///< part of `text` that is inside links
    std::uint32_t prose = 0;   ///< part of `text` that stands in unlinked paragraphs of real length
    std::uint32_t stops = 0;   ///< sentence ends and commas
    std::uint32_t framed = 0;  ///< part of `text` in <pre> and in tables of data
    std::uint16_t hints = 0;   ///< of this element alone

    /// What is not inside links.
    [[nodiscard]] std::uint32_t plain() const noexcept { return text - std::min(text, linked); }
    [[nodiscard]] double link_share() const noexcept {
        return text == 0 ? 0.0 : static_cast<double>(linked) / text;
    }
};

using PageFacts = std::vector<NodeFacts>;

/// Measures every node of the tree, in linear time.
[[nodiscard]] PageFacts measure_page(const Dom& dom);

/// Whether this is a heading's link to its own place on the page, which leads nowhere else.
[[nodiscard]] bool is_heading_anchor(const Dom& dom, NodeId link);
/// Whether a heading has such a link, as those of documentation and long texts do.
[[nodiscard]] bool holds_anchor(const Dom& dom, NodeId heading);

/// Hints of one element's names.
[[nodiscard]] std::uint16_t hints_of(const Dom& dom, NodeId id);

}  // namespace ainews::text
