#include "text/html_blocks.h"

#include <algorithm>
#include <cctype>

#include "core/ascii.h"

namespace ainews::text {
namespace {

/// A table whose cells hold more than this on average lays out text rather than data, in bytes.
constexpr std::size_t kDataCellBytesMax = 200;

std::int64_t code_points(std::string_view text) noexcept {
    return std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

bool has_no_text(Tag tag) noexcept {
    return tag == Tag::Head || tag == Tag::Title || tag == Tag::Meta || tag == Tag::Link ||
           tag == Tag::Style || tag == Tag::Script || tag == Tag::Rp || tag == Tag::Rt;
}

}  // namespace

BlockBuilder::Scope BlockBuilder::scope_of(NodeId id) const {
    const Tag tag = dom_[id].tag;
    switch (tag) {
        case Tag::H1:
        case Tag::H2:
        case Tag::H3:
        case Tag::H4:
        case Tag::H5:
        case Tag::H6:
            return Scope::Heading;
        case Tag::Ul:
        case Tag::Ol:
        case Tag::Dl:
            return lists_ > 0 || is_plain_list(id) ? Scope::List : Scope::Breaks;
        case Tag::Li:
        case Tag::Dt:
        case Tag::Dd:
            return lists_ > 0 ? Scope::Item : Scope::Breaks;
        case Tag::Blockquote:
            return Scope::Quote;
        case Tag::Pre:
            return Scope::Code;
        case Tag::Table:
            return tables_ > 0 || is_data_table(id) ? Scope::Table : Scope::Breaks;
        case Tag::Tr:
            return tables_ > 0 ? Scope::Row : Scope::Breaks;
        case Tag::Td:
        case Tag::Th:
            return tables_ > 0 ? Scope::Cell : Scope::Breaks;
        case Tag::Figure:
            return Scope::Figure;
        case Tag::Figcaption:
            return Scope::Caption;
        case Tag::A:
            return Scope::Link;
        default:
            return is_block(tag) ? Scope::Breaks : Scope::Plain;
    }
}

bool BlockBuilder::is_plain_list(NodeId list) const {
    std::size_t items = 0;
    std::size_t paragraphs = 0;
    for (NodeId id = list + 1; id < dom_[list].end; ++id) {
        const Tag tag = dom_[id].tag;
        if (is_heading(tag) || tag == Tag::Pre || tag == Tag::Table || tag == Tag::Blockquote ||
            tag == Tag::Figure)
            return false;
        items += tag == Tag::Li || tag == Tag::Dt || tag == Tag::Dd ? 1 : 0;
        paragraphs += tag == Tag::P ? 1 : 0;
    }
    return paragraphs <= items;
}

bool BlockBuilder::is_data_table(NodeId table) const {
    std::size_t cells = 0;
    std::size_t rows = 0;
    std::size_t bytes = 0;
    for (NodeId id = table + 1; id < dom_[table].end; ++id) {
        const DomNode& node = dom_[id];
        if (node.is_text) bytes += node.text.size();
        if (node.tag == Tag::Table || is_heading(node.tag) || node.tag == Tag::Blockquote ||
            node.tag == Tag::Pre)
            return false;
        cells += node.tag == Tag::Td || node.tag == Tag::Th ? 1 : 0;
        rows += node.tag == Tag::Tr ? 1 : 0;
    }
    return cells > rows && bytes <= cells * kDataCellBytesMax;
}

void BlockBuilder::add(NodeId root, const NodeSet& dropped) {
    const NodeId end = dom_[root].end;
    for (NodeId id = root; id < end;) {
        for (; !entered_.empty() && entered_.back().end <= id; entered_.pop_back())
            leave(entered_.back());
        const DomNode& node = dom_[id];
        if ((!dropped.empty() && dropped[id]) || has_no_text(node.tag)) {
            id = node.end;
            continue;
        }
        if (node.is_text) {
            text(node.text);
        } else if (node.tag == Tag::Br) {
            line_break();
        } else if (node.tag == Tag::Img) {
            image(id);
        } else if (const Scope scope = scope_of(id); scope != Scope::Plain) {
            entered_.push_back({node.end, scope, id});
            enter(id, scope);
        }
        ++id;
    }
    for (; !entered_.empty(); entered_.pop_back()) leave(entered_.back());
    flush();
}

std::vector<Block> BlockBuilder::take() && {
    flush();
    // A picture nobody describes gives the reader of a text nothing.
    std::erase_if(blocks_, [](const Block& block) { return block.text.empty(); });
    std::int64_t n = 0;
    for (Block& block : blocks_) block.n = ++n;
    return std::move(blocks_);
}

void BlockBuilder::enter(NodeId id, Scope scope) {
    switch (scope) {
        case Scope::Heading:
            boundary();
            heading_ = static_cast<int>(dom_[id].tag) - static_cast<int>(Tag::H1) + 1;
            break;
        case Scope::List:
            if (lists_ == 0) boundary();
            ++lists_;
            break;
        case Scope::Item:
            start_line();
            break;
        case Scope::Quote:
            boundary();
            ++quotes_;
            break;
        case Scope::Code:
            boundary();
            ++code_;
            break;
        case Scope::Table:
            if (tables_ == 0) boundary();
            ++tables_;
            break;
        case Scope::Row:
            start_line();
            row_begins_ = true;
            break;
        case Scope::Cell:
            if (!row_begins_) put("\t");
            row_begins_ = false;
            space_ = false;
            break;
        case Scope::Figure:
            boundary();
            break;
        case Scope::Caption:
            boundary();
            ++captions_;
            break;
        case Scope::Link:
            link_ = link_address(dom_, id, base_url_);
            link_begins_ = true;
            break;
        case Scope::Breaks:
            boundary();
            break;
        case Scope::Plain:
            break;
    }
}

void BlockBuilder::leave(const Entered& entered) {
    switch (entered.scope) {
        case Scope::Heading:
            boundary();
            heading_ = 0;
            break;
        case Scope::List:
            if (lists_ == 1) flush();
            --lists_;
            break;
        case Scope::Quote:
            boundary();
            --quotes_;
            break;
        case Scope::Code:
            boundary();
            --code_;
            break;
        case Scope::Table:
            if (tables_ == 1) flush();
            --tables_;
            break;
        case Scope::Caption:
            boundary();
            --captions_;
            break;
        case Scope::Figure:
        case Scope::Breaks:
            boundary();
            break;
        case Scope::Link:
            link_.clear();
            break;
        case Scope::Item:
            start_line();
            break;
        case Scope::Row:
        case Scope::Cell:
        case Scope::Plain:
            break;
    }
}

void BlockBuilder::boundary() {
    if (lists_ > 0 || tables_ > 0)
        space_ = true;  // a list or a table is one block, whatever its items are made of
    else
        flush();
}

void BlockBuilder::start_line() {
    newline_ = !current_.text.empty();
    space_ = false;
}

void BlockBuilder::line_break() {
    if (code_ > 0) {
        text("\n");
    } else if (lists_ > 0 || tables_ > 0 || heading_ > 0) {
        space_ = true;
    } else if (newline_) {
        flush();  // a second <br>: a new paragraph
    } else {
        newline_ = !current_.text.empty();
        space_ = false;
    }
}

void BlockBuilder::put(std::string_view word) {
    if (newline_ && !current_.text.empty()) {
        current_.text += '\n';
        ++length_;
    } else if (space_ && !current_.text.empty() && current_.text.back() != '\t') {
        current_.text += ' ';
        ++length_;
    }
    newline_ = space_ = false;
    const std::int64_t start = length_;
    current_.text += word;
    length_ += code_points(word);
    if (link_.empty()) return;
    if (!link_begins_ && !current_.spans.empty()) {
        current_.spans.back().end = length_;
        return;
    }
    current_.spans.push_back({start, length_, link_});
    link_begins_ = false;
}

void BlockBuilder::text(std::string_view raw) {
    if (code_ > 0) {
        if (current_.text.empty() && raw.find_first_not_of("\r\n") == std::string_view::npos)
            return;
        if (current_.text.empty()) raw.remove_prefix(raw.find_first_not_of("\r\n"));
        if (!raw.empty()) put(raw);
        return;
    }
    for (std::size_t i = 0; i < raw.size();) {
        if (is_ascii_space(raw[i])) {
            space_ = !newline_;
            ++i;
            continue;
        }
        const std::size_t from = i;
        while (i < raw.size() && !is_ascii_space(raw[i])) ++i;
        put(raw.substr(from, i - from));
    }
}

void BlockBuilder::image(NodeId id) {
    Block image;
    image.kind = BlockKind::Image;
    image.href = image_address(dom_, id, base_url_);
    if (image.href.empty()) return;
    const std::string_view alt = dom_.attribute(id, Attr::Alt);
    for (const char c : alt)
        if (!is_ascii_space(c))
            image.text += c;
        else if (!image.text.empty() && image.text.back() != ' ')
            image.text += ' ';
    images_.push_back(std::move(image));
    if (current_.text.empty() && captions_ == 0) flush_images();
}

BlockKind BlockBuilder::kind() const {
    if (heading_ > 0) return BlockKind::Heading;
    if (tables_ > 0) return BlockKind::Table;
    if (lists_ > 0) return BlockKind::List;
    if (code_ > 0) return BlockKind::Code;
    return quotes_ > 0 ? BlockKind::Quote : BlockKind::Paragraph;
}

void BlockBuilder::flush() {
    std::string& text = current_.text;
    while (!text.empty() && (is_ascii_space(text.back()))) text.pop_back();
    const bool has_text = !text.empty();
    length_ = code_points(text);
    std::erase_if(current_.spans, [&](const Span& span) { return span.start >= length_; });
    for (Span& span : current_.spans) span.end = std::min(span.end, length_);
    // A caption describes the picture it follows.
    if (has_text && captions_ > 0 && !blocks_.empty() && blocks_.back().kind == BlockKind::Image) {
        blocks_.back().text = std::move(text);
        blocks_.back().spans = std::move(current_.spans);
    } else if (has_text) {
        current_.kind = captions_ > 0 ? BlockKind::Image : kind();
        current_.level = heading_;
        blocks_.push_back(std::move(current_));
    }
    current_ = Block{};
    length_ = 0;
    space_ = newline_ = false;
    link_begins_ = true;
    flush_images();
}

void BlockBuilder::flush_images() {
    for (Block& image : images_) blocks_.push_back(std::move(image));
    images_.clear();
}

}  // namespace ainews::text
