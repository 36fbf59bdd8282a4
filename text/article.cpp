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

/// Where so little is found, a body that JSON-LD declares may be the article; visible characters.
constexpr std::uint32_t kFoundMax = 250;
constexpr std::uint32_t kDeclaredTimesMin = 3;

void set_text(Article& article, const Dom& dom, NodeId root, const NodeSet& dropped,
              std::string_view base_url) {
    BlockBuilder builder{dom, base_url};
    builder.add(root, dropped);
    article.blocks = std::move(builder).take();
    article.text = text_of(article.blocks);
    HtmlWriter writer{dom, base_url};
    writer.write(root, dropped);
    article.html = std::move(writer).take();
}

/// A declared body as HTML: its lines are paragraphs where it has none.
std::string declared_html(std::string_view body) {
    for (const std::string_view tag : {"<p>", "<p ", "<br", "<div"})
        if (body.find(tag) != std::string_view::npos) return std::string{body};
    std::string html;
    for (std::size_t from = 0; from < body.size();) {
        const std::size_t to = std::min(body.find('\n', from), body.size());
        html.append("<p>").append(body.substr(from, to - from)).append("</p>");
        from = to + 1;
    }
    return html;
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
    set_text(article, dom, content.root, content.dropped, base_url);
    if (content.text < kFoundMax && !metadata.body.empty()) {
        // Pages that scripts build may hold nothing else to read.
        const Prescanned declared = prescan_html(declared_html(metadata.body));
        const Dom body = Dom::parse(declared.html);
        const std::uint32_t length = measure_page(body)[body.body()].text;
        if (length > kFoundMax && length > content.text * kDeclaredTimesMin)
            set_text(article, body, body.body(), NodeSet(body.size(), false), base_url);
    }
    if (article.text.empty()) return fail(ErrorKind::BadInput, "the page has no readable text");
    article.language =
        detect_language(truncate_bytes(article.text, kLanguageSampleBytes), metadata.language);
    return article;
}

}  // namespace ainews::text
