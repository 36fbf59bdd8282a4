#include "tests/support/newsroom_pages.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "tests/support/newsroom_markup.h"

namespace ainews::newsroom {
namespace {

struct Words {
    std::string_view home, latest, about, contact, share, related, rights;
};

const Words& words_of(std::string_view language) {
    static constexpr Words kEnglish{"Home",
                                    "Latest",
                                    "About us",
                                    "Contact",
                                    "Share this article",
                                    "Related stories",
                                    "All rights reserved."};
    static constexpr Words kJapanese{"トップ",
                                     "新着",
                                     "会社案内",
                                     "お問い合わせ",
                                     "この記事を共有する",
                                     "関連記事",
                                     "無断転載を禁じます。"};
    static constexpr Words kChinese{"首页",
                                    "最新",
                                    "关于我们",
                                    "联系方式",
                                    "分享本文",
                                    "相关阅读",
                                    "版权所有,未经许可不得转载。"};
    return language == "ja" ? kJapanese : language == "zh" ? kChinese : kEnglish;
}

std::string head(const Outlet& outlet, std::string_view title, std::string_view extra) {
    return fmt::format(R"(<!DOCTYPE html>
<html lang="{}">
<head>
<meta charset="{}">
<title>{} | {}</title>
<meta name="viewport" content="width=device-width">
<style>body{{margin:0}} .promo{{background:#eee}}</style>
{}
<script>window.dataLayer = window.dataLayer || []; dataLayer.push({{"page": "article"}});</script>
</head>
<body>
)",
                       outlet.language, outlet.charset, escape(title), escape(outlet.name), extra);
}

std::string navigation(const Outlet& outlet) {
    const auto& words = words_of(outlet.language);
    return fmt::format(R"(<header class="site-header"><a href="/">{}</a>
<nav class="menu"><ul><li><a href="/">{}</a></li><li><a href="/latest/">{}</a></li>
<li><a href="/about/">{}</a></li><li><a href="/contact/">{}</a></li></ul></nav></header>
)",
                       escape(outlet.name), words.home, words.latest, words.about, words.contact);
}

std::string footer(const Outlet& outlet) {
    const auto& words = words_of(outlet.language);
    return fmt::format(R"(<footer class="site-footer"><p>© 2026 {}. {}</p>
<p><a href="/about/">{}</a> <a href="/contact/">{}</a></p></footer>
<script>document.querySelectorAll(".share a").forEach(a => a.addEventListener("click", () => 0));</script>
</body>
</html>
)",
                       escape(outlet.name), words.rights, words.about, words.contact);
}

std::string promo(const Outlet& outlet) {
    return fmt::format(R"(<aside class="newsletter-signup promo"><p>{}</p>
<form action="/subscribe" method="post"><input type="email" name="email"><button>OK</button></form></aside>
)",
                       escape(outlet.subscribe));
}

std::string related(const Edition& edition, const Outlet& outlet, const SampleArticle& article) {
    std::string html = fmt::format("<section class=\"related\"><h2>{}</h2><ul>\n",
                                   words_of(outlet.language).related);
    for (const auto* other : edition.library->articles_of(outlet.slug))
        if (other != &article)
            html += fmt::format("<li><a href=\"{}\">{}</a></li>\n", article_path(*other),
                                escape(other->title));
    return html + "</ul></section>\n";
}

std::string metadata(const Edition& edition, const Outlet& outlet, const SampleArticle& article) {
    auto authors = nlohmann::ordered_json::array();
    for (const auto& author : article.authors)
        authors.push_back({{"@type", "Person"}, {"name", author}});
    const nlohmann::ordered_json data{
        {"@context", "https://schema.org"},
        {"@type", "NewsArticle"},
        {"headline", article.title},
        {"datePublished", to_rfc3339(edition.now - article.age)},
        {"author", authors},
        {"publisher", {{"@type", "Organization"}, {"name", outlet.name}}}};
    const auto url = article_url(outlet, article, edition.port);
    return fmt::format(R"(<link rel="canonical" href="{0}">
<meta property="og:title" content="{1}">
<meta property="og:site_name" content="{2}">
<meta property="og:url" content="{0}">
<script type="application/ld+json">{3}</script>
)",
                       escape(url), escape(article.title), escape(outlet.name), data.dump());
}

/// The text with the call to subscribe pushed into its middle, as outlets like to do.
std::string body_with_promo(const std::vector<SampleBlock>& blocks, const Outlet& outlet) {
    std::string html;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        html += block_html(blocks[i]) + "\n";
        if (i == blocks.size() / 2) html += promo(outlet);
    }
    return html;
}

std::string byline(const Edition& edition, const SampleArticle& article) {
    std::string names;
    for (const auto& author : article.authors) names += (names.empty() ? "" : ", ") + author;
    const auto when = to_rfc3339(edition.now - article.age);
    return fmt::format(
        "<div class=\"meta\"><span class=\"byline\" rel=\"author\">{}</span> <time "
        "datetime=\"{}\">{}</time></div>\n",
        escape(names), when, when.substr(0, 10));
}

Document page(const Outlet& outlet, const std::string& html) {
    return {"text/html; charset=" + outlet.charset, encode(html, outlet.charset)};
}

}  // namespace

Document render_page(const Edition& edition, const Outlet& outlet, const SampleArticle& article) {
    const auto& words = words_of(outlet.language);
    std::string html =
        head(outlet, article.title, metadata(edition, outlet, article)) + navigation(outlet);
    html += fmt::format("<main><article class=\"article\">\n<h1>{}</h1>\n", escape(article.title));
    html += byline(edition, article) + "<div class=\"article-body\">\n";
    html += body_with_promo(resolved_blocks(*edition.library, article, edition.port), outlet);
    html += "</div>\n</article>\n";
    html += fmt::format(
        "<div class=\"share social\"><span>{}</span> <a href=\"/share/a\">A</a> <a "
        "href=\"/share/b\">B</a></div>\n",
        words.share);
    html += related(edition, outlet, article) + "</main>\n" + footer(outlet);
    return page(outlet, html);
}

Document render_home(const Edition& edition, const Outlet& outlet) {
    std::string html =
        head(outlet, outlet.tagline,
             fmt::format("<link rel=\"alternate\" type=\"application/rss+xml\" href=\"{}\">",
                         outlet.feed_path)) +
        navigation(outlet) + "<main><ul>\n";
    for (const auto* article : edition.library->articles_of(outlet.slug))
        html += fmt::format("<li><a href=\"{}\">{}</a></li>\n", article_path(*article),
                            escape(article->title));
    return page(outlet, html + "</ul></main>\n" + footer(outlet));
}

Document render_discussion(const Edition& edition, const Outlet& outlet, std::string_view slug) {
    const auto* article = edition.library->article(slug);
    const std::string title = article == nullptr ? std::string{slug} : article->title;
    return page(outlet, head(outlet, title, "") + navigation(outlet) +
                            fmt::format("<main><h1>{}</h1><p>{}</p></main>\n", escape(title),
                                        escape(outlet.tagline)) +
                            footer(outlet));
}

std::vector<std::string> furniture(const Outlet& outlet) {
    const auto& words = words_of(outlet.language);
    std::vector<std::string> sentences{outlet.subscribe, outlet.name, outlet.tagline};
    for (const auto word :
         {words.home, words.latest, words.about, words.contact, words.share, words.related})
        sentences.emplace_back(word);
    sentences.push_back(fmt::format("© 2026 {}. {}", outlet.name, words.rights));
    for (const std::string_view line : {"Points:", "# Comments:", "Comments URL:", "Article URL:"})
        sentences.emplace_back(line);
    return sentences;
}

}  // namespace ainews::newsroom
