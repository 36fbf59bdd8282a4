#include "text/article.h"

#include "text/article_content.h"
#include "text/article_metadata.h"
#include "text/html_blocks.h"
#include "text/html_prescan.h"
#include "text/html_writer.h"
#include "text/language.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

/// Enough to tell languages apart; counting words of a whole article takes longer than parsing it.
constexpr std::size_t kLanguageSampleBytes = 1000;

std::string text_of(const std::vector<Block>& blocks) {
    std::string text;
    for (const Block& block : blocks) {
        if (block.kind == BlockKind::Image) continue;
        if (!text.empty()) text += "\n\n";
        text += block.text;
    }
    return text;
}

}  // namespace

Expected<Article> extract_article(std::string_view utf8_html, std::string_view base_url) {
    if (utf8_html.size() > kHtmlBytesMax)
        return fail(ErrorKind::TooLarge, "the page is larger than 8 MB");
    const Prescanned prescanned = prescan_html(utf8_html);
    const Dom dom = Dom::parse(prescanned.html);
    const PageFacts facts = measure_page(dom);
    Metadata metadata = read_metadata(dom, prescanned.json_ld, base_url);
    Article article;
    article.title = std::move(metadata.title);
    article.byline = std::move(metadata.byline);
    article.site_name = std::move(metadata.site_name);
    article.image = std::move(metadata.image);
    article.canonical_url = std::move(metadata.canonical_url);
    article.published = metadata.published;
    const Content content = find_content(dom, facts, article.title);
    BlockBuilder builder{dom, base_url};
    builder.add(content.root, content.dropped);
    article.blocks = std::move(builder).take();
    article.text = text_of(article.blocks);
    if (article.text.empty()) return fail(ErrorKind::BadInput, "the page has no readable text");
    article.language =
        detect_language(truncate_bytes(article.text, kLanguageSampleBytes), metadata.language);
    HtmlWriter writer{dom, base_url};
    writer.write(content.root, content.dropped);
    article.html = std::move(writer).take();
    return article;
}

}  // namespace ainews::text
