#pragma once

#include <cstddef>
#include <string_view>

#include "text/html_tag.h"

namespace ainews::text {

enum class HtmlTokenKind { Text, StartTag, EndTag, End };

/// One token; every view points into the input.
struct HtmlToken {
    HtmlTokenKind kind = HtmlTokenKind::End;
    Tag tag = Tag::Unknown;
    std::string_view text;        ///< of Text: raw, references not decoded
    std::string_view name;        ///< of a tag, in the case it was written in
    std::string_view attributes;  ///< of a StartTag: raw, read with HtmlAttributes
    bool self_closing = false;
};

struct HtmlAttribute {
    std::string_view name;   ///< in the case it was written in
    std::string_view value;  ///< raw, without quotes, references not decoded
};

/// Splits HTML into text and tags in linear time (WHATWG HTML §13.2.5, without the tree's
/// feedback). Comments, doctypes, CDATA marks and processing instructions are skipped. The caller
/// asks for raw text after a <script>, <style>, <title> ... with `raw_text`.
class HtmlTokenizer {
public:
    explicit HtmlTokenizer(std::string_view html) noexcept : html_{html} {}

    [[nodiscard]] HtmlToken next() noexcept;
    /// Everything up to the end tag `name` (compared without case), which is consumed as well.
    /// Where there is none, raw text is the rest of the document.
    [[nodiscard]] std::string_view raw_text(std::string_view name) noexcept;
    /// Skips to behind the end tag that matches an open `name`, counting nested ones; false, and
    /// nothing is skipped, where there is none.
    bool skip_element(std::string_view name) noexcept;

private:
    HtmlToken tag_at(std::size_t start) noexcept;
    void skip_markup_declaration() noexcept;
    [[nodiscard]] std::size_t tag_end(std::size_t from) const noexcept;
    [[nodiscard]] std::size_t find_end_tag(std::string_view name, std::size_t from) const noexcept;

    std::string_view html_;
    std::size_t pos_ = 0;
};

/// Walks the raw attributes of a start tag, in order.
class HtmlAttributes {
public:
    explicit HtmlAttributes(std::string_view raw) noexcept : raw_{raw} {}
    /// False where there is no further attribute.
    [[nodiscard]] bool next(HtmlAttribute& out) noexcept;

private:
    std::string_view raw_;
    std::size_t pos_ = 0;
};

}  // namespace ainews::text
