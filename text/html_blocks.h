#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/block.h"
#include "text/html_dom.h"
#include "text/html_writer.h"

namespace ainews::text {

/// Cuts a tree into the blocks that are summarized, translated and shown: a paragraph, a heading, a
/// whole list, each paragraph of a quote, a piece of code, a table, a picture with its caption.
/// Lists and tables that hold articles of their own (headings, several paragraphs an item) are
/// taken apart.
class BlockBuilder {
public:
    BlockBuilder(const Dom& dom, std::string_view base_url) : dom_{dom}, base_url_{base_url} {}

    /// Appends the blocks of `root`'s subtree, without the nodes of `dropped`.
    void add(NodeId root, const NodeSet& dropped);
    /// The blocks, numbered from 1.
    [[nodiscard]] std::vector<Block> take() &&;

private:
    /// What an element around the current place means for the text in it.
    enum class Scope : std::uint8_t {
        Plain,
        Breaks,
        Heading,
        List,
        Item,
        Quote,
        Code,
        Table,
        Row,
        Cell,
        Figure,
        Caption,
        Link
    };
    struct Entered {
        NodeId end;
        Scope scope;
        NodeId id;
    };

    [[nodiscard]] Scope scope_of(NodeId id) const;
    [[nodiscard]] bool is_plain_list(NodeId list) const;
    [[nodiscard]] bool is_data_table(NodeId table) const;
    void enter(NodeId id, Scope scope);
    void leave(const Entered& entered);
    void text(std::string_view raw);
    void put(std::string_view word);
    void boundary();
    void line_break();
    void start_line();
    void image(NodeId id);
    void flush();
    void flush_images();
    [[nodiscard]] BlockKind kind() const;

    const Dom& dom_;
    std::string_view base_url_;
    std::vector<Block> blocks_;
    std::vector<Entered> entered_;
    Block current_;
    std::int64_t length_ = 0;    ///< of the current block's text, in code points
    std::vector<Block> images_;  ///< met inside the current block; they follow it
    std::string link_;           ///< address of the link around the current place
    bool link_begins_ = false;   ///< its span has not been started in this block
    bool space_ = false;
    bool newline_ = false;
    bool row_begins_ = false;
    int heading_ = 0, lists_ = 0, quotes_ = 0, code_ = 0, tables_ = 0, captions_ = 0;
};

}  // namespace ainews::text
