#include "core/rights.h"

#include <gtest/gtest.h>

namespace ainews {
namespace {

RightsPolicy policy(Rights fallback) {
    Source own{.name = "Own", .slug = "own", .url = "https://www.own.example/feed"};
    own.rights = Rights::Full;
    own.rights_basis = "CC BY 4.0";
    own.rights_hosts = {"cdn.own.example"};
    const Source plain{.name = "Plain", .slug = "plain", .url = "http://plain.example:8080/rss"};
    const std::vector<Source> sources{own, plain};
    return RightsPolicy{sources, fallback};
}

TEST(RightsPolicyTest, FollowTheHostThatCarriesTheContent) {
    const RightsPolicy rights = policy(Rights::Summary);
    const std::pair<const char*, Rights> cases[] = {
        {"https://own.example/a", Rights::Full},
        {"https://WWW.Own.example:443/a", Rights::Full},
        {"https://cdn.own.example/a", Rights::Full},
        {"https://elsewhere.example/a", Rights::Summary},
        {"https://own.example@evil.example/a", Rights::Summary},
        {"https://own.example.evil.example/", Rights::Summary},
        {"", Rights::Summary},
    };
    for (const auto& [url, expected] : cases) EXPECT_EQ(rights.of("own", url), expected) << url;
    EXPECT_EQ(rights.basis("own"), "CC BY 4.0");
}

TEST(RightsPolicyTest, NeverGiveMoreThanSummaryToContentOfAnotherHost) {
    EXPECT_EQ(policy(Rights::Full).of("plain", "https://elsewhere.example/"), Rights::Summary);
    EXPECT_EQ(policy(Rights::Link).of("own", "https://elsewhere.example/"), Rights::Link);
    EXPECT_EQ(policy(Rights::Full).of("unknown", "https://own.example/"), Rights::Summary);
}

TEST(RightsPolicyTest, UseTheFallbackWhereASourceSaysNothing) {
    EXPECT_EQ(policy(Rights::Link).of("plain", "http://plain.example:8080/a"), Rights::Link);
}

}  // namespace
}  // namespace ainews
