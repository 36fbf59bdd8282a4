#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "text/article.h"

namespace ainews::text {
namespace {

const std::string kFirst =
    "<p>The harbour authority opened the second lock on Monday, eleven weeks later than the "
    "timetable of the spring had promised.</p>";
const std::string kSecond =
    "<p>Barges of the larger class now pass in twenty minutes, and the queue that had reached the "
    "motorway bridge was gone by the evening.</p>";
const std::string kThird =
    "<p>The old lock stays in service for pleasure craft, although its gates are to be replaced "
    "before the ice comes.</p>";
const std::string kFourth =
    "<p>Skippers had asked for a third lane as well, which the ministry turned down because of "
    "what it would have cost.</p>";

std::string listing(int lines) {
    std::string code;
    for (int i = 0; i < lines; ++i)
        code += "gate[" + std::to_string(i) + "] = open(valve, \"pressure below the limit\");\n";
    return "<pre><code>" + code + "</code></pre>";
}

/// A page that has navigation and a footer of one long sentence around `body`.
std::string page(const std::string& body) {
    return "<!doctype html><html lang=en><title>Second lock opens</title><body>"
           "<nav><ul><li><a href='/'>Front page</a></li><li><a href='/port'>Port</a></li></ul>"
           "</nav>" +
           body +
           "<footer><p>Imprint of the Harbour Gazette, printed and published by the town's own "
           "press since the year of the flood.</p></footer></body></html>";
}

std::string text_of(const std::string& html) {
    const auto article = extract_article(html, "https://gazette.example/2026/lock.html");
    return article ? article->text : "refused: " + article.error().message;
}

struct Part {
    std::string what;      ///< HTML that stands among four paragraphs
    std::string expected;  ///< text that must be there
};

/// Checks each part inside <article>, where the paragraphs around it leave no doubt what the
/// article is.
void expect_kept(const std::vector<Part>& parts) {
    for (const Part& part : parts) {
        const std::string text =
            text_of(page("<article><h1>Second lock opens</h1>" + kFirst + kSecond + part.what +
                         kThird + kFourth + "</article>"));
        EXPECT_NE(text.find(part.expected), std::string::npos) << part.what << "\n" << text;
        EXPECT_NE(text.find("pleasure craft"), std::string::npos) << part.what;
        EXPECT_EQ(text.find("Imprint"), std::string::npos) << part.what;
    }
}

void expect_dropped(const std::vector<Part>& parts) {
    for (const Part& part : parts) {
        const std::string text =
            text_of(page("<article><h1>Second lock opens</h1>" + kFirst + kSecond + part.what +
                         kThird + kFourth + "</article>"));
        EXPECT_EQ(text.find(part.expected), std::string::npos) << part.what << "\n" << text;
    }
}

TEST(ArticleStructureTest, DoesNotShrinkToTheLongestBlock) {
    std::string cells;
    for (int i = 0; i < 12; ++i)
        cells += "<tr><td>The level below gate " + std::to_string(i) +
                 " as read by the keeper, in centimetres above the mark of the old town</td><td>" +
                 std::to_string(i * 7) + "</td></tr>";
    const std::vector<std::string> blocks{
        "<div class=highlight>" + listing(20) + "</div>",
        "<div class=highlight><table><tr><td><pre>1</pre></td><td>" + listing(20) +
            "</td></tr></table></div>",
        "<div class=wrap><table>" + cells + "</table></div>",
        "<blockquote>" + kFirst + kSecond + kThird + kFourth + "</blockquote>",
        "<div class=q><div>" + kFirst + "</div><div>" + kSecond + "</div><div>" + kThird +
            "</div><div>" + kFourth + "</div></div>"};
    for (const std::string& block : blocks)
        for (const std::string tag : {"article", "main", "div"}) {
            const std::string text =
                text_of(page("<" + tag + "><h1>Second lock opens</h1><p>How it is built:</p>" +
                             block + "<h3>Further on</h3><p>Tests go on.</p></" + tag + ">"));
            for (const std::string_view part : {"How it is built:", "Further on", "Tests go on."})
                EXPECT_NE(text.find(part), std::string::npos) << tag << block << "\n" << text;
            EXPECT_EQ(text.find("Imprint"), std::string::npos) << tag << block;
        }
}

TEST(ArticleStructureTest, ReadsPagesWithoutLongParagraphs) {
    std::string talk;
    std::string list = "<ul>";
    std::string table = "<table>";
    std::string japanese;
    for (int i = 0; i < 12; ++i) {
        const std::string n = std::to_string(i);
        talk += "<p>\"Open gate " + n + ".\"</p><p>Nobody moved.</p>";
        list += "<li>Gate " + n + ": turn it twice</li>";
        table += "<tr><td>Gate " + n + "</td><td>" + n + " m</td></tr>";
        japanese += "<p>水門" + n + "を開けた。</p>";
    }
    for (const std::string& body : {talk, list + "</ul>", table + "</table>", japanese})
        for (const std::string tag : {"article", "main", "div"}) {
            const std::string text =
                text_of(page("<" + tag + "><h1>Second lock opens</h1>" + body + "</" + tag + ">"));
            EXPECT_NE(text.find("11"), std::string::npos) << tag << body << "\n" << text;
            EXPECT_EQ(text.find("Imprint"), std::string::npos) << tag << body;
            EXPECT_EQ(text.find("Front page"), std::string::npos) << tag << body;
        }
}

TEST(ArticleStructureTest, KeepsWhatSurroundsAShortArticleOut) {
    const std::string banner =
        "<div class=cc-window role=dialog><p>This gazette stores small files on your device so "
        "that it can count its readers, keep you logged in, and show you the advertisements of "
        "the town's shops. You may choose which of them you allow.</p></div>";
    for (const std::string open : {"<div>", "<div class=content>", "<article>"}) {
        const std::string text = text_of(
            page(banner + open + "<h1>Second lock opens</h1>" + kFirst + "</" +
                 open.substr(1, open.find_first_of(" >") - 1) +
                 "><div class=related><h2>Related</h2><ul><li><a href=/1>Tides of May</a></li>"
                 "</ul></div>"));
        EXPECT_NE(text.find("eleven weeks later"), std::string::npos) << open << text;
        for (const std::string_view foreign :
             {"Imprint", "Tides", "Front page", "Related", "small files"})
            EXPECT_EQ(text.find(foreign), std::string::npos) << open << text;
    }
}

TEST(ArticleStructureTest, ReadsAnArticleInsideNavigationThatNobodyClosed) {
    const std::string text =
        text_of("<body><nav><ul><li><a href=/>Home</a></ul><h1>Second lock opens</h1>" + kFirst +
                kSecond + kThird);
    EXPECT_NE(text.find("pleasure craft"), std::string::npos) << text;
}

TEST(ArticleStructureTest, KeepsListingsAndTablesInBoxesOfDoubtfulNames) {
    const std::string table =
        "<table><tr><th>Gate</th><th>Level</th></tr><tr><td>West</td><td>312</td></tr></table>";
    expect_kept({{"<div class=code-toolbar>" + listing(1) + "<div class=toolbar>Raw</div></div>",
                  "pressure below"},
                 {"<div class='gist embed'>" + listing(1) + "</div>", "pressure below"},
                 {"<div class=tabs><div class='tab active'>" + listing(1) + "</div></div>",
                  "pressure below"},
                 {"<div class=table-widget>" + table + "</div>", "312"},
                 {"<div class='table-responsive overlay-x'>" + table + "</div>", "312"}});
    expect_dropped(
        {{"<div class=sidebar><table><tr><td><ul><li>Small ad one</li></ul></td></tr>"
          "</table></div>",
          "Small ad"}});
}

TEST(ArticleStructureTest, KeepsHeadingsWhoseIdsRepeatThem) {
    expect_kept({{"<h2 id=navigation>Navigation at night</h2>", "Navigation at night"},
                 {"<h2 id=share-of-traffic>Share of traffic</h2>", "Share of traffic"},
                 {"<h3 id=rating>Rating</h3>", "Rating"},
                 {"<h2 class=header>Signals</h2>", "Signals"},
                 {"<div class=header><h2>Signals</h2></div>", "Signals"},
                 {"<ul><li id=menu>Winches</li><li>Chains</li></ul>", "Winches"},
                 {"<p id=more>It rained.</p>", "It rained."},
                 {"<section id=navigation-rules><h2>Navigation rules</h2><p>Keep right in the "
                  "basin.</p></section>",
                  "Keep right"},
                 {"<section id=sharing-locks><h2>Sharing locks with yachts</h2><p>Barges go "
                  "first.</p></section>",
                  "Barges go first"},
                 {"<section id=comments><h2>Comments<a href=#comments>¶</a></h2><p>A comment "
                  "begins with a dash in the keeper's log, and ends with the shift.</p></section>",
                  "begins with a dash"}});
    expect_dropped(
        {{"<section id=comments><h2>Comments</h2><p>First! And what a nonsense.</p>"
          "</section>",
          "nonsense"},
         {"<div class=header><h2>Harbour desk</h2><p>Desk line</p></div>", "Desk line"}});
}

TEST(ArticleStructureTest, KeepsLinkedHeadingsAboveTextOfTheirOwn) {
    expect_kept(
        {{"<h2><a href=#use>Using it</a></h2>" + listing(1), "Using it"},
         {"<h2><a href=#use>Using it</a></h2><ul><li>Ring</li><li>Wait</li></ul>", "Using it"},
         {"<h2><a href=#use>Using it</a></h2><h3><a href=#day>By day</a></h3>" + kFirst,
          "Using it"},
         {"<h2><a href=https://lock.example/>Lock watch</a></h2><p>Shows the queue.</p>",
          "Lock watch"}});
    expect_dropped(
        {{"<h3><a href=/2>Tides of May</a></h3><div><a href=/2>Open</a></div>", "Tides of May"}});
}

TEST(ArticleStructureTest, KeepsNotesOfTheTextsOwn) {
    expect_kept(
        {{"<div class='markdown-alert markdown-alert-note'><p>Mind the gap.</p></div>", "Mind"},
         {"<div class='alert alert-info' role=alert>Mind the gap.</div>", "Mind"},
         {"<div class='notice notice-warning'><p>Mind the gap.</p></div>", "Mind"},
         {"<div class='theme-admonition alert alert--success'><p>Mind the gap.</p></div>", "Mind"},
         {"<aside class=callout><p>Mind the gap.</p></aside>", "Mind"},
         {"<aside class=note><p>Mind the gap.</p></aside>", "Mind"},
         {"<aside role=doc-footnote><p>Mind the gap.</p></aside>", "Mind"},
         {"<aside class='footnote brackets'><p>Mind the gap.</p></aside>", "Mind"}});
    expect_dropped({{"<div class=alert><p>Log in now.</p></div>", "Log in"},
                    {"<aside class=newsletter-callout><p>Weekly post.</p></aside>", "Weekly post"},
                    {"<aside><p>Tides of May</p></aside>", "Tides"}});
}

TEST(ArticleStructureTest, JudgesListsAndTablesAsAWhole) {
    expect_kept({{"<ul><li><a href=/a>Ropes</a></li><li>Chains of the old kind</li></ul>", "Ropes"},
                 {"<table><tr><th>Lock</th><th>Keeper</th></tr><tr><td><a href=/w>West basin</a>"
                  "</td><td><a href=/k>Ines Kuhn</a></td></tr></table>",
                  "West basin"}});
    expect_dropped(
        {{"<ul><li><a href=/a>Ropes for sale</a></li><li><a href=/b>Chains</a></li></ul>",
          "Ropes"}});
}

}  // namespace
}  // namespace ainews::text
