#include "pipeline/rate_limiter.h"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"

namespace ainews::pipeline {
namespace {

using std::chrono::seconds;

TEST(RateLimiterTest, SpacesRequestsToTheLimitAfterAShortBurst) {
    testing::FakeClock clock;
    RateLimiter limiter{clock, {.requests = 60}};
    const auto start = clock.steady_now();
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(limiter.acquire(1, {}).has_value());
    EXPECT_EQ(clock.steady_now(), start) << "ten seconds' worth may go at once";
    for (int i = 0; i < 60; ++i) ASSERT_TRUE(limiter.acquire(1, {}).has_value());
    EXPECT_EQ(clock.steady_now() - start, seconds{60});
}

TEST(RateLimiterTest, SpacesTokensToo) {
    testing::FakeClock clock;
    RateLimiter limiter{clock, {.tokens = 60'000}};
    const auto start = clock.steady_now();
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(limiter.acquire(10'000, {}).has_value());
    EXPECT_EQ(clock.steady_now() - start, seconds{30});
}

TEST(RateLimiterTest, HandsBackWhatWouldWaitTooLong) {
    testing::FakeClock clock;
    RateLimiter limiter{clock, {.tokens = 6'000}};
    ASSERT_TRUE(limiter.acquire(1'000, {}).has_value());
    const auto start = clock.steady_now();
    const auto refused = limiter.acquire(20'000, {});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().kind, ErrorKind::RateLimited);
    EXPECT_EQ(refused.error().retry_after, Millis{seconds{200}});
    EXPECT_EQ(clock.steady_now(), start);
    ASSERT_TRUE(limiter.acquire(1'000, {}).has_value()) << "the refused request took nothing";
    EXPECT_EQ(clock.steady_now() - start, seconds{10});
}

TEST(RateLimiterTest, HoldsWhenTheEndpointSaysThatNothingIsLeft) {
    testing::FakeClock clock;
    RateLimiter limiter{clock, {}};
    const auto start = clock.steady_now();
    limiter.observe(
        {{"x-ratelimit-remaining-requests", "0"}, {"x-ratelimit-reset-requests", "1m30s"}});
    EXPECT_EQ(limiter.held_for(), Millis{seconds{90}});
    ASSERT_TRUE(limiter.acquire(1, {}).has_value());
    EXPECT_EQ(clock.steady_now() - start, seconds{90});
    EXPECT_EQ(limiter.held_for(), Millis{0});
}

TEST(RateLimiterTest, WaitsForTokensThatTheEndpointDoesNotHave) {
    testing::FakeClock clock;
    RateLimiter limiter{clock, {}};
    const auto start = clock.steady_now();
    limiter.observe(
        {{"x-ratelimit-remaining-tokens", "1000"}, {"x-ratelimit-reset-tokens", "7.5s"}});
    ASSERT_TRUE(limiter.acquire(800, {}).has_value());
    EXPECT_EQ(clock.steady_now(), start);
    ASSERT_TRUE(limiter.acquire(800, {}).has_value());
    EXPECT_EQ(clock.steady_now() - start, Millis{7500});
}

TEST(RateLimiterTest, AStopEndsTheWaitAndGivesTheShareBack) {
    testing::FakeClock clock;
    RateLimiter limiter{clock, {.requests = 6}};
    ASSERT_TRUE(limiter.acquire(1, {}).has_value());
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(limiter.acquire(1, stop.get_token()).error().kind, ErrorKind::Cancelled);
    const auto start = clock.steady_now();
    ASSERT_TRUE(limiter.acquire(1, {}).has_value());
    EXPECT_EQ(clock.steady_now() - start, seconds{10});
}

TEST(RateLimiterTest, ReadsTheProvidersDurations) {
    const std::vector<std::pair<const char*, std::optional<Millis>>> cases{
        {"1s", Millis{1000}},     {"6m0s", Millis{360'000}},
        {"20ms", Millis{20}},     {"2m59.56s", Millis{179'560}},
        {"59.7", Millis{59'700}}, {"1h2m3s", Millis{3'723'000}},
        {"0s", Millis{0}},        {"", std::nullopt},
        {"soon", std::nullopt},   {"-5s", std::nullopt},
        {"5x", std::nullopt},     {"99999999h", std::nullopt},
        {"1e999s", std::nullopt}, {"nan", std::nullopt}};
    for (const auto& [text, expected] : cases) EXPECT_EQ(parse_reset(text), expected) << text;
}

}  // namespace
}  // namespace ainews::pipeline
