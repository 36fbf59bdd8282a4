#include "pipeline/llm_health.h"

#include <gtest/gtest.h>

#include "tests/pipeline/llm_test_support.h"

namespace ainews::pipeline {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

struct HealthTest : ::testing::Test {
    testing::FakeClock clock;
    testing::MemoryLedger ledger;
    EndpointHealth health{clock, ledger, "main"};
};

TEST_F(HealthTest, LetsOneRequestThroughEachTimeThePauseHasPassed) {
    health.note_unreachable("connection refused");
    EXPECT_EQ(health.state(), EndpointState::Unreachable);
    EXPECT_EQ(health.admit().error().kind, ErrorKind::Unavailable);
    clock.advance(seconds{5});
    EXPECT_TRUE(health.admit().has_value());
    EXPECT_FALSE(health.admit().has_value()) << "only one";
    health.note_answer();
    EXPECT_EQ(health.state(), EndpointState::Ok);
    EXPECT_TRUE(health.admit().has_value());
}

TEST_F(HealthTest, PausesGrowToFiveMinutesAndNoFurther) {
    health.note_unreachable("down");
    Millis waited{0};
    int probes = 0;
    while (probes < 20) {
        const auto admitted = health.admit();
        if (admitted) {
            ++probes;
            health.note_unreachable("down");
            continue;
        }
        ASSERT_TRUE(admitted.error().retry_after.has_value());
        EXPECT_LE(*admitted.error().retry_after, EndpointHealth::kProbeMax);
        waited += *admitted.error().retry_after;
        clock.advance(*admitted.error().retry_after);
    }
    EXPECT_GT(waited, minutes{50});
    EXPECT_LT(waited, minutes{80});
}

TEST_F(HealthTest, CountsAsDownAfterThreeFailuresInARow) {
    EXPECT_FALSE(health.note_failure("HTTP 500"));
    EXPECT_FALSE(health.note_failure("HTTP 500"));
    health.note_answer();
    EXPECT_FALSE(health.note_failure("HTTP 500"));
    EXPECT_FALSE(health.note_failure("HTTP 500"));
    EXPECT_EQ(health.state(), EndpointState::Ok);
    EXPECT_TRUE(health.note_failure("HTTP 500"));
    EXPECT_EQ(health.state(), EndpointState::Unreachable);
}

TEST_F(HealthTest, ARefusalHoldsForAnHour) {
    health.note_refused("HTTP 402");
    EXPECT_EQ(health.admit().error().kind, ErrorKind::Refused);
    clock.advance(minutes{50});
    EXPECT_EQ(health.admit().error().retry_after, Millis{minutes{10}});
    clock.advance(minutes{10});
    EXPECT_TRUE(health.admit().has_value());
}

TEST_F(HealthTest, AStartTriesARefusedEndpointAgain) {
    health.note_refused("HTTP 402");
    EndpointHealth restarted{clock, ledger, "main"};
    EXPECT_TRUE(restarted.admit().has_value());
    EXPECT_EQ(endpoint_note(ledger, "main", clock.now()).message, "HTTP 402")
        << "still in `status`";
    restarted.note_answer();
    EXPECT_EQ(endpoint_note(ledger, "main", clock.now()).state, EndpointState::Ok);
}

TEST_F(HealthTest, ALimitEndsByItself) {
    health.note_limited(minutes{10}, "HTTP 429");
    EXPECT_EQ(health.state(), EndpointState::Limited);
    clock.advance(minutes{10});
    EXPECT_EQ(health.state(), EndpointState::Ok);
}

TEST_F(HealthTest, OtherProcessesCanReadTheState) {
    EXPECT_EQ(endpoint_note(ledger, "main", clock.now()).state, EndpointState::Ok);
    health.note_unreachable("connection refused");
    EXPECT_EQ(endpoint_note(ledger, "main", clock.now()).state, EndpointState::Unreachable);
    EXPECT_EQ(endpoint_note(ledger, "main", clock.now()).message, "connection refused");
    EXPECT_EQ(endpoint_note(ledger, "other", clock.now()).state, EndpointState::Ok);
    health.note_answer();
    EXPECT_EQ(endpoint_note(ledger, "main", clock.now()).state, EndpointState::Ok);
}

TEST(ProbeTest, FindsOutThatTheEndpointIsBack) {
    LlmBench bench;
    bench.http.fail(kChatUrl, ErrorKind::Unavailable, "connection refused");
    bench.http.fail(kBaseUrl + "/models", ErrorKind::Unavailable, "connection refused");
    bench.http.answer(kBaseUrl + "/models", 200, R"({"data":[{"id":"a"},{"id":"b"}]})");
    EXPECT_TRUE(bench.client.probe({})) << "nothing is known to be wrong, so nothing is sent";
    EXPECT_EQ(bench.http.requests().size(), 0U);
    EXPECT_FALSE(bench.ask().has_value());
    EXPECT_FALSE(bench.client.probe({})) << "too early to look";
    bench.clock.advance(EndpointHealth::kProbeFirst);
    EXPECT_FALSE(bench.client.probe({}));
    bench.clock.advance(EndpointHealth::kProbeMax);
    EXPECT_TRUE(bench.client.probe({}));
    EXPECT_EQ(bench.client.state(), EndpointState::Ok);
    EXPECT_EQ(bench.client.look({})->models, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(bench.ledger.spent_since(TimePoint{}), 0);
}

TEST(ProbeTest, WorkGoesOnByItselfWhenNobodyProbes) {
    LlmBench bench;
    bench.http.fail(kChatUrl, ErrorKind::Unavailable, "connection refused");
    bench.http.fail(kChatUrl, ErrorKind::Unavailable, "connection refused");
    bench.answer(200, completion_of(kGoodObject));
    EXPECT_EQ(bench.ask().error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(bench.ask().error().kind, ErrorKind::Unavailable);
    EXPECT_EQ(bench.sent(), 2U) << "the second question was not sent";
    bench.clock.advance(EndpointHealth::kProbeFirst);
    EXPECT_TRUE(bench.ask().has_value());
    EXPECT_EQ(bench.client.state(), EndpointState::Ok);
}

}  // namespace
}  // namespace ainews::pipeline
