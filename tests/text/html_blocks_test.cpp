#include <gtest/gtest.h>

#include "text/html.h"

namespace ainews::text {
namespace {

constexpr std::string_view kBase = "https://example.com/a/";

std::string sketch(const std::vector<Block>& blocks) {
    std::string out;
    for (const Block& block : blocks) {
        out += std::to_string(block.n) + " " + std::string{to_string(block.kind)};
        if (block.level > 0) out += std::to_string(block.level);
        out += " [" + block.text + "]";
        if (!block.href.empty()) out += " " + block.href;
        for (const Span& span : block.spans)
            out += " {" + std::to_string(span.start) + "-" + std::to_string(span.end) + " " +
                   span.href + "}";
        out += "\n";
    }
    return out;
}

TEST(HtmlBlocksTest, CutsContentIntoNumberedBlocks) {
    EXPECT_EQ(sketch(html_blocks("<h2>Head</h2><p>One  <b>two</b>.</p><p>Three</p>"
                                 "<ul><li>a</li><li>b <i>c</i></li></ul>"
                                 "<blockquote><p>said</p><p>again</p></blockquote>"
                                 "<pre>x = 1\n  y = 2</pre>",
                                 kBase)),
              "1 heading2 [Head]\n2 paragraph [One two.]\n3 paragraph [Three]\n4 list [a\nb c]\n"
              "5 quote [said]\n6 quote [again]\n7 code [x = 1\n  y = 2]\n");
}

TEST(HtmlBlocksTest, CountsLinksInCodePoints) {
    EXPECT_EQ(sketch(html_blocks(
                  "<p>日本語の<a href='x'>リンク</a>と <a href='/y'>another  one</a>.</p>", kBase)),
              "1 paragraph [日本語のリンクと another one.] {4-7 https://example.com/a/x} {9-20 "
              "https://example.com/y}\n");
    EXPECT_EQ(
        sketch(html_blocks("<p>a <a href='mailto:x@y.z'>b</a> <a href='#n'>c</a></p>", kBase)),
        "1 paragraph [a b c]\n");
}

TEST(HtmlBlocksTest, GivesTablesAsRowsAndTabs) {
    EXPECT_EQ(sketch(html_blocks(
                  "<table><tr><th>Name</th><th>Size</th></tr><tr><td>a</td><td>1</td></tr></table>",
                  kBase)),
              "1 table [Name\tSize\na\t1]\n");
}

TEST(HtmlBlocksTest, NamesPicturesByCaptionOrAlternativeText) {
    EXPECT_EQ(
        sketch(html_blocks(
            "<figure><img src=a.png alt=alt><figcaption>A <b>caption</b></figcaption></figure>"
            "<p>text <img src=b.png alt='B  alt'> more</p><img src=c.png>",
            kBase)),
        "1 image [A caption] https://example.com/a/a.png\n2 paragraph [text more]\n"
        "3 image [B alt] https://example.com/a/b.png\n");
}

TEST(HtmlBlocksTest, TakesListsOfArticlesApart) {
    EXPECT_EQ(
        sketch(html_blocks(
            "<ol><li><h3>First</h3><p>one</p><p>two</p></li><li><h3>Second</h3><p>x</p></li></ol>",
            kBase)),
        "1 heading3 [First]\n2 paragraph [one]\n3 paragraph [two]\n4 heading3 [Second]\n5 "
        "paragraph [x]\n");
}

TEST(HtmlBlocksTest, ReadsTwoBreaksAsANewParagraph) {
    EXPECT_EQ(sketch(html_blocks("one<br>two<br><br>three", kBase)),
              "1 paragraph [one\ntwo]\n2 paragraph [three]\n");
}

TEST(HtmlBlocksTest, LeavesReadingsOutOfRuby) {
    EXPECT_EQ(sketch(html_blocks("<p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>です</p>",
                                 kBase)),
              "1 paragraph [漢字です]\n");
}

TEST(HtmlBlocksTest, IsEmptyWhereNothingIsSaid) {
    EXPECT_TRUE(html_blocks("", kBase).empty());
    EXPECT_TRUE(html_blocks("<p> </p><script>x</script><img src=x>", kBase).empty());
}

}  // namespace
}  // namespace ainews::text
