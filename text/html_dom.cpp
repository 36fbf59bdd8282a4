#include "text/html_dom.h"

#include <gumbo.h>

#include <array>

#include "text/html_arena.h"

namespace ainews::text {
namespace {

constexpr unsigned kSynthetic =
    GUMBO_INSERTION_BY_PARSER | GUMBO_INSERTION_IMPLIED | GUMBO_INSERTION_CONVERTED_FROM_END_TAG |
    GUMBO_INSERTION_RECONSTRUCTED_FORMATTING_ELEMENT | GUMBO_INSERTION_ADOPTION_AGENCY_CLONED;

const std::array<Tag, GUMBO_TAG_LAST + 1>& tags_of_gumbo() {
    static const auto table = [] {
        std::array<Tag, GUMBO_TAG_LAST + 1> tags{};
        for (int i = 0; i < GUMBO_TAG_UNKNOWN; ++i)
            tags[static_cast<std::size_t>(i)] =
                tag_from_name(gumbo_normalized_tagname(static_cast<GumboTag>(i)));
        return tags;
    }();
    return table;
}

/// gumbo's elements, whose memory the arena owns: nothing has to be destroyed one by one.
GumboOutput* parse(HtmlArena& arena, std::string_view html) {
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = [](void* memory, std::size_t bytes) {
        return static_cast<HtmlArena*>(memory)->allocate(bytes);
    };
    options.deallocator = [](void* memory, void* piece) {
        static_cast<HtmlArena*>(memory)->release(piece);
    };
    options.userdata = &arena;
    options.max_errors = 0;  // it keeps every error otherwise: 769 MB for 50 KB of unclosed tags
    return gumbo_parse_with_options(&options, html.data(), html.size());
}

const GumboVector* children_of(const GumboNode* node) {
    if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE)
        return &node->v.element.children;
    return nullptr;
}

bool is_text(const GumboNode* node) {
    return node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
           node->type == GUMBO_NODE_CDATA;
}

}  // namespace

struct Dom::Memory {
    HtmlArena arena;
};

Dom::Dom() : memory_{std::make_unique<Memory>()} {}
Dom::Dom(Dom&&) noexcept = default;
Dom& Dom::operator=(Dom&&) noexcept = default;
Dom::~Dom() = default;

Dom Dom::parse(std::string_view prescanned_html) {
    Dom dom;
    // The length is what gumbo goes by; the data may be null in an empty view.
    const GumboOutput* output =
        text::parse(dom.memory_->arena, prescanned_html.empty() ? " " : prescanned_html);
    dom.build(output->root);
    return dom;
}

void Dom::add_element(const void* gumbo_element, NodeId parent) {
    const auto* node = static_cast<const GumboNode*>(gumbo_element);
    DomNode out;
    out.parent = parent;
    if (is_text(node)) {
        out.is_text = true;
        out.text = node->v.text.text;
    } else {
        out.tag = tags_of_gumbo()[node->v.element.tag];
        out.synthetic = (static_cast<unsigned>(node->parse_flags) & kSynthetic) != 0;
        out.first_attribute = static_cast<std::uint32_t>(attributes_.size());
        const GumboVector& attributes = node->v.element.attributes;
        for (unsigned i = 0; i < attributes.length; ++i) {
            const auto* attribute = static_cast<const GumboAttribute*>(attributes.data[i]);
            const Attr attr = attr_from_name(attribute->name);
            if (attr != Attr::Other) attributes_.push_back({attr, attribute->value});
        }
        out.attribute_count = static_cast<std::uint16_t>(attributes_.size() - out.first_attribute);
        if (out.tag == Tag::Body && body_ == 0) body_ = size();
    }
    nodes_.push_back(out);
}

void Dom::build(const void* gumbo_root) {
    struct Level {
        const GumboVector* children;
        unsigned next;
        NodeId id;
    };
    const auto* root = static_cast<const GumboNode*>(gumbo_root);
    nodes_.reserve(4096);
    add_element(root, kNoNode);
    std::vector<Level> levels{{children_of(root), 0, 0}};
    while (!levels.empty()) {
        Level& level = levels.back();
        if (level.children == nullptr || level.next >= level.children->length) {
            nodes_[level.id].end = size();
            levels.pop_back();
            continue;
        }
        const auto* child = static_cast<const GumboNode*>(level.children->data[level.next++]);
        const GumboVector* grandchildren = children_of(child);
        if (grandchildren == nullptr && !is_text(child)) continue;  // a comment
        const NodeId id = size();
        add_element(child, level.id);
        levels.push_back({grandchildren, 0, id});
    }
}

std::string_view Dom::attribute(NodeId id, Attr attr) const noexcept {
    const DomNode& node = nodes_[id];
    for (std::uint32_t i = 0; i < node.attribute_count; ++i)
        if (attributes_[node.first_attribute + i].attr == attr)
            return attributes_[node.first_attribute + i].value;
    return {};
}

bool Dom::has_attribute(NodeId id, Attr attr) const noexcept {
    const DomNode& node = nodes_[id];
    for (std::uint32_t i = 0; i < node.attribute_count; ++i)
        if (attributes_[node.first_attribute + i].attr == attr) return true;
    return false;
}

std::string decode_entities_by_parser(std::string_view text) {
    std::string html = "<title>";  // its content holds references, but no tags
    for (const char c : text) {
        if (c == '<')
            html += "&lt;";
        else
            html += c;
    }
    html += "</title>";
    const Dom dom = Dom::parse(html);
    for (NodeId id = 0; id < dom.size(); ++id)
        if (dom[id].is_text && dom[dom[id].parent].tag == Tag::Title)
            return std::string{dom[id].text};
    return {};
}

}  // namespace ainews::text
