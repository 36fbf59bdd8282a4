#include "net/target.h"

#include <gtest/gtest.h>

namespace ainews::net {
namespace {

struct GoodUrl {
    std::string_view url;
    std::string_view requested;
    std::string_view host;
};

class GoodUrlTest : public ::testing::TestWithParam<GoodUrl> {};

TEST_P(GoodUrlTest, IsCleanedAndTakenApart) {
    const auto target = parse_target(GetParam().url, true);
    ASSERT_TRUE(target) << GetParam().url << ": " << target.error().message;
    EXPECT_EQ(target->url, GetParam().requested);
    EXPECT_EQ(target->host, GetParam().host);
}

INSTANTIATE_TEST_SUITE_P(
    Table, GoodUrlTest,
    ::testing::Values(GoodUrl{"https://Example.com/a#b", "https://Example.com/a", "example.com"},
                      GoodUrl{"HTTP://h:8080/a b", "http://h:8080/a%20b", "h"},
                      GoodUrl{"http://u:p@h/", "http://u:p@h/", "h"},
                      GoodUrl{"https://日本語.jp/x", "https://xn--wgv71a119e.jp/x",
                              "xn--wgv71a119e.jp"},
                      GoodUrl{"https:///path", "https://path/", "path"},
                      GoodUrl{"http://[::1]:80/", "http://[::1]:80/", "[::1]"},
                      // Every spelling of an address becomes the address itself.
                      GoodUrl{"http://0x7f.1/", "http://127.0.0.1/", "127.0.0.1"},
                      GoodUrl{"http://2130706433/", "http://127.0.0.1/", "127.0.0.1"},
                      GoodUrl{"http://0177.0.0.1/", "http://127.0.0.1/", "127.0.0.1"}));

struct BadUrl {
    std::string_view url;
    ErrorKind kind;
};

class BadUrlTest : public ::testing::TestWithParam<BadUrl> {};

TEST_P(BadUrlTest, SaysWhatToDoAboutIt) {
    const auto target = parse_target(GetParam().url, true);
    ASSERT_FALSE(target) << GetParam().url;
    EXPECT_EQ(target.error().kind, GetParam().kind) << GetParam().url;
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadUrlTest,
    ::testing::Values(
        BadUrl{"", ErrorKind::BadInput}, BadUrl{"/relative", ErrorKind::BadInput},
        BadUrl{"https://", ErrorKind::BadInput}, BadUrl{"http://e%|1il/", ErrorKind::BadInput},
        BadUrl{"http://a<b/", ErrorKind::BadInput}, BadUrl{"http://h:99999/", ErrorKind::BadInput},
        BadUrl{"http://h/\r\nX: y", ErrorKind::BadInput},
        BadUrl{std::string_view{"http://h/\0", 10}, ErrorKind::BadInput},
        BadUrl{"file:///etc/passwd", ErrorKind::Refused}, BadUrl{"ftp://h/x", ErrorKind::Refused},
        BadUrl{"gopher://h/x", ErrorKind::Refused}, BadUrl{"dict://h/x", ErrorKind::Refused}));

TEST(TargetTest, RefusesPlainHttpWhereOnlyHttpsIsAllowed) {
    EXPECT_EQ(parse_target("http://h/", false).error().kind, ErrorKind::Refused);
    EXPECT_TRUE(parse_target("https://h/", false));
}

TEST(TargetTest, KnowsOneOriginByItsDefaultPort) {
    const auto origin = [](std::string_view url) { return parse_target(url, true)->origin; };
    EXPECT_EQ(origin("https://h/a"), origin("https://H:443/b"));
    EXPECT_NE(origin("https://h/"), origin("http://h/"));
    EXPECT_NE(origin("https://h/"), origin("https://h:444/"));
}

TEST(TargetTest, ReadsAnAddressInNumbersThatAnEscapeHides) {
    for (const auto* url : {"https://%360/", "https://6%30/", "https://60/", "https://0x3c/"})
        EXPECT_EQ(parse_target(url, true)->host, "0.0.0.60") << url;
}

struct Hop {
    std::string_view location;
    std::string_view expected;
};

class LocationTest : public ::testing::TestWithParam<Hop> {};

TEST_P(LocationTest, IsResolvedAgainstTheHopBefore) {
    const auto from = parse_target("https://u:p@a.test/dir/feed?x=1", true);
    const auto next = resolve_location(*from, GetParam().location, true);
    ASSERT_TRUE(next) << GetParam().location;
    EXPECT_EQ(next->url, GetParam().expected) << GetParam().location;
}

INSTANTIATE_TEST_SUITE_P(Table, LocationTest,
                         ::testing::Values(Hop{"other", "https://u:p@a.test/dir/other"},
                                           Hop{"/root#top", "https://u:p@a.test/root"},
                                           Hop{"?y=2", "https://u:p@a.test/dir/feed?y=2"},
                                           Hop{"../up", "https://u:p@a.test/up"},
                                           Hop{"//b.test/x", "https://b.test/x"},
                                           Hop{"http://b.test/x", "http://b.test/x"},
                                           Hop{"http://evil:pw@b.test/x", "http://b.test/x"},
                                           Hop{"/with space", "https://u:p@a.test/with%20space"},
                                           Hop{"/日本", "https://u:p@a.test/%e6%97%a5%e6%9c%ac"}));

TEST(LocationTest, IsRefusedForEverySchemeButTheTwo) {
    const auto from = parse_target("https://a.test/", true);
    for (const auto* location : {"file:///etc/passwd", "gopher://a.test/", "javascript:alert(1)",
                                 "ftp://a.test/", "dict://127.0.0.1:11211/stat"})
        EXPECT_FALSE(resolve_location(*from, location, true)) << location;
    EXPECT_EQ(resolve_location(*from, "http://a.test/", false).error().kind, ErrorKind::Refused);
}

}  // namespace
}  // namespace ainews::net
