#include "text/article.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "text/article_json.h"

namespace ainews::text {
namespace {

constexpr std::string_view kUrl = "https://news.example.com/2026/05/01/model.html";

/// A page as sites build them: what is not the article is longer than the article.
std::string page(std::string_view head, std::string_view body) {
    std::string html = "<!doctype html><html lang=\"en\"><head>";
    html.append(head).append("</head><body><nav class=\"main-nav\"><ul>");
    for (int i = 0; i < 30; ++i)
        html += "<li><a href=\"/s/" + std::to_string(i) + "\">A section of this site</a></li>";
    html.append("</ul></nav>").append(body);
    html += "<div class=\"related-posts\"><h3>Related</h3>";
    for (int i = 0; i < 10; ++i)
        html += "<p><a href=\"/r\">Another story that readers of this one may want</a></p>";
    return html +
           "</div><footer>All about us and our terms, in a sentence of some "
           "length.</footer></body></html>";
}

const std::string kStory =
    "<p class=\"byline\">By Ada Example</p>"
    "<p>The laboratory said on Friday that its new model reads long documents in one pass, and "
    "that it will be "
    "<a href=\"/weights\">published with its weights</a> later this month.</p>"
    "<h2>What changes</h2>"
    "<p>Researchers who tried it say that the answers are shorter, that sources are named, and "
    "that the price of a "
    "call falls by a third, although nobody outside has measured it so far.</p>"
    "<ul><li>Longer input</li><li>Lower price</li></ul>"
    "<p>Sign up for our newsletter</p>"
    "<p>A second release is planned for the autumn; until then the old model stays available to "
    "all customers.</p>";

Article extracted(const std::string& html) {
    auto article = extract_article(html, kUrl);
    EXPECT_TRUE(article.has_value());
    return article.value_or(Article{});
}

TEST(ArticleTest, FindsTheTextAmongWhatSurroundsIt) {
    const Article article =
        extracted(page("<title>A new model | Example News</title>",
                       "<div><h1>A new model</h1><div class=\"wrap\">" + kStory + "</div></div>"));
    EXPECT_EQ(article.title, "A new model");
    EXPECT_TRUE(article.text.starts_with("The laboratory said on Friday")) << article.text;
    EXPECT_TRUE(article.text.ends_with("to all customers.")) << article.text;
    EXPECT_NE(article.text.find("\n\nWhat changes\n\n"), std::string::npos);
    EXPECT_NE(article.text.find("Longer input\nLower price"), std::string::npos);
    for (const std::string_view foreign :
         {"A section", "Another story", "newsletter", "terms", "Ada Example"})
        EXPECT_EQ(article.text.find(foreign), std::string::npos) << foreign;
}

TEST(ArticleTest, TellsACallToShareFromAHeadingThatBeginsLikeOne) {
    const auto with_heading = [](std::string_view heading) {
        return extracted(page("", "<article>" + kStory + "<h2>" + std::string{heading} +
                                      "</h2><p>Two copies of a page cost memory.</p></article>"))
            .text;
    };
    for (const std::string_view own :
         {"Share the old pages, keep the new ones", "Share prices fall", "Share of the market",
          "Similar problems at other firms", "Latest figures show a decline",
          "Responses were mixed", "Newsletter writers lose readers to bots", "Related work",
          "Recommended settings", "Comments by the regulator", "Author contributions"})
        EXPECT_NE(with_heading(own).find(own), std::string::npos) << own;
    for (const std::string_view call :
         {"Share", "Share this article", "Share on social media", "Share your thoughts",
          "Similar articles", "Similar", "Latest", "Latest news", "Latest from the desk",
          "Responses", "Responses (12)", "Comments (3)", "Newsletter", "Newsletter: sign up",
          "Related", "Related stories", "Recommended for you", "Tags: AI"})
        EXPECT_EQ(with_heading(call).find(call), std::string::npos) << call;
}

TEST(ArticleTest, KeepsBlocksTextAndHtmlInStep) {
    const Article article = extracted(page("", "<article>" + kStory + "</article>"));
    std::string joined;
    std::int64_t n = 0;
    for (const Block& block : article.blocks) {
        EXPECT_EQ(block.n, ++n);
        joined += (joined.empty() ? "" : "\n\n") + block.text;
    }
    EXPECT_EQ(article.text, joined);
    ASSERT_FALSE(article.blocks.empty());
    ASSERT_EQ(article.blocks[0].spans.size(), 1U);
    EXPECT_EQ(article.blocks[0].spans[0].href, "https://news.example.com/weights");
    EXPECT_NE(article.html.find("<h2>What changes</h2>"), std::string::npos);
    EXPECT_EQ(article.html.find("class="), std::string::npos);
}

TEST(ArticleTest, ReadsJsonLdBeforeScriptsAreCut) {
    const Article article = extracted(page(
        "<script "
        "type=\"application/"
        "ld+json\">{\"@graph\":[{\"@type\":\"Person\",\"@id\":\"#a\",\"name\":\"Ada Example\"},"
        "{\"@type\":[\"NewsArticle\"],\"headline\":\"A new model &amp; "
        "more\",\"datePublished\":\"2026-05-01T12:16:00+09:00\","
        "\"author\":[{\"@id\":\"#a\"},{\"name\":\"Bo Sample\"}],\"publisher\":{\"name\":\"Example "
        "News\"},"
        "\"image\":{\"url\":\"/lead.jpg\"}}]}</script>",
        "<article>" + kStory + "</article>"));
    EXPECT_EQ(article.title, "A new model & more");
    EXPECT_EQ(article.byline, "Ada Example, Bo Sample");
    EXPECT_EQ(article.site_name, "Example News");
    EXPECT_EQ(article.image, "https://news.example.com/lead.jpg");
    ASSERT_TRUE(article.published.has_value());
    EXPECT_EQ(to_rfc3339(*article.published), "2026-05-01T03:16:00Z");
}

TEST(ArticleTest, TakesACanonicalUrlOfItsOwnSiteOnly) {
    const auto canonical = [](std::string_view href) {
        return extracted(page("<link rel=canonical href=\"" + std::string{href} + "\">",
                              "<article>" + kStory + "</article>"))
            .canonical_url;
    };
    EXPECT_EQ(canonical("https://www.example.com/model"), "https://www.example.com/model");
    EXPECT_EQ(canonical("/model"), "https://news.example.com/model");
    EXPECT_EQ(canonical("https://elsewhere.example.org/model"), "");
    EXPECT_EQ(canonical("https://news.example.com/"), "");
    EXPECT_EQ(canonical("javascript:alert(1)"), "");
}

TEST(ArticleTest, SaysWhereThereIsNothingToRead) {
    for (const std::string_view html :
         {"", "<html><body></body></html>", "<script>x()</script>", "<img src=x>"}) {
        const auto article = extract_article(html, kUrl);
        ASSERT_FALSE(article.has_value()) << html;
        EXPECT_EQ(article.error().kind, ErrorKind::BadInput);
    }
}

TEST(ArticleTest, DecodesByHeaderThenByMeta) {
    EXPECT_EQ(decode_html("<meta charset=shift_jis><p>\x93\xfa\x96\x7b", "text/html").utf8,
              "<meta charset=shift_jis><p>日本");
    EXPECT_EQ(decode_html("<meta http-equiv=content-type content=\"text/html; "
                          "charset=euc-jp\"><p>\xc6\xfc\xcb\xdc",
                          "")
                  .utf8,
              "<meta http-equiv=content-type content=\"text/html; charset=euc-jp\"><p>日本");
    EXPECT_EQ(decode_html("<p>\x93\xfa", "text/html; charset=Shift_JIS").utf8, "<p>日");
}

TEST(ArticleTest, PrintsTheContractAsJson) {
    Article article;
    article.title = "T";
    article.text = "one";
    article.html = "<p>one</p>";
    const auto json = nlohmann::json::parse(article_json(article));
    for (const char* key : {"byline", "published", "site_name", "language", "image"})
        EXPECT_TRUE(json.at(key).is_null()) << key;
    EXPECT_EQ(json.at("title"), "T");
    EXPECT_EQ(json.at("text"), "one");
    EXPECT_EQ(json.at("html"), "<p>one</p>");
}

}  // namespace
}  // namespace ainews::text
