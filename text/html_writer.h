#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/html_dom.h"

namespace ainews::text {

/// By node: whether its subtree is left out. Empty: nothing is.
using NodeSet = std::vector<bool>;

/// Absolute http(s) address of an <img>, lazy-loading attributes considered; empty where it has
/// none.
[[nodiscard]] std::string image_address(const Dom& dom, NodeId image, std::string_view base_url);
/// Absolute http(s) address of an <a>; empty where it has none or stays on the page.
[[nodiscard]] std::string link_address(const Dom& dom, NodeId link, std::string_view base_url);

/// The one serializer of HTML that leaves this house. It writes a normal form of what the allow
/// list names: paragraphs and headings hold only inline content, inline elements never hold blocks,
/// nothing is empty, white space is collapsed. Parsing that form gives the same form again. Each
/// tag written stands for one of the input; where the parser cloned an element, a tag it made
/// superfluous.
class HtmlWriter {
public:
    HtmlWriter(const Dom& dom, std::string_view base_url) : dom_{dom}, base_url_{base_url} {}

    /// Appends what is inside `root` (and `root` itself), without the nodes of `dropped`.
    void write(NodeId root, const NodeSet& dropped);
    /// Closes what is open.
    [[nodiscard]] std::string take() &&;

private:
    struct Block {
        Tag tag;
        bool written;
    };
    struct Inline {
        Tag tag;
        std::string href;
        bool written = false;  ///< false where no tag was left to spend on it
    };
    struct Entered {
        NodeId end;
        std::size_t blocks;  ///< sizes to return to when the element ends
        std::size_t inlines;
        bool ends_block;
    };

    bool enter(NodeId id);
    void leave(const Entered& entered);
    /// True where it stands in `blocks_` now.
    bool enter_block(Tag tag, bool synthetic);
    void enter_inline(NodeId id, Tag tag);
    bool block_allowed(Tag tag);
    void text(std::string_view raw);
    void image(NodeId id);
    void line_break();
    void begin_content();
    void close_inlines(std::size_t keep);
    void close_blocks(std::size_t keep);
    void close_paragraph();
    void put(std::string_view raw);
    void put_start(Tag tag);
    void put_end(Tag tag);
    [[nodiscard]] bool table_is_whole(NodeId table) const;
    /// An <rt> whose <ruby> had no tag left to spend would not survive a second reading.
    [[nodiscard]] bool has_its_parent(std::size_t index) const;
    [[nodiscard]] Tag top() const noexcept {
        return blocks_.empty() ? Tag::Body : blocks_.back().tag;
    }

    const Dom& dom_;
    std::string_view base_url_;
    std::string out_;
    std::vector<Block> blocks_;
    std::vector<Inline> inlines_;   ///< those around the current place, outermost first
    std::size_t open_inlines_ = 0;  ///< how many of them have been begun in the output
    std::vector<Entered> entered_;
    std::size_t tags_seen_ = 0;
    std::size_t tags_written_ = 0;
    bool paragraph_due_ = false;  ///< text here began a <div>: it becomes a paragraph
    bool line_start_ = true;      ///< white space and <br> here show nothing
    bool space_ = false;
    int pre_ = 0;
};

}  // namespace ainews::text
