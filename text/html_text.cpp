#include <bitset>

#include "text/html.h"
#include "text/html_tokenizer.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

/// Collects text with its breaks, so that neither is ever doubled.
class LineWriter {
public:
    void text(std::string_view raw, bool preformatted) {
        // References are decoded here, not over the whole: "&lt;b&gt;" must not become a tag.
        const std::string decoded = decode_entities(raw);
        for (std::size_t pos = 0; pos < decoded.size();) {
            const std::size_t from = pos;
            const char32_t c = next(decoded, pos);
            if (!is_space(c))
                write(std::string_view{decoded}.substr(from, pos - from));
            else if (preformatted && c == '\n')
                line_break();
            else
                space_ = true;
        }
    }
    void line_break() { break_ = true; }
    void space() { space_ = true; }
    [[nodiscard]] std::string take() && { return std::move(out_); }

private:
    void write(std::string_view piece) {
        if (!out_.empty() && break_)
            out_ += '\n';
        else if (!out_.empty() && space_)
            out_ += ' ';
        break_ = space_ = false;
        out_ += piece;
    }

    std::string out_;
    bool break_ = false;
    bool space_ = false;
};

/// Elements whose content is never shown as text.
bool is_silent(Tag tag) noexcept {
    return tag == Tag::Script || tag == Tag::Style || tag == Tag::Iframe || tag == Tag::Noembed ||
           tag == Tag::Noframes || tag == Tag::Textarea || tag == Tag::Title;
}
bool is_skipped(Tag tag) noexcept {
    return tag == Tag::Svg || tag == Tag::Template || tag == Tag::Select || tag == Tag::Noscript ||
           tag == Tag::Object || tag == Tag::Audio || tag == Tag::Video || tag == Tag::Canvas;
}

/// "Option<T>" and "a<b then c>d": no element of HTML, or words where attributes would have values.
bool is_comparison(const HtmlToken& token) noexcept {
    if (token.attributes.find('=') != std::string_view::npos) return false;
    const std::string_view words = trim(token.attributes);
    return token.tag == Tag::Unknown ||
           (words.find(' ') != std::string_view::npos && words.find('/') == std::string_view::npos);
}

/// "Option<T>" in a title is a type, not an element: such tags are turned back into text.
std::string with_unknown_tags_escaped(std::string_view html) {
    HtmlTokenizer tokens{html};
    std::string out;
    for (HtmlToken token = tokens.next(); token.kind != HtmlTokenKind::End; token = tokens.next()) {
        if (token.kind == HtmlTokenKind::Text) {
            out += token.text == "<" ? "&lt;" : token.text;
        } else if (token.kind == HtmlTokenKind::StartTag && is_comparison(token)) {
            out.append("&lt;").append(token.name).append(token.attributes).append("&gt;");
        } else if (token.tag != Tag::Unknown) {
            if (is_silent(token.tag)) {
                if (token.kind == HtmlTokenKind::StartTag) (void)tokens.raw_text(token.name);
                continue;
            }
            out.append(token.kind == HtmlTokenKind::EndTag ? "</" : "<")
                .append(token.name)
                .append(token.attributes)
                .append(">");
        }
    }
    return out;
}

bool looks_like_markup(std::string_view text) noexcept {
    return text.find_first_of("<&") != std::string_view::npos;
}

}  // namespace

std::string html_to_text(std::string_view html) {
    HtmlTokenizer tokens{html};
    LineWriter out;
    int pre = 0;
    std::bitset<256> never_closed;
    for (HtmlToken token = tokens.next(); token.kind != HtmlTokenKind::End; token = tokens.next()) {
        if (token.kind == HtmlTokenKind::Text) {
            out.text(token.text, pre > 0);
            continue;
        }
        const bool start = token.kind == HtmlTokenKind::StartTag;
        if (is_block(token.tag)) out.line_break();
        if (token.tag == Tag::Td || token.tag == Tag::Th) out.space();
        if (token.tag == Tag::Pre) pre = start ? pre + 1 : (pre > 0 ? pre - 1 : 0);
        if (!start) continue;
        const auto index = static_cast<std::size_t>(token.tag);
        if (is_silent(token.tag))
            (void)tokens.raw_text(token.name);
        else if (is_skipped(token.tag) && !token.self_closing && !never_closed[index])
            never_closed[index] = !tokens.skip_element(token.name);
    }
    return std::move(out).take();
}

std::string plain_title(std::string_view html) {
    if (!looks_like_markup(html)) return collapse_space(html);
    return collapse_space(html_to_text(with_unknown_tags_escaped(html)));
}

}  // namespace ainews::text
