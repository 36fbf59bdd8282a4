// HTML from anywhere: the sanitizer's promises (twice is once, never more tags out than in, nothing
// active), and everything else that reads HTML, under the sanitizers.
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "text/article.h"
#include "text/html.h"
#include "text/unicode.h"

namespace {

std::size_t count_tags(std::string_view html) {
    std::size_t tags = 0;
    for (std::size_t i = 0; i + 1 < html.size(); ++i)
        tags +=
            html[i] == '<' && std::isalpha(static_cast<unsigned char>(html[i + 1])) != 0 ? 1 : 0;
    return tags;
}

void require(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ainews::text;
    const std::string html = clean_utf8({reinterpret_cast<const char*>(data), size});
    constexpr std::string_view kBase = "https://example.com/a/b";
    const std::string once = sanitize_html(html, kBase);
    require(sanitize_html(once, kBase) == once);
    require(count_tags(once) <= count_tags(html));
    require(once.find("<script") == std::string::npos && once.find("<style") == std::string::npos);
    require(is_utf8(html_to_text(html)));
    require(plain_title(html).find('\n') == std::string::npos);
    for (const ainews::Block& block : html_blocks(html, kBase)) {
        const auto length_of_text = static_cast<std::int64_t>(length(block.text));
        for (const ainews::Span& span : block.spans)
            require(span.start >= 0 && span.start < span.end && span.end <= length_of_text);
    }
    if (const auto article = extract_article(html, kBase))
        require(is_utf8(article->text) && sanitize_html(article->html, kBase) == article->html);
    (void)decode_html({reinterpret_cast<const char*>(data), size}, "text/html");
    return 0;
}
