#include <algorithm>

#include "core/ascii.h"
#include "text/article.h"
#include "text/html_tokenizer.h"

namespace ainews::text {
namespace {

/// How far a browser looks for the charset, and some more (WHATWG HTML §13.2.3.2 says 1024 bytes).
constexpr std::size_t kMetaBytesMax = 8192;

std::string charset_of_meta(std::string_view attributes) {
    HtmlAttributes all{attributes};
    HtmlAttribute one;
    std::string charset;
    while (all.next(one)) {
        if (equal_ignoring_case(one.name, "charset")) return std::string{one.value};
        if (equal_ignoring_case(one.name, "content")) charset = charset_of_content_type(one.value);
    }
    return charset;
}

std::string charset_of_document(std::string_view bytes) {
    HtmlTokenizer tokens{bytes.substr(0, kMetaBytesMax)};
    for (HtmlToken token = tokens.next(); token.kind != HtmlTokenKind::End; token = tokens.next()) {
        if (token.kind != HtmlTokenKind::StartTag) continue;
        if (token.tag == Tag::Script || token.tag == Tag::Style) (void)tokens.raw_text(token.name);
        if (token.tag == Tag::Body) break;
        if (token.tag != Tag::Meta) continue;
        if (std::string charset = charset_of_meta(token.attributes); !charset.empty())
            return charset;
    }
    return {};
}

}  // namespace

Decoded decode_html(std::string_view bytes, std::string_view content_type) {
    return decode(bytes, charset_of_content_type(content_type), charset_of_document(bytes));
}

}  // namespace ainews::text
