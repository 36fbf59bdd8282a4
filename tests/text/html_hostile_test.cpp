// What breaks HTML parsers: each shape must be read in bounded time and memory by all that reads
// HTML.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <time.h>

#include <functional>

#include "text/article.h"
#include "text/html.h"
#include "text/html_prescan.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

/// Generous for sanitizers and a busy machine; the traps take minutes or gigabytes.
constexpr double kSecondsMax = 20;
constexpr long kMemoryKiBMax = 1'500'000;

std::string repeated(std::string_view piece, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += piece;
    return text;
}

struct Hostile {
    const char* name;
    std::function<std::string()> html;
};

const std::vector<Hostile>& hostile() {
    static const std::vector<Hostile> kHostile{
        {"a hundred thousand open divs", [] { return repeated("<div>", 100'000) + "text"; }},
        {"deep and closed",
         [] { return repeated("<div>", 50'000) + "text" + repeated("</div>", 50'000); }},
        {"deep spans", [] { return repeated("<span>", 100'000) + "text"; }},
        {"deep unknown elements", [] { return repeated("<x-a><x-b>", 50'000) + "text"; }},
        {"deep tables", [] { return repeated("<table><tr><td>", 30'000) + "text"; }},
        {"deep lists", [] { return repeated("<ul><li>", 50'000) + "text"; }},
        {"deep quotes", [] { return repeated("<blockquote>", 50'000) + "text"; }},
        {"deep ruby", [] { return repeated("<rt><rp>", 50'000) + "text"; }},
        {"many attributes",
         [] {
             std::string tag = "<p ";
             for (int i = 0; i < 50'000; ++i) tag += "a" + std::to_string(i) + "=x ";
             return tag + ">text</p>";
         }},
        {"one attribute many times",
         [] { return "<p " + repeated("class=x ", 50'000) + ">text</p>"; }},
        {"ten thousand unclosed tags", [] { return repeated("<div><p><section>text", 10'000); }},
        {"twenty thousand bold", [] { return repeated("<b>", 20'000) + "text"; }},
        {"misnested formatting", [] { return repeated("<b><i><p>x</b></i>", 20'000); }},
        {"formatting reopened by every paragraph",
         [] { return "<b><i><s><a href=x><em><strong><code>" + repeated("<p>x", 50'000); }},
        {"different fonts",
         [] {
             std::string html;
             for (int i = 0; i < 20'000; ++i) html += "<font size=" + std::to_string(i) + "><p>x";
             return html;
         }},
        {"unclosed anchors", [] { return repeated("<a href=x><div>x", 20'000); }},
        {"foster parents", [] { return "<table>" + repeated("x<b>y", 20'000); }},
        {"unclosed svg", [] { return repeated("<svg>", 50'000) + "text"; }},
        {"unclosed selects", [] { return repeated("<select><option>", 50'000) + "text"; }},
        {"unclosed scripts", [] { return "text" + repeated("<script>", 50'000); }},
        {"unclosed comments", [] { return "text" + repeated("<!--", 100'000); }},
        {"almost closed comments", [] { return "text<!--" + repeated("--!", 100'000); }},
        {"unclosed quotes", [] { return "text" + repeated("<a href=\"x", 100'000); }},
        {"lone less-than signs", [] { return repeated("<", 200'000) + "text"; }},
        {"closing what is not open",
         [] { return repeated("</div></b></p></table>", 50'000) + "text"; }},
        {"NUL bytes", [] { return "<p>a" + std::string(100'000, '\0') + "b</p>"; }},
        {"many references", [] { return repeated("&lt;&amp;&#60;&bogus;&notin;", 20'000); }},
        {"a reference without end", [] { return "&" + repeated("a", 200'000); }},
        {"a number without end", [] { return "&#" + repeated("9", 200'000) + ";text"; }},
        {"entities defined in a doctype",
         [] {
             return std::string{
                        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><p>"} +
                    repeated("&b;", 10'000);
         }},
        {"a long title",
         [] { return "<title>" + repeated("long ", 200'000) + "</title><p>text</p>"; }},
        {"a long word", [] { return "<p>" + repeated("w", 1'000'000) + "</p>"; }},
        {"deep JSON",
         [] {
             return "<script type='application/ld+json'>" + repeated("[", 200'000) +
                    "</script><p>text</p>";
         }},
        {"white space", [] { return "<p>" + repeated(" \n\t", 300'000) + "text</p>"; }},
        {"frames", [] { return repeated("<frameset><frame>", 20'000) + "<p>text"; }},
        {"forms in tables", [] { return repeated("<table><form><tr>", 10'000) + "text"; }},
        {"templates", [] { return repeated("<template><table><template>", 20'000) + "text"; }},
        {"headings in headings", [] { return repeated("<h1><a href=x>t", 20'000); }},
        {"plaintext", [] { return repeated("<plaintext>", 20'000) + "text"; }},
    };
    return kHostile;
}

double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void expect_bounded(const char* name, const char* what, const std::function<void()>& work) {
    const double start = cpu_seconds();
    work();
    EXPECT_LT(cpu_seconds() - start, kSecondsMax) << what << ": " << name;
}

TEST(HtmlHostileTest, ReadsEveryShapeInBoundedTimeAndMemory) {
    for (const Hostile& one : hostile()) {
        const std::string html = one.html();
        expect_bounded(one.name, "text", [&] { EXPECT_TRUE(is_utf8(html_to_text(html))); });
        expect_bounded(one.name, "blocks",
                       [&] { (void)html_blocks(html, "https://example.com/"); });
        expect_bounded(one.name, "article",
                       [&] { (void)extract_article(html, "https://example.com/"); });
        expect_bounded(one.name, "sanitizer", [&] {
            const std::string once = sanitize_html(html, "https://example.com/");
            EXPECT_TRUE(sanitize_html(once, "https://example.com/") == once) << one.name;
        });
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    EXPECT_LT(usage.ru_maxrss, kMemoryKiBMax);
}

TEST(HtmlHostileTest, KeepsTheTextOfWhatItFlattens) {
    const std::string deep =
        repeated("<div>", 2000) + "deep" + repeated("</div>", 2000) + "<p>after</p>";
    EXPECT_EQ(html_to_text(sanitize_html(deep, "")), "deep\nafter");
}

TEST(HtmlHostileTest, BoundsTheDepthItHandsOn) {
    std::size_t depth = 0;
    std::size_t deepest = 0;
    const std::string html = prescan_html(repeated("<div><span>", 5000)).html;
    for (std::size_t i = 0; i + 1 < html.size(); ++i) {
        if (html[i] != '<') continue;
        depth = html[i + 1] == '/' ? depth - 1 : depth + 1;
        deepest = std::max(deepest, depth);
    }
    EXPECT_LE(deepest, kHtmlDepthMax);
    EXPECT_GT(deepest, kHtmlDepthMax / 2);
}

TEST(HtmlHostileTest, RefusesPagesBeyondTheLimit) {
    const auto article =
        extract_article(std::string(kHtmlBytesMax + 1, 'x'), "https://example.com/");
    ASSERT_FALSE(article.has_value());
    EXPECT_EQ(article.error().kind, ErrorKind::TooLarge);
}

}  // namespace
}  // namespace ainews::text
