#include "pipeline/model_gate.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ainews::pipeline {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(ModelGateTest, DoublesItsPausesWhileProbesFail) {
    ModelGate gate;
    TimePoint now{hours{1000}};
    EXPECT_EQ(gate.state(now), ModelGate::State::Open);
    EXPECT_TRUE(gate.close(now, std::nullopt, "down").news);
    EXPECT_FALSE(gate.close(now, std::nullopt, "down").news) << "the others that were under way";
    EXPECT_EQ(gate.until(now), now + seconds{30});
    Millis pause{seconds{30}};
    for (int i = 0; i < 8; ++i) {
        EXPECT_FALSE(gate.take_probe(now));
        now += pause;
        ASSERT_TRUE(gate.take_probe(now));
        EXPECT_FALSE(gate.take_probe(now)) << "one at a time";
        static_cast<void>(gate.close(now, std::nullopt, "down"));
        pause = std::min<Millis>(pause * 2, minutes{15});
        EXPECT_EQ(gate.until(now), now + pause);
    }
    EXPECT_FALSE(gate.open()) << "an answer from before says nothing";
    now += pause;
    ASSERT_TRUE(gate.take_probe(now));
    EXPECT_TRUE(gate.open());
    EXPECT_EQ(gate.state(now), ModelGate::State::Open);
}

TEST(ModelGateTest, IsTriedAgainWhereTheClockWasSetBack) {
    ModelGate gate;
    const TimePoint now{hours{100'000}};
    static_cast<void>(gate.close(now, now + hours{20}, "over budget"));
    EXPECT_EQ(gate.state(now), ModelGate::State::Closed);
    EXPECT_EQ(gate.state(now - hours{50'000}), ModelGate::State::Probe);
    static_cast<void>(gate.close(now, now + hours{24 * 365}, "come back next year"));
    EXPECT_EQ(gate.until(now), now + ModelGate::kClosedMax);
}

}  // namespace
}  // namespace ainews::pipeline
