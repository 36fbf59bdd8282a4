#include "text/article_facts.h"

#include <array>

namespace ainews::text {
namespace {

/// A paragraph this long reads as prose, not as a label; visible characters.
constexpr std::uint32_t kProseMin = 60;
/// More of it linked, and it is a list of links.
constexpr double kProseLinkShareMax = 0.3;

struct Measure {
    std::uint32_t text = 0;
    std::uint32_t stops = 0;
};

/// U+3000 to U+9FFF and U+AC00 to U+D7FF begin with 0xE3 to 0xED in UTF-8.
constexpr bool begins_cjk(unsigned char c) noexcept { return c >= 0xE3 && c <= 0xED; }

Measure measure(std::string_view text) noexcept {
    Measure out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c <= 0x20 || (c & 0xC0U) == 0x80U) continue;
        out.text += begins_cjk(c) ? 2 : 1;
        if (c == '.' || c == ',' || c == ';' || c == '?' || c == '!') ++out.stops;
        // U+3001 and U+3002, U+FF01, U+FF0C: the stops of Japanese and Chinese
        if (c == 0xE3 && i + 2 < text.size() && text[i + 1] == '\x80' &&
            (text[i + 2] == '\x81' || text[i + 2] == '\x82'))
            ++out.stops;
        if (c == 0xEF && i + 2 < text.size() && text[i + 1] == '\xBC' &&
            (text[i + 2] == '\x81' || text[i + 2] == '\x8C'))
            ++out.stops;
    }
    return out;
}

/// Elements whose own inline text makes one paragraph.
bool holds_prose(Tag tag) noexcept {
    switch (tag) {
        case Tag::P:
        case Tag::Div:
        case Tag::Td:
        case Tag::Pre:
        case Tag::Blockquote:
        case Tag::Section:
        case Tag::Article:
        case Tag::Li:
        case Tag::Dd:
        case Tag::Main:
        case Tag::Body:
        case Tag::Center:
            return true;
        default:
            return false;
    }
}

/// Where these stand in a table, the table lays out a page.
bool lays_out(Tag tag) noexcept {
    switch (tag) {
        case Tag::Table:
        case Tag::Ul:
        case Tag::Ol:
        case Tag::Form:
        case Tag::Article:
            return true;
        default:
            return is_heading(tag);
    }
}

}  // namespace

bool is_heading_anchor(const Dom& dom, NodeId link) {
    return dom[link].tag == Tag::A && dom.attribute(link, Attr::Href).starts_with('#') &&
           is_heading(dom[dom[link].parent].tag);
}

bool holds_anchor(const Dom& dom, NodeId heading) {
    for (NodeId id = heading + 1; id < dom[heading].end; ++id)
        if (is_heading_anchor(dom, id)) return true;
    return false;
}

PageFacts measure_page(const Dom& dom) {
    PageFacts facts(dom.size());
    // Text that stands directly in a block, inline elements included, makes that block's paragraph.
    std::vector<Measure> own(dom.size());
    std::vector<std::uint32_t> own_linked(dom.size());
    std::vector<bool> headed(dom.size());  // holds a table's headings
    std::vector<bool> layout(dom.size());  // holds something that makes a table one of layout
    for (NodeId id = dom.size(); id-- > 1;) {
        const DomNode& node = dom[id];
        NodeFacts& here = facts[id];
        if (node.is_text) {
            const Measure m = measure(node.text);
            here.text = m.text;
            here.stops = m.stops;
            own[id] = m;
        } else {
            here.hints = hints_of(dom, id);
            if (holds_prose(node.tag) && own[id].text >= kProseMin &&
                own_linked[id] < own[id].text * kProseLinkShareMax)
                here.prose += own[id].text - own_linked[id];
            if (node.tag == Tag::Pre) here.framed = here.text;
            if (node.tag == Tag::Table && !layout[id])
                here.framed = headed[id] ? here.text : here.plain();
            if (node.tag == Tag::A &&
                !is_heading_anchor(dom, id)) {  // a teaser is no prose, however long
                own_linked[id] = own[id].text;
                here.linked = here.text;
                here.prose = 0;
            }
        }
        NodeFacts& parent = facts[node.parent];
        parent.text += here.text;
        parent.linked += here.linked;
        parent.prose += here.prose;
        parent.stops += here.stops;
        parent.framed += here.framed;
        if (headed[id] || (node.tag == Tag::Th && here.plain() > 0)) headed[node.parent] = true;
        if (layout[id] || (!node.is_text && lays_out(node.tag))) layout[node.parent] = true;
        if (node.is_text || !is_block(node.tag)) {
            own[node.parent].text += own[id].text;
            own_linked[node.parent] += own_linked[id];
        }
    }
    return facts;
}

}  // namespace ainews::text
