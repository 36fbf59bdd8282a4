#include "text/article_metadata.h"

#include <gtest/gtest.h>

#include <string>

#include "core/calendar.h"
#include "text/article.h"

namespace ainews::text {
namespace {

constexpr std::string_view kPageUrl = "https://gazette.example/2026/lock.html";

Article read(const std::string& head, const std::string& body) {
    auto article = extract_article(
        "<!doctype html><html><head>" + head + "</head><body>" + body + "</body></html>", kPageUrl);
    EXPECT_TRUE(article.has_value());
    return article.value_or(Article{});
}

std::string ld(const std::string& json) {
    return "<script type=\"application/ld+json\">" + json + "</script>";
}

const std::string kStoryText =
    "<p>The harbour authority opened the second lock on Monday, eleven weeks later than the "
    "timetable of the spring had promised to the skippers.</p>";

struct TitleCase {
    std::string head;
    std::string body;
    std::string title;
};

TEST(ArticleMetadataTest, TellsTheTitleFromTheNameOfTheSite) {
    const std::string logo = "<header><h1><a href=/>Harbour Gazette</a></h1></header>";
    const std::string story = "<article><h2>Second lock opens</h2>" + kStoryText + "</article>";
    const std::vector<TitleCase> cases{
        {"<title>Second lock opens - Harbour Gazette</title>", logo + story, "Second lock opens"},
        {"<title>Harbour Gazette | Second lock opens</title>", logo + story, "Second lock opens"},
        {"<title>x</title><meta property=og:title content='Second lock opens'>"
         "<meta property=og:site_name content='Harbour Gazette'>",
         logo + story, "Second lock opens"},
        {"<title>Second lock opens - Harbour Gazette</title>",
         logo + "<article><h1>Second lock opens</h1>" + kStoryText + "</article>",
         "Second lock opens"},
        {"<title>Second lock opens after a long wait - Harbour Gazette</title>",
         logo + "<article>" + kStoryText + "</article>", "Second lock opens after a long wait"},
        {"<title>第二水門が開く | 港新聞</title>",
         "<h1>港新聞</h1><article><h2>第二水門が開く</h2>" + kStoryText + "</article>",
         "第二水門が開く"},
        {"<title>Harbour Gazette | Second lock opens</title>",
         "<h1>Second lock opens</h1><div>" + kStoryText + "</div>", "Second lock opens"},
        {"<title>Second lock opens | News</title>",
         "<h1>Second lock opens</h1><h2>News</h2><div>" + kStoryText + "</div>",
         "Second lock opens"}};
    for (const TitleCase& c : cases) EXPECT_EQ(read(c.head, c.body).title, c.title) << c.head;
}

TEST(ArticleMetadataTest, TakesThePagesOwnOfSeveralArticles) {
    const std::string other =
        R"({"@type":"NewsArticle","headline":"Tides of May","author":"Wrong","url":"https://gazette.example/tides"})";
    const std::string by_title =
        R"({"@type":"NewsArticle","headline":"Second lock opens","author":"Ines Kuhn"})";
    const std::string by_url =
        R"({"@type":"Article","headline":"Lock","author":"Ines Kuhn","mainEntityOfPage":{"@id":"https://gazette.example/2026/lock.html"}})";
    const std::string body = "<article><h1>Second lock opens</h1>" + kStoryText + "</article>";
    const std::string title = "<title>Second lock opens</title>";
    for (const std::string& own : {by_title, by_url})
        EXPECT_EQ(read(title + ld("[" + other + "," + own + "]"), body).byline, "Ines Kuhn") << own;
    EXPECT_EQ(
        read(title + ld(R"({"@type":"ItemList","itemListElement":[{"item":)" + other + "}]}"), body)
            .byline,
        "");
    EXPECT_EQ(read(title + ld(other), body).byline, "Wrong");  // nothing says otherwise
}

TEST(ArticleMetadataTest, ReadsJsonLdThatIsNotQuiteJson) {
    const std::string body = "<article><h1>Second lock opens</h1>" + kStoryText + "</article>";
    for (const std::string json :
         {R"(//<![CDATA[
            {"@type":"Article","author":"Ines Kuhn"}
            //]]>)",
          R"({"@type":"Article","author":["Ines Kuhn",],})",
          R"({"@type":"Article","headline":"It\'s open","author":"Ines Kuhn"})",
          R"({"@type":"Recipe","author":"Ines Kuhn"})",
          R"({"@type":"Review","author":{"name":"Ines Kuhn"}})"})
        EXPECT_EQ(read(ld(json), body).byline, "Ines Kuhn") << json;
    EXPECT_EQ(read(ld(R"({"@type":"WebSite","name":"Harbour Gazette"})"), body).site_name,
              "Harbour Gazette");
}

TEST(ArticleMetadataTest, ReadsTheBodyThatAnEmptyPageDeclares) {
    const std::string long_text(300, 'x');
    const Article lines =
        read(ld(R"({"@type":"Article","articleBody":"First a &amp; b.\n\n)" + long_text + R"("})"),
             "<div id=app>Loading the page</div>");
    EXPECT_EQ(lines.text, "First a & b.\n\n" + long_text);
    EXPECT_EQ(lines.blocks.size(), 2U);
    const Article html =
        read(ld(R"({"@type":"Article","articleBody":"<p onclick='x()'>One</p><p>)" + long_text +
                R"(</p>"})"),
             "<div id=app></div>");
    EXPECT_EQ(html.html, "<p>One</p><p>" + long_text + "</p>");
    const Article shown = read(ld(R"({"@type":"Article","articleBody":"Short."})"),
                               "<article>" + kStoryText + "</article>");
    EXPECT_NE(shown.text.find("eleven weeks"), std::string::npos);
}

TEST(ArticleMetadataTest, TellsNamesFromButtonsAndDatesBesideThem) {
    for (const std::string line :
         {"<div class=author-info><span>Ines Kuhn</span><span>Follow</span></div>",
          "<div class=c-byline><span>By</span> <a href=/k>Ines Kuhn</a> <time>May 6, 2024</time>"
          "</div>",
          "<p class=byline>By Ines Kuhn | May 6, 2024</p>",
          "<p class=author>Ines Kuhn am 6. Mai 2024</p>",
          "<p class=author>Ines Kuhn - May 6, 2024</p>", "<p class=author>Ines <b>K</b>uhn</p>"})
        EXPECT_EQ(read("", "<article>" + line + kStoryText + "</article>").byline, "Ines Kuhn")
            << line;
}

TEST(ArticleMetadataTest, ReadsTheDateBehindAnAbbreviation) {
    const Article article = read(
        "", "<abbr class=published title='2026-05-06T10:00:00+0100'>yesterday</abbr>" + kStoryText);
    ASSERT_TRUE(article.published.has_value());
    EXPECT_EQ(to_rfc3339(*article.published), "2026-05-06T09:00:00Z");
}

TEST(ArticleMetadataTest, KnowsOlderNamesOfMetaTags) {
    const std::string body = "<article><h1>Second lock opens</h1>" + kStoryText + "</article>";
    for (const std::string name : {"publication_date", "article:published"}) {
        const Article article = read("<meta name='" + name + "' content='2026-05-06'>", body);
        ASSERT_TRUE(article.published.has_value()) << name;
        EXPECT_EQ(to_rfc3339(*article.published), "2026-05-06T00:00:00Z");
    }
    EXPECT_EQ(read("<meta name=citation_author content='Ines Kuhn'>", body).byline, "Ines Kuhn");
    EXPECT_EQ(read("<meta property=og:image:secure_url content='/a.jpg'>", body).image,
              "https://gazette.example/a.jpg");
    EXPECT_EQ(read("<link rel=image_src href='/a.jpg'>", body).image,
              "https://gazette.example/a.jpg");
}

}  // namespace
}  // namespace ainews::text
