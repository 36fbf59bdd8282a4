#include "text/url.h"

#include <gtest/gtest.h>

namespace ainews::text {
namespace {

std::string resolved(std::string_view base, std::string_view ref) {
    return resolve_url(base, ref).value_or("none");
}

struct UrlCase {
    std::string_view ref;
    std::string_view expected;
};

TEST(UrlTest, ResolvesTheExamplesOfRfc3986) {
    // §5.4, "http:g" as in the WHATWG URL Standard.
    for (const UrlCase& c : std::initializer_list<UrlCase>{{"g", "http://a/b/c/g"},
                                                           {"./g", "http://a/b/c/g"},
                                                           {"g/", "http://a/b/c/g/"},
                                                           {"/g", "http://a/g"},
                                                           {"//g", "http://g/"},
                                                           {"?y", "http://a/b/c/d;p?y"},
                                                           {"g?y", "http://a/b/c/g?y"},
                                                           {"#s", "http://a/b/c/d;p?q#s"},
                                                           {"g#s", "http://a/b/c/g#s"},
                                                           {"g?y#s", "http://a/b/c/g?y#s"},
                                                           {";x", "http://a/b/c/;x"},
                                                           {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
                                                           {"", "http://a/b/c/d;p?q"},
                                                           {".", "http://a/b/c/"},
                                                           {"./", "http://a/b/c/"},
                                                           {"..", "http://a/b/"},
                                                           {"../g", "http://a/b/g"},
                                                           {"../..", "http://a/"},
                                                           {"../../g", "http://a/g"},
                                                           {"../../../g", "http://a/g"},
                                                           {"/./g", "http://a/g"},
                                                           {"/../g", "http://a/g"},
                                                           {"g.", "http://a/b/c/g."},
                                                           {"..g", "http://a/b/c/..g"},
                                                           {"./../g", "http://a/b/g"},
                                                           {"g;x=1/../y", "http://a/b/c/y"},
                                                           {"g?y/../x", "http://a/b/c/g?y/../x"},
                                                           {"g#s/../x", "http://a/b/c/g#s/../x"},
                                                           {"http:g", "http://a/b/c/g"}})
        EXPECT_EQ(resolved("http://a/b/c/d;p?q", c.ref), c.expected) << c.ref;
}

TEST(UrlTest, CleansWhatPeopleWrite) {
    for (const UrlCase& c : std::initializer_list<UrlCase>{
             {"  /x y\n", "https://e.com/x%20y"},
             {"https:\\\\host\\path", "https://host/path"},
             {"https://日本語.jp/パス?q=あ#え",
              "https://xn--wgv71a119e.jp/%E3%83%91%E3%82%B9?q=%E3%81%82#%E3%81%88"},
             {"HTTP://EXAMPLE.COM:80", "http://example.com/"},
             {"https://example.com:8443/a", "https://example.com:8443/a"},
             {"http://[::1]:80/x", "http://[::1]/x"},
             {"ht\ntps://e.org/a\tb", "https://e.org/ab"},
             {"/a%2Fb%zz", "https://e.com/a%2Fb%zz"},
             {"/<script>\"", "https://e.com/%3Cscript%3E%22"},
             {"https://example.com./a", "https://example.com/a"},
             {"http:///three/slashes", "http://three/slashes"}})
        EXPECT_EQ(resolved("https://e.com/", c.ref), c.expected) << c.ref;
}

TEST(UrlTest, RefusesEverythingButHttp) {
    for (const std::string_view ref :
         {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
          "file:///etc/passwd", "ftp://e.com/", "mailto:a@e.com", "tag:e.com,2026:1", "urn:uuid:1",
          "//", "https://", "https://e.com:99999/", "https://e com/", "https://a..b/",
          "https://e.com../", "https://[::1/", "https://%00/", "vbscript:x", "gopher://e.com"})
        EXPECT_EQ(resolved("https://e.com/", ref), "none") << ref;
    EXPECT_EQ(resolved("not a base", "relative"), "none");
    EXPECT_EQ(resolved("", "https://e.com/x"), "https://e.com/x");
    EXPECT_EQ(resolved("https://e.com/", std::string(20'000, 'a')), "none");
}

TEST(UrlTest, IsStableWhenAppliedTwice) {
    for (const std::string_view ref :
         {"/a b?c d#e f", "https://日本語.jp/あ", "../x/./y", "?a=%41&b=\xff"}) {
        const std::string once = resolved("https://e.com/d/", ref);
        EXPECT_EQ(resolved("https://other.org/", once), once) << ref;
    }
}

TEST(UrlTest, NamesHostAndSite) {
    EXPECT_EQ(host_of("https://User@News.Example.co.jp:8080/x"), "news.example.co.jp");
    EXPECT_EQ(host_of("mailto:x"), "");
    for (const UrlCase& c :
         std::initializer_list<UrlCase>{{"https://www.example.com/", "example.com"},
                                        {"https://news.example.co.jp/", "example.co.jp"},
                                        {"https://a.b.example.org.uk/", "example.org.uk"},
                                        {"https://thezvi.substack.com/", "thezvi.substack.com"},
                                        {"https://a.github.io/", "a.github.io"},
                                        {"https://localhost/", "localhost"},
                                        {"http://192.0.2.7/", "192.0.2.7"},
                                        {"http://[2001:db8::1]/", "[2001:db8::1]"},
                                        {"x", ""}})
        EXPECT_EQ(site_of(c.ref), c.expected) << c.ref;
}

}  // namespace
}  // namespace ainews::text
