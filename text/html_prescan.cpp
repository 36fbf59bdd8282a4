#include "text/html_prescan.h"

#include <algorithm>
#include <array>
#include <bitset>

#include "core/ascii.h"
#include "text/html_attribute.h"
#include "text/html_open_tags.h"
#include "text/html_tokenizer.h"

namespace ainews::text {
namespace {

bool contains_no_case(std::string_view text, std::string_view lower_case) noexcept {
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
    return std::search(text.begin(), text.end(), lower_case.begin(), lower_case.end(), same) !=
           text.end();
}

/// What becomes of an element.
enum class Fate {
    Keep,
    DropTag,      ///< the tag goes, its content stays
    DropElement,  ///< goes with its content
    RawText,      ///< goes, and its content is no markup
};

Fate fate_of(Tag tag) noexcept {
    switch (tag) {
        case Tag::Script:
        case Tag::Style:
        case Tag::Iframe:
        case Tag::Noembed:
        case Tag::Noframes:
        case Tag::Textarea:
            return Fate::RawText;
        case Tag::Svg:
        case Tag::Canvas:
        case Tag::Audio:
        case Tag::Video:
        case Tag::Template:
        case Tag::Noscript:
        case Tag::Select:
        case Tag::Datalist:
        case Tag::Button:
        case Tag::Map:
        case Tag::Progress:
        case Tag::Meter:
        case Tag::Optgroup:
        case Tag::Option:
            return Fate::DropElement;
        case Tag::Font:
        case Tag::Big:
        case Tag::Nobr:
        case Tag::Object:
        case Tag::Embed:
        case Tag::Param:
        case Tag::Source:
        case Tag::Track:
        case Tag::Area:
        case Tag::Input:
        case Tag::Frame:
        case Tag::Frameset:
        case Tag::Plaintext:
        case Tag::Xmp:
        case Tag::Wbr:
        case Tag::Col:
        case Tag::Picture:
        case Tag::Colgroup:
        case Tag::Base:
        case Tag::Html:
        case Tag::Math:
            return Fate::DropTag;
        default:
            return Fate::Keep;
    }
}

/// Whether some rule reads this attribute of this element.
bool wanted(Tag tag, Attr attr) noexcept {
    switch (attr) {
        case Attr::Other:
        case Attr::Style:
        case Attr::Type:
            return false;
        case Attr::Alt:
        case Attr::Src:
        case Attr::DataSrc:
        case Attr::Srcset:
            return tag == Tag::Img;
        case Attr::Href:
            return tag == Tag::A || tag == Tag::Link;
        case Attr::Content:
            return tag != Tag::A;
        case Attr::HttpEquiv:
        case Attr::Property:
            return tag == Tag::Meta || tag == Tag::Span || tag == Tag::Div;
        case Attr::Title:
            return tag == Tag::Abbr;
        case Attr::Class:
        case Attr::Id:
        case Attr::Role:
            return !is_formatting(tag) || tag == Tag::A;
        default:
            return true;
    }
}

bool hides(std::string_view style) noexcept {
    return contains_no_case(style, "display:none") || contains_no_case(style, "display: none") ||
           contains_no_case(style, "visibility:hidden") ||
           contains_no_case(style, "visibility: hidden");
}

class Prescan {
public:
    Prescan(std::string_view html, InlineSvg svg) : tokens_{html}, svg_{svg} {
        out_.html.reserve(html.size() / 2 + 64);
    }

    Prescanned run() && {
        for (HtmlToken token = tokens_.next(); token.kind != HtmlTokenKind::End;
             token = tokens_.next()) {
            if (token.kind == HtmlTokenKind::Text)
                text(token.text);
            else if (token.kind == HtmlTokenKind::StartTag)
                start(token);
            else
                end(token);
        }
        return std::move(out_);
    }

private:
    void text(std::string_view raw);
    void start(const HtmlToken& token);
    void end(const HtmlToken& token);
    void drop(const HtmlToken& token, Fate fate);
    void title();
    void svg_title();
    void attributes(const HtmlToken& token);
    void attribute(std::string_view name, std::string_view value);
    void close_formatting();

    HtmlTokenizer tokens_;
    const InlineSvg svg_;
    Prescanned out_;
    HtmlOpenTags open_;
    std::bitset<256>
        never_closed_;  ///< by Tag: no end tag further on, so that nobody searches again
    std::size_t clones_ = 0;
    bool formatting_dropped_ = false;
    bool html_seen_ = false;
};

void Prescan::text(std::string_view raw) {
    std::string& html = out_.html;
    const bool preformatted = open_.in_pre();
    for (std::size_t i = 0; i < raw.size();) {
        if (raw[i] == '<') {
            html += "&lt;";
            ++i;
        } else if (raw[i] == '\0') {
            ++i;
        } else if (!preformatted && is_ascii_space(raw[i])) {
            while (i < raw.size() && is_ascii_space(raw[i])) ++i;
            html += ' ';
        } else {
            const std::size_t from = i;
            while (i < raw.size() && raw[i] != '<' && raw[i] != '\0' &&
                   (preformatted || !is_ascii_space(raw[i])))
                ++i;
            html.append(raw, from, i - from);
        }
    }
}

void Prescan::title() {
    out_.html += "<title>";
    const std::string_view raw = tokens_.raw_text("title");
    for (const char c : raw.substr(0, kHtmlValueMax)) {
        if (c == '<')
            out_.html += "&lt;";
        else if (c != '\0')
            out_.html += c;
    }
    out_.html += "</title>";
}

/// SVG asks for the title as the first child, so that looking for it is looking at the next token.
void Prescan::svg_title() {
    HtmlTokenizer ahead = tokens_;
    HtmlToken token = ahead.next();
    if (token.kind == HtmlTokenKind::Text) token = ahead.next();
    if (token.kind != HtmlTokenKind::StartTag || token.tag != Tag::Title) return;
    token = ahead.next();
    if (token.kind == HtmlTokenKind::Text) text(token.text.substr(0, kHtmlValueMax));
}

void Prescan::drop(const HtmlToken& token, Fate fate) {
    if (fate == Fate::RawText) {
        const std::string_view raw = tokens_.raw_text(token.name);
        if (token.tag == Tag::Script && contains_no_case(token.attributes, "ld+json"))
            out_.json_ld.emplace_back(raw);
        return;
    }
    if (fate == Fate::DropTag || token.self_closing) return;
    if (token.tag == Tag::Svg && svg_ == InlineSvg::KeepTitle) svg_title();
    const auto index = static_cast<std::size_t>(token.tag);
    if (!never_closed_[index] && !tokens_.skip_element(token.name)) never_closed_.set(index);
    if (open_.in_pre()) return;
    out_.html += ' ';  // what stood around the element does not run together
}

void Prescan::start(const HtmlToken& token) {
    if (token.tag == Tag::Title) {
        title();
        return;
    }
    if (token.tag == Tag::Html && !html_seen_) {  // its language matters, later ones do not
        html_seen_ = true;
    } else if (const Fate fate = fate_of(token.tag); fate != Fate::Keep) {
        drop(token, fate);
        return;
    }
    if (token.tag == Tag::Link && !contains_no_case(token.attributes, "canonical") &&
        !contains_no_case(token.attributes, "image_src"))
        return;
    const bool formatting = is_formatting(token.tag);
    if (formatting && formatting_dropped_) return;
    if (out_.start_tags >= kHtmlTagsMax || !open_.open(token)) return;
    ++out_.start_tags;
    if (!formatting) clones_ += open_.active_formatting();
    out_.html += '<';
    out_.html += token.name;
    attributes(token);
    out_.html += '>';
    if (clones_ > kHtmlClonesMax) close_formatting();
}

void Prescan::end(const HtmlToken& token) {
    if (token.tag == Tag::Br) return;
    if (fate_of(token.tag) != Fate::Keep || is_void(token.tag) || token.tag == Tag::Title) return;
    if (!open_.close(token)) return;
    out_.html += "</";
    out_.html += token.name;
    out_.html += '>';
}

void Prescan::close_formatting() {
    for (const Tag tag : open_.take_active_formatting()) {
        out_.html += "</";
        out_.html += tag_name(tag);
        out_.html += '>';
    }
    formatting_dropped_ = true;
}

void Prescan::attribute(std::string_view name, std::string_view value) {
    out_.html += ' ';
    out_.html += name;
    if (value.empty()) return;
    out_.html += "=\"";
    for (const char c : value) {
        if (c == '"')
            out_.html += "&quot;";
        else if (c != '\0')
            out_.html += c;
    }
    out_.html += '"';
}

void Prescan::attributes(const HtmlToken& token) {
    HtmlAttributes all{token.attributes};
    HtmlAttribute one;
    std::bitset<32> seen;
    for (std::size_t n = 0; n < kHtmlAttributesMax && all.next(one); ++n) {
        Attr attr = attr_from_name(one.name);
        if (attr == Attr::Style && hides(one.value)) {
            attr = Attr::Hidden;
            one.value = {};
        }
        const auto index = static_cast<std::size_t>(attr);
        if (seen[index] || one.value.size() > kHtmlValueMax || !wanted(token.tag, attr)) continue;
        seen.set(index);
        attribute(attr_name(attr), one.value);
    }
}

}  // namespace

Prescanned prescan_html(std::string_view html, InlineSvg svg) { return Prescan{html, svg}.run(); }

}  // namespace ainews::text
