#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/html_attribute.h"
#include "text/html_tag.h"

namespace ainews::text {

using NodeId = std::uint32_t;
constexpr NodeId kNoNode = 0xFFFFFFFF;

/// An element or a run of text. A node's descendants are the ids after it, up to `end`.
struct DomNode {
    Tag tag = Tag::Unknown;
    bool is_text = false;
    bool synthetic = false;  ///< made by the parser: no tag of the input stands for it
    std::uint16_t attribute_count = 0;
    std::uint32_t first_attribute = 0;
    NodeId parent = kNoNode;
    NodeId end = 0;         ///< one past the last descendant: the next sibling, if there is one
    std::string_view text;  ///< of a text: references decoded, white space as written
};

/// A parsed page as one array in document order: subtrees are ranges, walks are loops, and nothing
/// recurses. Node 0 is the <html> element. Move-only; read by any number of threads.
class Dom {
public:
    /// Parses what prescan_html left. Never fails: gumbo makes a tree of anything.
    [[nodiscard]] static Dom parse(std::string_view prescanned_html);

    Dom(Dom&&) noexcept;
    Dom& operator=(Dom&&) noexcept;
    ~Dom();

    [[nodiscard]] const DomNode& operator[](NodeId id) const noexcept { return nodes_[id]; }
    [[nodiscard]] NodeId size() const noexcept { return static_cast<NodeId>(nodes_.size()); }
    /// The <body>; the root where there is none.
    [[nodiscard]] NodeId body() const noexcept { return body_; }
    /// The decoded value; empty where the element has no such attribute.
    [[nodiscard]] std::string_view attribute(NodeId id, Attr attr) const noexcept;
    [[nodiscard]] bool has_attribute(NodeId id, Attr attr) const noexcept;

private:
    struct Attribute {
        Attr attr;
        std::string_view value;
    };
    struct Memory;

    Dom();
    void add_element(const void* gumbo_element, NodeId parent);
    void build(const void* gumbo_root);

    std::unique_ptr<Memory> memory_;  ///< what the string views point into
    std::vector<DomNode> nodes_;
    std::vector<Attribute> attributes_;
    NodeId body_ = 0;
};

/// Decodes every character reference of HTML, the rare ones included, by the parser's own table.
[[nodiscard]] std::string decode_entities_by_parser(std::string_view text);

}  // namespace ainews::text
