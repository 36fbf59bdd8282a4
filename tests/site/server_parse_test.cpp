#include "site/server_parse.h"

#include <gtest/gtest.h>

namespace ainews::site {
namespace {

std::string request(const std::string& target, const std::string& headers = "") {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

TEST(ParseHeadTest, RefusesWhatTwoProgramsCouldReadInTwoWays) {
    std::string many;
    for (int i = 0; i < 70; ++i) many += "X-A: b\r\n";
    struct Case {
        const char* what;
        std::string head;
        int status;
    };
    const Case cases[] = {
        {"no request at all", "\r\n\r\n", 400},
        {"not HTTP", "hello\r\n\r\n", 400},
        {"two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"no version", "GET /\r\n\r\n", 400},
        {"another version", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"POST", "POST / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"PUT", "PUT / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"DELETE", "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"CONNECT", "CONNECT a.example:443 HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"a method that is none", "G\x01T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
        {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"a body", request("/", "Content-Length: 5\r\n"), 413},
        {"a length that is no number", request("/", "Content-Length: 0x0\r\n"), 413},
        {"a negative length", request("/", "Content-Length: -1\r\n"), 413},
        {"chunks", request("/", "Transfer-Encoding: chunked\r\n"), 413},
        {"chunks in disguise", request("/", "Transfer-Encoding : chunked\r\n"), 400},
        {"a folded header", request("/", "X-A: b\r\n c\r\n"), 400},
        {"a header without colon", request("/", "nonsense\r\n"), 400},
        {"a header without name", request("/", ": b\r\n"), 400},
        {"a bare carriage return", request("/", "X-A: b\rContent-Length: 5\r\n"), 400},
        {"a bare line feed", request("/", "X-A: b\nContent-Length: 5\r\n"), 400},
        {"a zero byte", request("/", std::string{"X-A: b\0c\r\n", 10}), 400},
        {"too many headers", request("/", many), 431},
        {"an expectation", request("/", "Expect: 100-continue\r\n"), 417},
        {"a long target", request("/" + std::string(2100, 'a')), 414},
        {"no path", request("index.html"), 400},
        {"a broken escape", request("/%zz"), 400},
        {"half an escape", request("/%2"), 400},
        {"an encoded zero byte", request("/a%00.html"), 400},
        {"an encoded line feed", request("/a%0d%0ax"), 400},
        {"a path that is no UTF-8", request("/%ff"), 400},
        {"an overlong slash", request("/..%c0%af"), 400},
        {"a broken escape in the query", request("/?q=%g1"), 400},
    };
    for (const Case& one : cases) {
        const ParsedHead parsed = parse_head(one.head);
        EXPECT_EQ(parsed.refused, one.status) << one.what;
        EXPECT_FALSE(parsed.keep_alive) << one.what;
    }
    std::string query = "/?";
    for (int i = 0; i < 40; ++i) query += "a=b&";
    EXPECT_EQ(parse_head(request(query)).refused, 400);
}

TEST(ParseHeadTest, DecodesPathAndQueryOnce) {
    const ParsedHead parsed =
        parse_head(request("/tags/%E8%92%B8%E7%95%99/?q=a+b%2Bc&x=%2541&q=2&empty&=nameless#top"));
    ASSERT_EQ(parsed.refused, 0);
    EXPECT_EQ(parsed.request.path, "/tags/蒸留/");
    EXPECT_EQ(parsed.request.parameter("q"), "a b+c");
    EXPECT_EQ(parsed.request.parameter("x"), "%41");
    EXPECT_EQ(parsed.request.parameter("empty"), "");
    EXPECT_TRUE(parsed.keep_alive);
    EXPECT_FALSE(parsed.request.query_repaired);
    EXPECT_EQ(parse_head(request("http://localhost/a?b=c")).request.path, "/a");
    EXPECT_EQ(parse_head(request("/%252e%252e/")).request.path, "/%2e%2e/");
}

TEST(ParseHeadTest, NotesAQueryThatIsNoUtf8) {
    const ParsedHead parsed = parse_head(request("/search?q=%8f%ac%00"));
    ASSERT_EQ(parsed.refused, 0);
    EXPECT_TRUE(parsed.request.query_repaired);
    EXPECT_EQ(parsed.request.parameter("q"), "\uFFFD\uFFFD");
}

TEST(ParseHeadTest, KnowsWhoSpeaksFromThisMachine) {
    const auto local = [](const std::string& host, const std::string& headers = "") {
        return parse_head("GET / HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n")
            .request.local;
    };
    EXPECT_TRUE(local("localhost"));
    EXPECT_TRUE(local("LOCALHOST:8088"));
    EXPECT_TRUE(local("127.0.0.1:8088"));
    EXPECT_TRUE(local("[::1]:8088"));
    EXPECT_FALSE(local("news.example.jp"));
    EXPECT_FALSE(local("localhost.example.jp"));
    EXPECT_TRUE(local("127.255.0.3"));
    for (const char* host :
         {"[::2]", "[::1", "[::1]x", "127.evil.example", "127.0.0.1.evil.example", "127.1",
          "128.0.0.1", "127.0.0.1:8088.evil.example", "localhost:x", "0x7f.0.0.1", ""})
        EXPECT_FALSE(local(host)) << host;
    for (const char* header : {"X-Forwarded-For: 192.0.2.1\r\n", "Forwarded: for=192.0.2.1\r\n",
                               "Via: 1.1 proxy\r\n", "X-Real-IP: 192.0.2.1\r\n"})
        EXPECT_FALSE(local("localhost", header)) << header;
}

TEST(ParseHeadTest, ReadsWhatTheClientTakes) {
    const auto gzip = [](const std::string& value) {
        return parse_head(request("/", "Accept-Encoding: " + value + "\r\n")).request.gzip;
    };
    EXPECT_TRUE(gzip("gzip"));
    EXPECT_TRUE(gzip("deflate, GZIP;q=0.5, br"));
    EXPECT_FALSE(gzip("gzip;q=0"));
    EXPECT_FALSE(gzip("gzip; q=0.00"));
    EXPECT_FALSE(gzip("br, identity"));
    EXPECT_FALSE(gzip(""));
    EXPECT_FALSE(parse_head("GET / HTTP/1.0\r\n\r\n").keep_alive);
    EXPECT_FALSE(parse_head(request("/", "Connection: close\r\n")).keep_alive);
    EXPECT_TRUE(parse_head("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").request.head);
}

TEST(NamesTagTest, ComparesAsTheStandardSays) {
    EXPECT_TRUE(names_tag("\"a\"", "\"a\""));
    EXPECT_TRUE(names_tag("\"b\", W/\"a\"", "\"a\""));
    EXPECT_TRUE(names_tag("*", "\"a\""));
    EXPECT_FALSE(names_tag("\"ab\"", "\"a\""));
    EXPECT_FALSE(names_tag("a", "\"a\""));
    EXPECT_FALSE(names_tag("\"a", "\"a\""));
    EXPECT_FALSE(names_tag("", "\"a\""));
    EXPECT_FALSE(names_tag("*", ""));
}

}  // namespace
}  // namespace ainews::site
