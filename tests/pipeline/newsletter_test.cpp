#include "pipeline/newsletter.h"

#include <gmock/gmock.h>

#include "text/html.h"

namespace ainews::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kIssue = "https://letter.example/issues/41";
constexpr const char* kText =
    "A long enough sentence that says what the article is about and why to read it.";

std::vector<NewsletterSection> sections_of(const std::string& html) {
    return newsletter_sections(text::html_blocks(html, kIssue), kIssue);
}

std::string link(const std::string& path, const std::string& text) {
    return "<a href=\"https://" + path + "\">" + text + "</a>";
}

struct ShapeCase {
    const char* what;
    std::string html;
    std::vector<std::string> urls;
};

TEST(NewsletterTest, FindsTheSectionsOfEveryShape) {
    const std::string text = std::string{"<p>"} + kText + "</p>";
    const std::string a = link("a.example/1", "First headline (4 minute read)");
    const std::string b = link("b.example/2", "Second headline");
    const std::vector<ShapeCase> cases{
        {"headlines that are links",
         "<h3>" + a + "</h3>" + text + "<h3>" + b + "</h3>" + text,
         {"https://a.example/1", "https://b.example/2"}},
        {"headlines over text with a link",
         "<h3>One</h3><h3>The exam</h3><p>The best is " + a + ". " + kText + "</p>",
         {"https://a.example/1"}},
        {"paragraphs that begin with a link",
         "<p><b>" + a + "</b> " + kText + "</p><p>" + b + "</p>" + text,
         {"https://a.example/1", "https://b.example/2"}},
        {"list lines",
         "<ul><li>" + a + " " + kText + "</li><li>" + std::string{kText} + " " + b + "</li></ul>",
         {"https://a.example/1", "https://b.example/2"}},
        {"a headline over text with two links",
         "<h3>Two at once</h3><p>See " + a + " and " + b + ". " + kText + "</p>",
         {}},
        {"references within an article", text + "<p>As " + a + " says, and " + b + " too.</p>", {}},
        {"the same address again",
         "<h3>" + a + "</h3>" + text + "<h3>" + a + "</h3>" + text,
         {"https://a.example/1"}},
        {"links to its own site",
         "<h3>" + link("letter.example/archive", "The archive") + "</h3>" + text,
         {}},
        {"headlines without text", "<h3>" + a + "</h3><h3>" + b + "</h3>", {}},
        {"advertisements",
         "<h3>" + link("a.example/1", "Faster builds (Sponsor)") + "</h3>" + text,
         {}},
        {"nothing", "", {}},
    };
    for (const ShapeCase& one : cases) {
        std::vector<std::string> urls;
        for (const NewsletterSection& section : sections_of(one.html)) urls.push_back(section.url);
        EXPECT_EQ(urls, one.urls) << one.what;
    }
}

TEST(NewsletterTest, ASectionHasItsHeadlineAndItsText) {
    const auto sections =
        sections_of("<h2>News</h2><h3>" + link("a.example/1", "First headline") + "</h3><p>" +
                    kText + "</p><p>And " + link("c.example/3", "a source") +
                    ".</p><p>More.</p><h2>Goodbye</h2><p>Until Saturday.</p>");
    ASSERT_THAT(sections, SizeIs(1));
    EXPECT_EQ(sections[0].title, "First headline");
    EXPECT_EQ(sections[0].blurb, std::string{kText} + "\n\nAnd a source.\n\nMore.");
}

TEST(NewsletterTest, ReadsJapaneseAndCutsAtForty) {
    std::string html;
    for (int i = 0; i < 50; ++i)
        html +=
            "<h3>" + link("a.example/" + std::to_string(i), "見出しはここにある") +
            "</"
            "h3><p>この記事は、モデルの評価をどう進めるかについて、三つの例を挙げて説明している。</"
            "p>";
    const auto sections = sections_of(html);
    ASSERT_THAT(sections, SizeIs(kNewsletterSectionsMax));
    EXPECT_EQ(sections[39].url, "https://a.example/39");
    EXPECT_EQ(sections[0].title, "見出しはここにある");
}

TEST(NewsletterTest, AListOfLinksConsistsOfThem) {
    std::string list;
    for (int i = 0; i < 4; ++i)
        list += "<h3>" + link("a.example/" + std::to_string(i), "A headline") + "</h3><p>" + kText +
                "</p>";
    const auto of = [](const std::string& html) {
        const auto blocks = text::html_blocks(html, kIssue);
        return is_list_of_links(newsletter_sections(blocks, kIssue), blocks);
    };
    EXPECT_TRUE(of("<p>Good morning.</p>" + list));
    EXPECT_FALSE(of(list.substr(list.find("</p>") + 4))) << "three are not enough";
    std::string essay;
    for (int i = 0; i < 12; ++i) essay += std::string{"<p>"} + kText + "</p>";
    EXPECT_FALSE(of(essay + list)) << "most of it is the author's own";
    EXPECT_FALSE(of(""));
}

}  // namespace
}  // namespace ainews::pipeline
