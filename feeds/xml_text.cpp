#include "feeds/xml_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "core/ascii.h"
#include "feeds/names.h"
#include "feeds/scan.h"
#include "text/html.h"
#include "text/unicode.h"

namespace ainews::feeds {

namespace {

/// Tags deeper than this are dropped, their text is kept: no reader shows more.
constexpr int kMarkupDepthMax = 200;

constexpr std::array<std::string_view, 13> kHtmlVoid{"area",   "base",  "br",    "col",  "embed",
                                                     "hr",     "img",   "input", "link", "meta",
                                                     "source", "track", "wbr"};

bool is_void(std::string_view name) noexcept {
    return std::find(kHtmlVoid.begin(), kHtmlVoid.end(), name) != kHtmlVoid.end();
}

/// `reference` below a base that may itself be relative to what nobody knows yet: as absolute as
/// the two make it (RFC 3986 §5.2.3 where they do not).
std::string based(std::string_view base, std::string_view reference) {
    if (std::string url = absolute_url(base, reference); !url.empty()) return url;
    const bool stands_alone = reference.empty() || reference.starts_with('/') ||
                              reference.starts_with('#') ||
                              reference.find(':') != std::string_view::npos;
    if (stands_alone) return std::string{reference};
    return std::string{base.substr(0, base.rfind('/') + 1)} + std::string{reference};
}

/// Writes the children of an element as HTML, without recursion: depth is the sender's to choose.
class MarkupWriter {
public:
    MarkupWriter(std::size_t bytes_max, bool escape_text)
        : bytes_max_{bytes_max}, escape_text_{escape_text} {}

    std::string write(pugi::xml_node root) {
        write_text(root.value());
        pugi::xml_node node = root.first_child();
        int depth = 0;
        while (node && out_.size() < bytes_max_) {
            if (enter(node, depth) && node.first_child()) {
                node = node.first_child();
                ++depth;
                continue;
            }
            leave(node, depth);
            while (!node.next_sibling() && depth > 0) {
                node = node.parent();
                --depth;
                leave(node, depth);
            }
            node = node.next_sibling();
        }
        return std::move(out_);
    }

private:
    /// Whether the node is an element, whose children come next.
    bool enter(pugi::xml_node node, int depth) {
        if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
            write_text(node.value());
            return false;
        }
        if (node.type() != pugi::node_element) return false;
        if (depth < kMarkupDepthMax) {
            if (const std::string_view base = node.attribute("xml:base").value(); !base.empty())
                bases_.push_back(
                    {depth, bases_.empty() ? std::string{base} : based(bases_.back().base, base)});
            write_tag(node);
        }
        write_text(node.value());
        return true;
    }

    void write_tag(pugi::xml_node node) {
        out_ += '<';
        out_ += local_name(node.name());
        for (const pugi::xml_attribute attribute : node.attributes()) {
            const std::string_view name = attribute.name();
            if (name.starts_with("xmlns") || name.find(':') != std::string_view::npos) continue;
            out_ += ' ';
            out_ += name;
            out_ += "=\"";
            const bool address = !bases_.empty() && (name == "href" || name == "src");
            out_ += text::escape_html(address ? based(bases_.back().base, attribute.value())
                                              : std::string{attribute.value()});
            out_ += '"';
        }
        out_ += '>';
    }

    void leave(pugi::xml_node node, int depth) {
        if (node.type() != pugi::node_element || depth >= kMarkupDepthMax) return;
        if (!bases_.empty() && bases_.back().depth == depth) bases_.pop_back();
        const std::string_view name = local_name(node.name());
        if (is_void(name)) return;
        out_ += "</";
        out_ += name;
        out_ += '>';
    }

    void write_text(std::string_view text) {
        if (escape_text_)
            out_ += text::escape_html(text);
        else
            out_ += text;
    }

    /// An xml:base inside the markup (RFC 4287 §2).
    struct Base {
        int depth;
        std::string base;
    };

    std::string out_;
    std::size_t bytes_max_;
    bool escape_text_;
    std::vector<Base> bases_;
};

int base64_value(char c) noexcept {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    if (c == '/' || c == '_') return 63;
    return -1;
}

/// RFC 4648 §4, white space ignored; nullopt where it is something else.
std::optional<std::string> decode_base64(std::string_view text) {
    std::string out;
    std::uint32_t bits = 0;
    int have = 0;
    for (const char c : trimmed(text)) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
        if (c == '=') break;
        const int value = base64_value(c);
        if (value < 0) return std::nullopt;
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        have += 6;
        if (have < 8) continue;
        have -= 8;
        out += static_cast<char>((bits >> static_cast<unsigned>(have)) & 0xFFU);
    }
    return text::clean_utf8(out);
}

enum class Coding { Text, Html, Markup, Base64Text, Base64Html };

/// Text that was meant as HTML although the feed says nothing: it closes a tag, or breaks a line.
bool looks_like_html(std::string_view text) noexcept {
    for (const std::string_view sign : {"</", "/>", "<br>", "<p>", "<img "})
        if (text.find(sign) != std::string_view::npos) return true;
    return false;
}

Coding coding_of(pugi::xml_node element, TextRule rule) noexcept {
    const std::string_view type = trimmed(attribute(element, "type"));
    const std::string_view mode = attribute(element, "mode");
    const auto is = [type](std::string_view known) { return equal_ignoring_case(type, known); };
    const bool html = is("html") || is("text/html");
    const bool markup = is("xhtml") || is("application/xhtml+xml");
    if (equal_ignoring_case(mode, "base64"))
        return html || markup ? Coding::Base64Html : Coding::Base64Text;
    if (markup && !equal_ignoring_case(mode, "escaped")) return Coding::Markup;
    if (html || markup) return Coding::Html;
    if (is("text") || is("text/plain")) return Coding::Text;
    if (type.empty()) return rule == TextRule::RssText ? Coding::Html : Coding::Text;
    if (type.ends_with("+xml") || type.ends_with("/xml")) return Coding::Markup;
    if (type.starts_with("text/") || type.find('/') == std::string_view::npos)
        return rule == TextRule::RssText ? Coding::Html : Coding::Text;
    return Coding::Base64Html;
}

}  // namespace

bool has_elements(pugi::xml_node element) noexcept {
    for (pugi::xml_node child = element.first_child(); child; child = child.next_sibling())
        if (child.type() == pugi::node_element) return true;
    return false;
}

std::string_view attribute(pugi::xml_node element, std::string_view name) noexcept {
    for (auto attribute = element.first_attribute(); attribute;
         attribute = attribute.next_attribute())
        if (equal_ignoring_case(attribute.name(), name)) return attribute.value();
    return {};
}

std::string_view own_text(pugi::xml_node element, std::string& scratch) {
    const std::string_view embedded = element.value();
    const pugi::xml_node child = element.first_child();
    if (!child) return embedded;
    if (!child.next_sibling() && embedded.empty() && child.type() != pugi::node_element)
        return child.value();
    scratch = embedded;
    for (pugi::xml_node node = child; node; node = node.next_sibling())
        if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata)
            scratch += node.value();
    return scratch;
}

TextConstruct read_text(pugi::xml_node element, TextRule rule, std::size_t bytes_max) {
    if (rule == TextRule::Plain) {
        std::string scratch;
        return {std::string{text::truncate_bytes(own_text(element, scratch), bytes_max)}, false};
    }
    const Coding coding = coding_of(element, rule);
    if (has_elements(element)) {
        std::string markup = MarkupWriter{bytes_max, coding == Coding::Markup}.write(element);
        return {std::string{text::truncate_bytes(markup, bytes_max)}, true};
    }
    std::string scratch;
    const std::string_view text = text::truncate_bytes(own_text(element, scratch), bytes_max);
    switch (coding) {
        case Coding::Html:
            return {std::string{text}, true};
        case Coding::Markup:
            return {text::escape_html(text), true};
        case Coding::Base64Text:
        case Coding::Base64Html: {
            auto decoded = decode_base64(text);
            if (!decoded) return {std::string{text}, coding == Coding::Base64Html};
            return {*std::move(decoded), coding == Coding::Base64Html};
        }
        case Coding::Text:
            break;
    }
    const bool untyped = attribute(element, "type").empty();
    return {std::string{text}, untyped && looks_like_html(text)};
}

}  // namespace ainews::feeds
