#include "pipeline/rate_limiter.h"

#include <gtest/gtest.h>

#include "core/calendar.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_ledger.h"

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

TEST(RateLimiterTest, TwoProcessesStayWithinOneLimitTogether) {
    testing::FakeClock clock;
    testing::MemoryLedger store;
    RateLimiter daemon{clock, {.requests = 60}, store, store, "llm.rate:x"};
    RateLimiter once{clock, {.requests = 60}, store, store, "llm.rate:x"};
    RateLimiter other{clock, {.requests = 60}, store, store, "llm.rate:y"};
    const auto start = clock.steady_now();
    for (int i = 0; i < 35; ++i) {
        ASSERT_TRUE(daemon.acquire(1, {}).has_value());
        ASSERT_TRUE(once.acquire(1, {}).has_value());
    }
    EXPECT_EQ(clock.steady_now() - start, seconds{60}) << "ten at once, sixty in a minute";
    ASSERT_TRUE(other.acquire(1, {}).has_value());
    EXPECT_EQ(clock.steady_now() - start, seconds{60}) << "another endpoint has a rate of its own";
}

TEST(RateLimiterTest, APauseHoldsBackEveryProcess) {
    testing::FakeClock clock;
    testing::MemoryLedger store;
    RateLimiter daemon{clock, {}, store, store, "llm.rate:x"};
    RateLimiter once{clock, {}, store, store, "llm.rate:x"};
    daemon.hold(seconds{90});
    EXPECT_EQ(once.held_for(), Millis{seconds{90}});
    const auto start = clock.steady_now();
    ASSERT_TRUE(once.acquire(1, {}).has_value());
    EXPECT_EQ(clock.steady_now() - start, seconds{90});
    daemon.hold(seconds{600});
    EXPECT_EQ(once.acquire(1, {}).error().kind, ErrorKind::RateLimited);
}

TEST(RateLimiterTest, WithoutLimitsNothingIsWrittenDown) {
    testing::FakeClock clock;
    testing::MemoryLedger store;
    RateLimiter limiter{clock, {}, store, store, "llm.rate:x"};
    ASSERT_TRUE(limiter.acquire(1000, {}).has_value());
    limiter.observe({{"x-ratelimit-remaining-tokens", "900000"},
                     {"x-ratelimit-limit-tokens", "1000000"},
                     {"x-ratelimit-reset-tokens", "1s"}});
    EXPECT_TRUE(store.facts().empty());
}

TEST(RateLimiterTest, ReadsAnthropicsHeaders) {
    testing::FakeClock clock;
    RateLimiter limiter{clock, {}};
    limiter.observe(
        {{"anthropic-ratelimit-requests-remaining", "0"},
         {"anthropic-ratelimit-requests-reset", to_rfc3339(clock.now() + seconds{45})}});
    EXPECT_EQ(limiter.held_for(), Millis{seconds{45}});
}

TEST(RateLimiterTest, AClockThatIsSetBackDoesNotStopTheWork) {
    testing::FakeClock clock;
    RateLimiter limiter{clock, {.requests = 6}};
    ASSERT_TRUE(limiter.acquire(1, {}).has_value());
    clock.set_wall(clock.now() - std::chrono::hours{5});
    const auto start = clock.steady_now();
    ASSERT_TRUE(limiter.acquire(1, {}).has_value());
    EXPECT_LE(clock.steady_now() - start, seconds{10});
}

TEST(RateStateTest, SurvivesBeingWrittenDown) {
    RateState state;
    state.requests_full = RateState::Time{std::chrono::microseconds{1'234'567'890'123'456}};
    state.held_until = TimePoint{Millis{1'700'000'000'000}};
    state.tokens_left = 77;
    state.tokens_reset = TimePoint{Millis{1'700'000'000'001}};
    EXPECT_EQ(rate_state_from(to_text(state)), state);
    EXPECT_EQ(rate_state_from(to_text(RateState{})), RateState{});
    for (const char* junk : {"", "1", "a b c d e"}) EXPECT_EQ(rate_state_from(junk), std::nullopt);
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
