#include "text/html_writer.h"

#include <algorithm>

#include "core/ascii.h"
#include "text/html.h"
#include "text/url.h"

namespace ainews::text {
namespace {

/// Blocks nested deeper lose their tags; well below what the pre-scan flattens.
constexpr std::size_t kBlockDepthMax = 64;

enum class Kind { Silent, Transparent, TransparentBlock, Block, Inline };

Kind kind_of(Tag tag) noexcept {
    switch (tag) {
        case Tag::Head:
        case Tag::Title:
        case Tag::Meta:
        case Tag::Link:
        case Tag::Style:
        case Tag::Script:
        case Tag::Base:
        case Tag::Iframe:
        case Tag::Template:
        case Tag::Col:
        case Tag::Colgroup:
            return Kind::Silent;
        case Tag::P:
        case Tag::H1:
        case Tag::H2:
        case Tag::H3:
        case Tag::H4:
        case Tag::H5:
        case Tag::H6:
        case Tag::Ul:
        case Tag::Ol:
        case Tag::Li:
        case Tag::Dl:
        case Tag::Dt:
        case Tag::Dd:
        case Tag::Blockquote:
        case Tag::Pre:
        case Tag::Table:
        case Tag::Caption:
        case Tag::Tr:
        case Tag::Td:
        case Tag::Th:
        case Tag::Figure:
        case Tag::Figcaption:
            return Kind::Block;
        case Tag::A:
        case Tag::B:
        case Tag::Strong:
        case Tag::I:
        case Tag::Em:
        case Tag::S:
        case Tag::Del:
        case Tag::Ins:
        case Tag::Mark:
        case Tag::Code:
        case Tag::Kbd:
        case Tag::Samp:
        case Tag::Var:
        case Tag::Sub:
        case Tag::Sup:
        case Tag::Small:
        case Tag::Abbr:
        case Tag::Cite:
        case Tag::Q:
        case Tag::Dfn:
        case Tag::Ruby:
        case Tag::Rt:
        case Tag::Rp:
            return Kind::Inline;
        default:
            return is_block(tag) ? Kind::TransparentBlock : Kind::Transparent;
    }
}

bool is_list(Tag tag) noexcept { return tag == Tag::Ul || tag == Tag::Ol; }
/// Holds inline content only.
bool is_phrase(Tag tag) noexcept { return tag == Tag::P || is_heading(tag) || tag == Tag::Pre; }
bool is_cell(Tag tag) noexcept { return tag == Tag::Td || tag == Tag::Th; }

std::string http_address(std::string_view base_url, std::string_view reference) {
    return reference.empty() ? std::string{}
                             : resolve_url(base_url, reference).value_or(std::string{});
}

}  // namespace

std::string link_address(const Dom& dom, NodeId link, std::string_view base_url) {
    const std::string_view href = dom.attribute(link, Attr::Href);
    return href.starts_with('#') ? std::string{} : http_address(base_url, href);
}

std::string image_address(const Dom& dom, NodeId image, std::string_view base_url) {
    for (const Attr attr : {Attr::DataSrc, Attr::Src})
        if (std::string address = http_address(base_url, dom.attribute(image, attr));
            !address.empty())
            return address;
    const std::string_view set = dom.attribute(image, Attr::Srcset);
    return http_address(base_url, set.substr(0, set.find_first_of(" ,")));
}

void HtmlWriter::write(NodeId root, const NodeSet& dropped) {
    const NodeId end = dom_[root].end;
    for (NodeId id = root; id < end;) {
        while (!entered_.empty() && entered_.back().end <= id) {
            leave(entered_.back());
            entered_.pop_back();
        }
        const DomNode& node = dom_[id];
        if (!dropped.empty() && dropped[id]) {
            id = node.end;
        } else if (node.is_text) {
            text(node.text);
            ++id;
        } else {
            id = enter(id) ? id + 1 : node.end;
        }
    }
    for (; !entered_.empty(); entered_.pop_back()) leave(entered_.back());
}

std::string HtmlWriter::take() && {
    close_blocks(0);
    return std::move(out_);
}

bool HtmlWriter::enter(NodeId id) {
    const Tag tag = dom_[id].tag;
    const Kind kind = kind_of(tag);
    if (kind == Kind::Silent) return false;
    if (!dom_[id].synthetic) ++tags_seen_;
    if (tag == Tag::Img) image(id);
    if (tag == Tag::Br) line_break();
    if (is_void(tag) && tag != Tag::Hr) return false;
    const Entered before{dom_[id].end, blocks_.size(), inlines_.size(), is_block(tag)};
    entered_.push_back(before);
    if (kind == Kind::Inline) {
        enter_inline(id, tag);
    } else if (kind == Kind::Block && (tag != Tag::Table || table_is_whole(id))) {
        const bool opened = enter_block(tag, dom_[id].synthetic);
        entered_.back().blocks = blocks_.size() - (opened ? 1 : 0);
    } else if (is_block(tag)) {
        close_paragraph();
        paragraph_due_ =
            !dom_[id].synthetic && tag != Tag::Hr && tag != Tag::Tbody && tag != Tag::Table;
        entered_.back().blocks = blocks_.size();
    }
    return true;
}

void HtmlWriter::leave(const Entered& entered) {
    if (entered.ends_block) {
        if (blocks_.size() > entered.blocks) {
            // Empty cells stay, or the columns shift.
            if (is_cell(blocks_[entered.blocks].tag) && !blocks_.back().written) begin_content();
            close_blocks(entered.blocks);
        }
        close_paragraph();
    }
    if (inlines_.size() > entered.inlines) {
        close_inlines(entered.inlines);
        inlines_.resize(entered.inlines);
    }
}

bool HtmlWriter::block_allowed(Tag tag) {
    switch (tag) {
        case Tag::Li:
            if (top() == Tag::Li) close_blocks(blocks_.size() - 1);
            return is_list(top());
        case Tag::Dt:
        case Tag::Dd:
            if (top() == Tag::Dt || top() == Tag::Dd) close_blocks(blocks_.size() - 1);
            return top() == Tag::Dl;
        case Tag::Caption:
        case Tag::Tr:
            return top() == Tag::Table;
        case Tag::Td:
        case Tag::Th:
            return top() == Tag::Tr;
        case Tag::Figcaption:
            return top() == Tag::Figure;
        default:
            return blocks_.size() < kBlockDepthMax && top() != Tag::Table && top() != Tag::Tr;
    }
}

bool HtmlWriter::enter_block(Tag tag, bool synthetic) {
    if (top() == Tag::Pre || (tag == Tag::P && is_heading(top()))) {
        if (top() == Tag::Pre && !line_start_)
            put("\n");
        else
            space_ = true;
        return false;
    }
    close_paragraph();
    if (is_heading(top())) close_blocks(blocks_.size() - 1);
    if (!block_allowed(tag)) {
        paragraph_due_ = !synthetic && tag != Tag::P;
        return false;
    }
    close_inlines(0);
    blocks_.push_back({tag, false});
    if (tag == Tag::Pre) ++pre_;
    line_start_ = true;
    space_ = false;
    return true;
}

void HtmlWriter::enter_inline(NodeId id, Tag tag) {
    const auto around = [&](Tag wanted) {
        return std::ranges::any_of(inlines_, [&](const Inline& one) { return one.tag == wanted; });
    };
    if (around(tag) || ((tag == Tag::Rt || tag == Tag::Rp) && !around(Tag::Ruby))) return;
    Inline one{tag, {}, false};
    if (tag == Tag::A) {
        one.href = link_address(dom_, id, base_url_);
        if (one.href.empty()) return;
    }
    inlines_.push_back(std::move(one));
}

bool HtmlWriter::has_its_parent(std::size_t index) const {
    const auto is_ruby_part = [](Tag tag) { return tag == Tag::Rt || tag == Tag::Rp; };
    return !is_ruby_part(inlines_[index].tag) ||
           std::any_of(inlines_.begin(), inlines_.begin() + static_cast<std::ptrdiff_t>(index),
                       [](const Inline& one) { return one.tag == Tag::Ruby && one.written; });
}

bool HtmlWriter::table_is_whole(NodeId table) const {
    if (blocks_.size() + 3 > kBlockDepthMax) return false;
    for (NodeId id = table + 1; id < dom_[table].end; ++id)
        if (dom_[id].tag == Tag::Tr && dom_[id].synthetic) return false;
    return true;
}

void HtmlWriter::begin_content() {
    if (paragraph_due_ && !is_phrase(top()) && blocks_.size() < kBlockDepthMax &&
        top() != Tag::Table && top() != Tag::Tr) {
        close_inlines(0);
        blocks_.push_back({Tag::P, false});
        line_start_ = true;
        space_ = false;
    }
    paragraph_due_ = false;
    for (Block& block : blocks_) {
        if (block.written) continue;
        put_start(block.tag);
        put(">");
        block.written = true;
    }
    if (space_ && !line_start_ && !out_.ends_with("<br>")) put(" ");
    space_ = false;
}

void HtmlWriter::text(std::string_view raw) {
    for (std::size_t i = 0; i < raw.size();) {
        const auto c = static_cast<unsigned char>(raw[i]);
        if (is_ascii_space(raw[i]) && (pre_ == 0 || (line_start_ && (c == '\n' || c == '\r')))) {
            space_ = pre_ == 0;
            ++i;
            continue;
        }
        if (c < 0x20 && c != '\t' && c != '\n') {
            ++i;
            continue;
        }
        if (top() == Tag::Table || top() == Tag::Tr) return;  // no parser would leave it there
        begin_content();
        for (; open_inlines_ < inlines_.size(); ++open_inlines_) {
            Inline& one = inlines_[open_inlines_];
            one.written = tags_written_ < tags_seen_ && has_its_parent(open_inlines_);
            if (!one.written) continue;
            put_start(one.tag);
            if (!one.href.empty()) put(" href=\"" + escape_html(one.href) + "\"");
            put(">");
        }
        const std::size_t from = i;
        while (i < raw.size() && (pre_ > 0 ? static_cast<unsigned char>(raw[i]) >= 0x20 ||
                                                 raw[i] == '\n' || raw[i] == '\t'
                                           : static_cast<unsigned char>(raw[i]) > 0x20))
            ++i;
        for (const char one : raw.substr(from, i - from)) {
            if (one == '&')
                out_ += "&amp;";
            else if (one == '<')
                out_ += "&lt;";
            else if (one == '>')
                out_ += "&gt;";
            else
                out_ += one;
        }
        line_start_ = false;
    }
}

void HtmlWriter::image(NodeId id) {
    const std::string address = image_address(dom_, id, base_url_);
    if (address.empty() || top() == Tag::Table || top() == Tag::Tr || dom_[id].synthetic) return;
    paragraph_due_ = false;
    begin_content();
    put_start(Tag::Img);
    put(" src=\"" + escape_html(address) + "\"");
    if (const std::string_view alt = dom_.attribute(id, Attr::Alt); !alt.empty())
        put(" alt=\"" + escape_html(alt) + "\"");
    put(">");
    line_start_ = false;
}

void HtmlWriter::line_break() {
    if (pre_ > 0) {
        if (!line_start_) put("\n");
        return;
    }
    if (line_start_ || tags_written_ >= tags_seen_) return;
    space_ = false;
    begin_content();
    put_start(Tag::Br);
    put(">");
}

void HtmlWriter::close_inlines(std::size_t keep) {
    for (; open_inlines_ > keep; --open_inlines_)
        if (inlines_[open_inlines_ - 1].written) put_end(inlines_[open_inlines_ - 1].tag);
}

void HtmlWriter::close_blocks(std::size_t keep) {
    if (blocks_.size() > keep || keep == 0) close_inlines(0);
    for (; blocks_.size() > keep; blocks_.pop_back()) {
        if (blocks_.back().tag == Tag::Pre) --pre_;
        if (blocks_.back().written) put_end(blocks_.back().tag);
    }
    line_start_ = true;
    space_ = false;
}

void HtmlWriter::close_paragraph() {
    paragraph_due_ = false;
    if (top() == Tag::P) {
        close_blocks(blocks_.size() - 1);
    } else if (!is_phrase(top())) {
        close_inlines(0);
        space_ = !line_start_;
    } else {
        space_ = pre_ == 0;
    }
}

void HtmlWriter::put(std::string_view raw) { out_ += raw; }

void HtmlWriter::put_start(Tag tag) {
    ++tags_written_;
    out_ += '<';
    out_ += tag_name(tag);
}

void HtmlWriter::put_end(Tag tag) {
    out_ += "</";
    out_ += tag_name(tag);
    out_ += '>';
}

}  // namespace ainews::text
