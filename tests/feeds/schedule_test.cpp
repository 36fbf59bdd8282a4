#include "feeds/schedule.h"

#include <gtest/gtest.h>

#include "core/calendar.h"
#include "core/http_headers.h"

namespace ainews::feeds {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const TimePoint kNow = *from_rfc3339("2026-05-01T10:30:00Z");  // a Friday

FetchState known() {
    FetchState state;
    state.slug = "s";
    state.url = "https://a.example/feed";
    state.etag = "\"old\"";
    return state;
}

PollResult fetched() { return {.kind = PollResult::Kind::Fetched, .status = 200}; }
PollResult failed(int status = 500) {
    return {.kind = PollResult::Kind::Failed, .status = status, .error = "HTTP"};
}

Millis wait_after(const PollResult& result, double random = 0.0) {
    return after_poll(known(), result, {.random = random}, kNow).next_poll - kNow;
}

TEST(PollScheduleTest, WaitsTheIntervalShortenedByUpToATenth) {
    EXPECT_EQ(wait_after(fetched(), 0.0), Millis{hours{1}} * 95 / 100);
    EXPECT_EQ(wait_after(fetched(), 1.0), Millis{hours{1}} * 90 / 100);
}

TEST(PollScheduleTest, WaitsForTheLongestOfIntervalTtlAndMaxAge) {
    PollResult result = fetched();
    result.hints.ttl = hours{3};
    EXPECT_EQ(wait_after(result), Millis{hours{3}} * 95 / 100);
    result.max_age = hours{5};
    EXPECT_EQ(wait_after(result), Millis{hours{5}} * 95 / 100);
    result.max_age = minutes{1};
    result.hints.ttl = minutes{1};
    EXPECT_EQ(wait_after(result), Millis{hours{1}} * 95 / 100);
    result.hints.ttl = hours{24 * 30};
    EXPECT_EQ(wait_after(result), Millis{hours{24}} * 95 / 100);
}

TEST(PollScheduleTest, HoldsAnUnchangedFeedToTheHintsOfItsLastReading) {
    PollResult read = fetched();
    read.hints = {.ttl = hours{3}, .skip_hours = 1U << 13U};  // 13:00 to 14:00
    FetchState state = after_poll(known(), read, {.random = 0.0}, kNow);
    EXPECT_EQ(state.hints, read.hints);

    state = after_poll(state, {.kind = PollResult::Kind::Unchanged, .status = 304}, {.random = 0.0},
                       kNow);
    EXPECT_EQ(state.next_poll, *from_rfc3339("2026-05-01T14:00:00Z"));

    state = after_poll(state, failed(), {}, kNow);
    EXPECT_EQ(state.hints, read.hints) << "a failure forgets nothing";

    state = after_poll(state, fetched(), {.random = 0.0}, kNow);
    EXPECT_EQ(state.hints, PollHints{}) << "the feed took its hints back";
}

TEST(PollScheduleTest, DoublesTheDelayAfterEachFailureUpToItsCap) {
    FetchState state = known();
    const ScheduleOptions options{.random = 0.5};
    for (const int expected : {1, 2, 4, 8, 16, 24, 24, 24}) {
        state = after_poll(state, failed(), options, kNow);
        EXPECT_EQ(state.next_poll - kNow, hours{expected}) << state.failures;
        EXPECT_EQ(state.state, SourceState::Failing);
    }
    for (int i = 0; i < 1'000; ++i) state = after_poll(state, failed(404), options, kNow);
    EXPECT_EQ(state.state, SourceState::Failing);
    EXPECT_EQ(state.next_poll - kNow, hours{24});
}

TEST(PollScheduleTest, SpreadsFailedSourcesAroundTheDelay) {
    EXPECT_EQ(wait_after(failed(), 0.0), minutes{54});
    EXPECT_EQ(wait_after(failed(), 1.0), minutes{66});
}

TEST(PollScheduleTest, RecoversAtOnceAfterASuccess) {
    FetchState state = known();
    for (int i = 0; i < 20; ++i) state = after_poll(state, failed(), {}, kNow);
    state = after_poll(state, fetched(), {.random = 0.0}, kNow);
    EXPECT_EQ(state.failures, 0);
    EXPECT_EQ(state.state, SourceState::Ok);
    EXPECT_TRUE(state.error.empty());
    EXPECT_EQ(state.last_ok, kNow);
    EXPECT_EQ(state.next_poll - kNow, Millis{hours{1}} * 95 / 100);
}

TEST(PollScheduleTest, HonoursRetryAfterEvenWhenForced) {
    PollResult result = failed(429);
    result.retry_after = hours{48};
    const FetchState state = after_poll(known(), result, {}, kNow);
    EXPECT_EQ(state.retry_after, kNow + hours{48});
    EXPECT_EQ(state.next_poll, kNow + hours{48});
    EXPECT_FALSE(is_due(state, kNow + hours{47}, true));
    EXPECT_TRUE(is_due(state, kNow + hours{48}, true));
}

TEST(PollScheduleTest, ClampsRetryAfterToSevenDays) {
    PollResult result = failed(503);
    result.retry_after = hours{24 * 365};
    EXPECT_EQ(after_poll(known(), result, {}, kNow).next_poll, kNow + kRetryAfterMax);
}

TEST(PollScheduleTest, RetiresASourceThatIsGone) {
    const FetchState state = after_poll(known(), failed(410), {}, kNow);
    EXPECT_EQ(state.state, SourceState::Gone);
    EXPECT_FALSE(is_due(state, kNow + hours{24 * 365}, true));
}

TEST(PollScheduleTest, TakesOverAMovedAddressOnlyWithAFeedReadThere) {
    PollResult result = fetched();
    result.permanent_url = "https://b.example/feed";
    EXPECT_EQ(after_poll(known(), result, {}, kNow).url, "https://b.example/feed");
    result.kind = PollResult::Kind::Failed;
    EXPECT_EQ(after_poll(known(), result, {}, kNow).url, "https://a.example/feed");
    result.kind = PollResult::Kind::Unchanged;
    EXPECT_EQ(after_poll(known(), result, {}, kNow).url, "https://a.example/feed");
}

TEST(PollScheduleTest, KeepsValidatorsByteForByteAndDropsHugeOnes) {
    PollResult result = fetched();
    result.etag = "W/\"a b\" ";
    result.last_modified = "not a date";
    FetchState state = after_poll(known(), result, {}, kNow);
    EXPECT_EQ(state.etag, "W/\"a b\" ");
    EXPECT_EQ(state.last_modified, "not a date");
    EXPECT_EQ(
        after_poll(state, {.kind = PollResult::Kind::Unchanged, .status = 304}, {}, kNow).etag,
        state.etag);
    EXPECT_EQ(after_poll(state, failed(), {}, kNow).etag, state.etag);
    result.etag.assign(1'025, 'x');
    EXPECT_TRUE(after_poll(state, result, {}, kNow).etag.empty());
}

TEST(PollScheduleTest, SkipsHoursAndDays) {
    PollHints hints;
    hints.skip_hours = (1U << 10U) | (1U << 11U);
    EXPECT_EQ(next_allowed(kNow, hints), *from_rfc3339("2026-05-01T12:00:00Z"));
    hints.skip_days = (1U << 5U) | (1U << 6U);
    EXPECT_EQ(next_allowed(kNow, hints), *from_rfc3339("2026-05-03T00:00:00Z"));
    hints.skip_days = 0x7F;
    EXPECT_EQ(next_allowed(kNow, hints), kNow);
}

TEST(PollScheduleTest, PollsWhatIsDue) {
    FetchState state = known();
    state.next_poll = kNow + hours{1};
    EXPECT_FALSE(is_due(state, kNow, false));
    EXPECT_TRUE(is_due(state, kNow, true));
    EXPECT_TRUE(is_due(state, kNow + hours{1}, false));
    state.state = SourceState::Paused;
    EXPECT_FALSE(is_due(state, kNow, true));
}

TEST(PollScheduleTest, AClockSetBackVoidsWhatWasReckonedFromIt) {
    FetchState state = after_poll(known(), fetched(), {}, kNow + hours{24 * 365});
    EXPECT_TRUE(is_due(state, kNow, false));
    state.retry_after = kNow + hours{24 * 366};
    EXPECT_TRUE(is_due(state, kNow, false));
    state.state = SourceState::Paused;
    EXPECT_FALSE(is_due(state, kNow, true));
}

}  // namespace
}  // namespace ainews::feeds
