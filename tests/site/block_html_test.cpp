#include "site/block_html.h"

#include <gtest/gtest.h>

namespace ainews::site {
namespace {

std::string html(Block block) { return blocks_html({std::move(block)}, false); }

TEST(BlockHtmlTest, EscapesTextAndKeepsLinks) {
    EXPECT_EQ(
        html({.n = 1, .text = "a <b> & 詳細", .spans = {{8, 10, "https://x.example/?a=1&b=\"2"}}}),
        "<p>a &lt;b&gt; &amp; <a href=\"https://x.example/?a=1&amp;b=&quot;2\" "
        "rel=\"noopener\">詳細</a></p>\n");
}

TEST(BlockHtmlTest, DropsLinksThatAreNotSound) {
    const Span hostile[] = {{0, 2, "javascript:alert(1)"},
                            {0, 9, "https://x.example/"},
                            {2, 1, "https://x.example/"},
                            {-1, 1, "https://x.example/"},
                            {0, 1, "data:text/html,x"}};
    for (const Span& span : hostile)
        EXPECT_EQ(html({.n = 1, .text = "ab", .spans = {span}}), "<p>ab</p>\n")
            << span.href << span.start;
}

TEST(BlockHtmlTest, SkipsALinkThatOverlapsAnother) {
    EXPECT_EQ(html({.n = 1,
                    .text = "abcd",
                    .spans = {{0, 2, "https://x.example/"}, {1, 3, "https://y.example/"}}}),
              "<p><a href=\"https://x.example/\" rel=\"noopener\">ab</a>cd</p>\n");
}

TEST(BlockHtmlTest, MakesOneElementOfEveryBlock) {
    const std::vector<Block> blocks{{.n = 1, .kind = BlockKind::Heading, .text = "h"},
                                    {.n = 2, .kind = BlockKind::List, .text = "a\nb"},
                                    {.n = 3, .kind = BlockKind::Quote, .text = "q"},
                                    {.n = 4, .kind = BlockKind::Code, .text = "x < y\n\tz"},
                                    {.n = 5, .kind = BlockKind::Table, .text = "h1\th2\n1\t2"},
                                    {.n = 6, .text = "gone", .dropped = true}};
    EXPECT_EQ(blocks_html(blocks, true),
              "<h3 id=\"p1\">h</h3>\n"
              "<ul id=\"p2\"><li>a</li><li>b</li></ul>\n"
              "<blockquote id=\"p3\"><p>q</p></blockquote>\n"
              "<pre id=\"p4\" tabindex=\"0\"><code>x &lt; y\n\tz</code></pre>\n"
              "<table id=\"p5\"><tbody><tr><th scope=\"col\">h1</th><th scope=\"col\">h2</th></tr>"
              "<tr><td>1</td><td>2</td></tr></tbody></table>\n"
              "<p id=\"p6\" hidden></p>\n");
}

TEST(BlockHtmlTest, NamesAPictureByItsCaption) {
    EXPECT_EQ(
        html({.n = 1, .kind = BlockKind::Image, .text = "図1", .href = "https://x.example/a.png"}),
        "<figure><figcaption>図1 <a href=\"https://x.example/a.png\" "
        "rel=\"noopener\">画像を見る</a>"
        "</figcaption></figure>\n");
}

}  // namespace
}  // namespace ainews::site
