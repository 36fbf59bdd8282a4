#include <gtest/gtest.h>

#include <array>
#include <cctype>

#include "text/html.h"

namespace ainews::text {
namespace {

constexpr std::string_view kPage = "https://example.com/dir/page.html";

struct SanitizeCase {
    std::string_view html;
    std::string_view clean;
};

std::size_t count_tags(std::string_view html) {
    std::size_t tags = 0;
    for (std::size_t i = 0; i + 1 < html.size(); ++i)
        tags +=
            html[i] == '<' && std::isalpha(static_cast<unsigned char>(html[i + 1])) != 0 ? 1 : 0;
    return tags;
}

void expect_invariants(std::string_view html) {
    const std::string once = sanitize_html(html, kPage);
    EXPECT_EQ(sanitize_html(once, kPage), once) << "twice is not once: " << html;
    EXPECT_LE(count_tags(once), count_tags(html)) << html << "\n" << once;
}

TEST(HtmlSanitizeTest, RebuildsFromTheAllowList) {
    for (const SanitizeCase& c : std::initializer_list<SanitizeCase>{
             {"<p>one</p>", "<p>one</p>"},
             {"<P CLASS=x ID=y STYLE='color:red'>one</P>", "<p>one</p>"},
             {"loose text", "loose text"},
             {"<div>one</div><div>two</div>", "<p>one</p><p>two</p>"},
             {"<p>one<p>two", "<p>one</p><p>two</p>"},
             {"<p><span>one</span> <b>two</b></p>", "<p>one <b>two</b></p>"},
             {"<p>a<b> b</b>c</p>", "<p>a <b>b</b>c</p>"},
             {"<p></p><div></div><b></b>", ""},
             {"<a href='/x'>link</a>", "<a href=\"https://example.com/x\">link</a>"},
             {"<a href='y?a=1&amp;b=2'>link</a>",
              "<a href=\"https://example.com/dir/y?a=1&amp;b=2\">link</a>"},
             {"<a href='mailto:a@b.c'>mail</a>", "mail"},
             {"<a href='#top'>top</a>", "top"},
             {"<a href='/x'><h2>Title</h2><p>text</p></a>",
              "<h2><a href=\"https://example.com/x\">Title</a></h2><p>text</p>"},
             {"<img src=a.png alt='A \"b\"' onerror=alert(1)>",
              "<img src=\"https://example.com/dir/a.png\" alt=\"A &quot;b&quot;\">"},
             {"<img src='data:image/gif;base64,R0lGOD' data-src=/real.jpg>",
              "<img src=\"https://example.com/real.jpg\">"},
             {"<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"},
             {"<li>a</li>", "<p>a</p>"},
             {"<p>a <svg><title>b &lt; c</title><path d='M0'/></svg></p>", "<p>a b &lt; c</p>"},
             {"<svg><g><title>deep</title></g></svg>x", "x"},
             {"<svg><title>never closed", "never closed"},
             {"<table><tbody><tr><td>a</td><td></td><td>b</td></tr></tbody></table>",
              "<table><tr><td>a</td><td></td><td>b</td></tr></table>"},
             {"<pre>\n  code\n    more</pre>", "<pre>  code\n    more</pre>"},
             {"<blockquote><p>said</p></blockquote>", "<blockquote><p>said</p></blockquote>"},
             {"<h2>a<div>b</div></h2>", "<h2>a b</h2>"},
             {"<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>",
              "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>"},
             {"<figure><img src=/a.png><figcaption>text</figcaption></figure>",
              "<figure><img "
              "src=\"https://example.com/a.png\"><figcaption>text</figcaption></figure>"},
             {"1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"},
             {"&lt;script&gt;", "&lt;script&gt;"},
         })
        EXPECT_EQ(sanitize_html(c.html, kPage), c.clean) << c.html;
}

/// Injections by the ways that filters have been passed before: case, white space, NUL, references,
/// unclosed quotes, foreign content, obsolete elements, nested and broken tags, URL schemes.
constexpr auto kInjections = std::to_array<std::string_view>({
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script>alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img src=\"x\"onerror=\"alert(1)\">",
    "<img/src/onerror=alert(1)>",
    "<img src='x' onerror\n=\n'alert(1)'>",
    "<IMG \"\"\"><SCRIPT>alert(1)</SCRIPT>\">",
    "<img src=javascript:alert(1)>",
    "<img src=`javascript:alert(1)`>",
    "<img src='jav\tascript:alert(1)'>",
    "<img src='jav&#x09;ascript:alert(1)'>",
    "<img src=' &#14;  javascript:alert(1)'>",
    "<img srcset='javascript:alert(1) 2x'>",
    "<img data-src='javascript:alert(1)'>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='view-source:javascript:1'>x</a>",
    "<a href='//evil.example\"onmouseover=\"alert(1)'>x</a>",
    "<a href=\"x\" title='\"><script>alert(1)</script>'>x</a>",
    "<a xlink:href='javascript:alert(1)'>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math href='javascript:alert(1)'>x</math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<applet code=x></applet>",
    "<base href='javascript:alert(1)//'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<div style='background:url(javascript:alert(1))'>x</div>",
    "<body onload=alert(1)>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<textarea><script>alert(1)</script></textarea>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<template><script>alert(1)</script></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo '<script>alert(1)</script>' ?>",
    "<table background=javascript:alert(1)><tr><td>x</td></tr></table>",
    "<p>\xEF\xBB\xBF<scr\0ipt>alert(1)</scr\0ipt>",
});

TEST(HtmlSanitizeTest, LetsNoScriptThrough) {
    static_assert(kInjections.size() >= 50);
    for (const std::string_view html : kInjections) {
        const std::string clean = sanitize_html(html, kPage);
        for (const std::string_view bad :
             {"<script",        "<svg",     "<math",        "<iframe", "<object", "<embed",
              "<base",          "<meta",    "<link",        "<style",  "<form",   "<input",
              "<template",      "<video",   "<body",        " on",     "style=",  "srcdoc",
              "=\"javascript:", "=\"data:", "=\"vbscript:", "srcset"})
            EXPECT_EQ(clean.find(bad), std::string::npos) << html << "\n" << clean;
        expect_invariants(html);
    }
}

TEST(HtmlSanitizeTest, SanitizedTwiceIsSanitizedOnce) {
    for (const std::string_view html : std::initializer_list<std::string_view>{
             "<b><p>x</p><p>y</p></b>",
             "<b>1<p>2</b>3</p>",
             "<p><b>x<p>y<p>z",
             "<p>x<b>y<p>z<b>w<p>v",
             "<table><td>a<td>b",
             "<table>x<tr>y<td>z</table>w",
             "<table><caption>c<table><tr><td>in</table></caption><tr><td>out</table>",
             "<ul><ul><li>a</ul></ul><li>b",
             "<ul><li><section><li>x</section></ul>",
             "<dl><dt>a<dd>b<dt>c</dl><dd>d",
             "<a href=/1>one<a href=/2>two</a></a>",
             "<h1>a<h2>b</h1>c</h2>",
             "<pre>\n\n\nx<br>y<p>z</p>\n</pre>",
             "a <br> <br>\n b<br>",
             "<div>a<div>b</div>c</div>d",
             "<i><b><i>x</b>y</i>z",
             "<blockquote>a<p>b<blockquote>c</blockquote>d",
             "<figure><figcaption>a</figcaption><figure><img src=x></figure></figure>",
             "<p>&amp;lt; &amp;amp; &#60;b&#62; &nbsp; x",
             "<em> a </em> b <em> c</em>",
             "<rt>x</rt><ruby><rt>y<ruby>z<rt>w",
             "<ruby>a<article>b<rt>c</ruby>",
         })
        expect_invariants(html);
}

}  // namespace
}  // namespace ainews::text
