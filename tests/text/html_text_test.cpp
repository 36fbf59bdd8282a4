#include <gtest/gtest.h>

#include "text/html.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

struct HtmlTextCase {
    std::string_view html;
    std::string_view text;
};

TEST(HtmlTextTest, KeepsWhatAReaderSees) {
    for (const HtmlTextCase& c : std::initializer_list<HtmlTextCase>{
             {"", ""},
             {"plain", "plain"},
             {"<p>one</p><p>two</p>", "one\ntwo"},
             {"<p>  one \n\t two </p>", "one two"},
             {"one<br>two<br/>three", "one\ntwo\nthree"},
             {"<b>bo</b>ld", "bold"},
             {"<ul><li>a</li><li>b</li></ul>", "a\nb"},
             {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\nb\nc"},
             {"a<script>alert(1)</script>b", "ab"},
             {"a<style>p{}</style>b", "ab"},
             {"a<!-- <b>hidden</b> -->b", "ab"},
             {"<svg><text>drawn</text></svg>seen", "seen"},
             {"<pre>one\n  two</pre>", "one\ntwo"},
             {"Fish &amp; chips &lt;3 &#39;now&#x27;", "Fish & chips <3 'now'"},
             {"&lt;b&gt;not a tag&lt;/b&gt;", "<b>not a tag</b>"},
             {"&notin; &CounterClockwiseContourIntegral;", "∉ ∳"},
             {"caf&eacute; &copy 2026 AT&T", "café © 2026 AT&T"},
             {"&#128;&#0;&#xD800;&#1114112;", "€\uFFFD\uFFFD\uFFFD"},
             {"<![CDATA[inside]]>", "inside]]>"},
             {"a < b and b > c", "a < b and b > c"},
             {"<p title=\"a > b\">text</p>", "text"},
             {"日本語の<strong>見出し</strong>です", "日本語の見出しです"},
             {"unclosed <a href=\"x", "unclosed"},
         })
        EXPECT_EQ(html_to_text(c.html), c.text) << c.html;
}

TEST(HtmlTextTest, MakesTitlesOfOneLine) {
    for (const HtmlTextCase& c : std::initializer_list<HtmlTextCase>{
             {" A\n title ", "A title"},
             {"<p>A</p> <b>title</b>", "A title"},
             {"Q&amp;A: 1 &lt; 2", "Q&A: 1 < 2"},
             {"I <3 C++", "I <3 C++"},
             {"a < b", "a < b"},
             {"Why Option<T> matters", "Why Option<T> matters"},
             {"std::vector<std::string> explained", "std::vector<std::string> explained"},
             {"if a<b then c>d", "if a<b then c>d"},
             {"a <map to set> b", "a <map to set> b"},
             {"<br clear>Title <input disabled/>", "Title"},
             {"<img src=x onerror=alert(1)>Title", "Title"},
             {"<script>alert(1)</script>Title", "Title"},
         })
        EXPECT_EQ(plain_title(c.html), c.text) << c.html;
}

TEST(HtmlTextTest, DecodesReferencesOnce) {
    EXPECT_EQ(decode_entities("&amp;lt;b&amp;gt;"), "&lt;b&gt;");
    EXPECT_EQ(decode_entities("100 & 200 &; &#; &#x; &bogus;"), "100 & 200 &; &#; &#x; &bogus;");
}

TEST(HtmlTextTest, NoReferenceBecomesAControlOrNoncharacter) {
    for (const auto* text :
         {"&#1;", "&#1", "&nbs &#1", "&rarr;&#x7F;", "&#xFFFE;", "&bogus; &#xFDD0;"}) {
        const std::string decoded = decode_entities(text);
        EXPECT_EQ(decoded, clean_utf8(decoded)) << text;
    }
}

TEST(HtmlTextTest, EscapesForContentAndAttributes) {
    EXPECT_EQ(escape_html("<a href=\"x\" title='y'>&</a>"),
              "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;");
    EXPECT_EQ(decode_entities(escape_html("<&>\"'")), "<&>\"'");
}

}  // namespace
}  // namespace ainews::text
