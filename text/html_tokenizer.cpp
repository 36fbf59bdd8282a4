#include "text/html_tokenizer.h"

#include <cstring>

#include "core/ascii.h"

namespace ainews::text {
namespace {

constexpr auto npos = std::string_view::npos;

/// Where the name that starts at `from` ends.
std::size_t name_end(std::string_view html, std::size_t from) noexcept {
    while (from < html.size() && !is_ascii_space(html[from]) && html[from] != '>' &&
           html[from] != '/')
        ++from;
    return from;
}

}  // namespace

HtmlToken HtmlTokenizer::next() noexcept {
    while (pos_ < html_.size()) {
        if (html_[pos_] != '<') {
            const auto* less = static_cast<const char*>(
                std::memchr(html_.data() + pos_, '<', html_.size() - pos_));
            const std::size_t end =
                less == nullptr ? html_.size() : static_cast<std::size_t>(less - html_.data());
            HtmlToken token{.kind = HtmlTokenKind::Text, .text = html_.substr(pos_, end - pos_)};
            pos_ = end;
            return token;
        }
        const char c = pos_ + 1 < html_.size() ? html_[pos_ + 1] : '\0';
        const char after = pos_ + 2 < html_.size() ? html_[pos_ + 2] : '\0';
        if (is_letter(c) || (c == '/' && is_letter(after))) return tag_at(pos_);
        if (c == '!' || c == '?' || (c == '/' && after != '\0')) {
            skip_markup_declaration();
            continue;
        }
        // A lone "<" is text.
        ++pos_;
        return HtmlToken{.kind = HtmlTokenKind::Text, .text = html_.substr(pos_ - 1, 1)};
    }
    return HtmlToken{};
}

HtmlToken HtmlTokenizer::tag_at(std::size_t start) noexcept {
    const bool closing = html_[start + 1] == '/';
    const std::size_t name_at = start + (closing ? 2 : 1);
    const std::size_t name_to = name_end(html_, name_at);
    const std::size_t end = tag_end(name_to);
    HtmlToken token{.kind = closing ? HtmlTokenKind::EndTag : HtmlTokenKind::StartTag};
    token.name = html_.substr(name_at, name_to - name_at);
    token.tag = tag_from_name(token.name);
    if (end == npos) {  // the document ends inside the tag: there is no tag
        pos_ = html_.size();
        return HtmlToken{};
    }
    token.attributes = html_.substr(name_to, end - name_to);
    token.self_closing = !token.attributes.empty() && token.attributes.back() == '/';
    pos_ = end + 1;
    return token;
}

std::size_t HtmlTokenizer::tag_end(std::size_t from) const noexcept {
    // A quote counts only where a value starts: <a title=it's> ends at its first ">".
    bool value_starts = false;
    for (std::size_t i = from; i < html_.size(); ++i) {
        const char c = html_[i];
        if (c == '>') return i;
        if (value_starts && (c == '"' || c == '\'')) {
            const auto* quote = static_cast<const char*>(
                std::memchr(html_.data() + i + 1, c, html_.size() - i - 1));
            if (quote == nullptr) return npos;
            i = static_cast<std::size_t>(quote - html_.data());
            value_starts = false;
        } else if (c == '=') {
            value_starts = true;
        } else if (!is_ascii_space(c)) {
            value_starts = false;
        }
    }
    return npos;
}

void HtmlTokenizer::skip_markup_declaration() noexcept {
    const std::string_view rest = html_.substr(pos_);
    std::size_t end = npos;
    if (rest.starts_with("<!-->")) {
        end = pos_ + 5;
    } else if (rest.starts_with("<!--->")) {
        end = pos_ + 6;
    } else if (rest.starts_with("<!--")) {
        for (std::size_t at = html_.find("--", pos_ + 4); at != npos;
             at = html_.find("--", at + 1)) {
            const std::string_view tail = html_.substr(at + 2, 2);
            if (tail.starts_with(">")) end = at + 3;
            if (tail == "!>") end = at + 4;
            if (end != npos) break;
        }
    } else if (rest.starts_with("<![CDATA[")) {
        end = pos_ + 9;  // only the mark: feeds put whole texts between them
    } else {
        const std::size_t at = html_.find('>', pos_);
        end = at == npos ? npos : at + 1;
    }
    pos_ = end == npos ? html_.size() : end;
}

std::size_t HtmlTokenizer::find_end_tag(std::string_view name, std::size_t from) const noexcept {
    for (std::size_t at = html_.find("</", from); at != npos; at = html_.find("</", at + 2)) {
        const std::size_t to = at + 2 + name.size();
        if (to > html_.size()) return npos;
        if (!equal_ignoring_case(html_.substr(at + 2, name.size()), name)) continue;
        if (to == html_.size() || is_ascii_space(html_[to]) || html_[to] == '>' || html_[to] == '/')
            return at;
    }
    return npos;
}

std::string_view HtmlTokenizer::raw_text(std::string_view name) noexcept {
    const std::size_t at = find_end_tag(name, pos_);
    const std::size_t text_end = at == npos ? html_.size() : at;
    const std::string_view text = html_.substr(pos_, text_end - pos_);
    const std::size_t close = at == npos ? npos : html_.find('>', at);
    pos_ = close == npos ? html_.size() : close + 1;
    return text;
}

bool HtmlTokenizer::skip_element(std::string_view name) noexcept {
    const std::size_t saved = pos_;
    for (int depth = 1;;) {
        const HtmlToken token = next();
        if (token.kind == HtmlTokenKind::End) break;
        if (token.kind == HtmlTokenKind::Text || !equal_ignoring_case(token.name, name)) continue;
        if (token.kind == HtmlTokenKind::EndTag)
            --depth;
        else if (!token.self_closing)
            ++depth;
        if (depth == 0) return true;
    }
    pos_ = saved;
    return false;
}

bool HtmlAttributes::next(HtmlAttribute& out) noexcept {
    while (pos_ < raw_.size() && (is_ascii_space(raw_[pos_]) || raw_[pos_] == '/')) ++pos_;
    if (pos_ >= raw_.size()) return false;
    const std::size_t name_at = pos_;
    ++pos_;  // a leading "=" belongs to the name
    while (pos_ < raw_.size() && !is_ascii_space(raw_[pos_]) && raw_[pos_] != '=' &&
           raw_[pos_] != '/')
        ++pos_;
    out.name = raw_.substr(name_at, pos_ - name_at);
    out.value = {};
    std::size_t at = pos_;
    while (at < raw_.size() && is_ascii_space(raw_[at])) ++at;
    if (at >= raw_.size() || raw_[at] != '=') return true;
    ++at;
    while (at < raw_.size() && is_ascii_space(raw_[at])) ++at;
    std::size_t end = at;
    if (at < raw_.size() && (raw_[at] == '"' || raw_[at] == '\'')) {
        end = raw_.find(raw_[at], at + 1);
        if (end == npos) end = raw_.size();
        out.value = raw_.substr(at + 1, end - at - 1);
        pos_ = end < raw_.size() ? end + 1 : end;
        return true;
    }
    while (end < raw_.size() && !is_ascii_space(raw_[end])) ++end;
    out.value = raw_.substr(at, end - at);
    pos_ = end;
    return true;
}

}  // namespace ainews::text
