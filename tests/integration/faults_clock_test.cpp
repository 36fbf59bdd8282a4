// A wall clock that jumps, and a model that is away for a day of it: rows of docs/operations.md.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "tests/integration/faults.h"
#include "tests/support/shifted_clock.h"

namespace ainews::testing {
namespace {

using namespace std::chrono_literals;
using newsroom::Stats;

class ClockFaultTest : public FaultTest {
protected:
    explicit ClockFaultTest(std::string interval = "2s") : FaultTest{0ms, std::move(interval)} {
        add_environment(clock_.environment());
    }
    [[nodiscard]] bool polled_more_than(std::int64_t hits) {
        return server_.wait_for([&](const Stats& s) { return s.feed_hits_total() > hits; },
                                kFaultTimeout);
    }

    ShiftedClock clock_{workspace_.path()};
};

TEST_F(ClockFaultTest, AClockSetBackVoidsWhatWasReckonedFromIt) {
    clock_.set(20h);
    start();
    ASSERT_TRUE(polled_more_than(0)) << daemon().log();
    ASSERT_TRUE(server_.wait_for([](const Stats& s) { return s.answered >= 1; }, kFaultTimeout));
    clock_.set(0h);
    // A round that was under way may end after the jump: the next one has to begin after it.
    const auto hits = server_.stats().feed_hits_total();
    EXPECT_TRUE(polled_more_than(hits + 2)) << "the next poll would be in 20 hours\n"
                                            << daemon().log();
    EXPECT_TRUE(wait_until([this] { return all_done(); })) << daemon().log();
    stop();
    expect_nothing_lost();
}

class HourlyClockTest : public ClockFaultTest {
protected:
    HourlyClockTest() : ClockFaultTest{"1h"} {}
};

TEST_F(HourlyClockTest, AClockSetForwardPollsAtOnceAndPaysNothingTwice) {
    start();
    ASSERT_TRUE(wait_until([this] { return all_done(); })) << daemon().log();
    const auto hits = server_.stats().feed_hits_total();
    const auto calls = server_.stats().calls;
    clock_.set(2h);
    EXPECT_TRUE(polled_more_than(hits)) << daemon().log();
    stop();
    expect_nothing_lost();
    EXPECT_EQ(server_.stats().calls, calls);
}

/// A port of this machine that refuses, for as long as this lives.
class ClosedPort {
public:
    ClosedPort() : socket_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
        number_ = ntohs(address.sin_port);
    }
    ~ClosedPort() { close(socket_); }
    ClosedPort(const ClosedPort&) = delete;
    ClosedPort& operator=(const ClosedPort&) = delete;
    [[nodiscard]] int number() const noexcept { return number_; }

private:
    int socket_;
    int number_ = 0;
};

TEST_F(HourlyClockTest, AModelThatIsDownForADayFailsNothingAndTheWorkResumes) {
    const ClosedPort closed;
    const std::string good = "base_url = \"" + server_.base_url() + "/v1\"";
    const std::string bad =
        "base_url = \"http://127.0.0.1:" + std::to_string(closed.number()) + "/v1\"";
    edit("ainewsd.toml", good, bad);
    start();
    ASSERT_TRUE(said("polled sources=")) << daemon().log();
    ASSERT_TRUE(said("llm main")) << daemon().log();
    for (int hour = 2; hour <= 24; hour += 4) {
        const int rounds = times_said("polled sources=");
        clock_.set(std::chrono::hours{hour});
        ASSERT_TRUE(wait_until([&] { return times_said("polled sources=") > rounds; }))
            << daemon().log();
    }
    for (const auto& item : workspace_.items()) EXPECT_NE(item.at("state"), "failed") << item;
    EXPECT_EQ(times_said("gave_up=0"), times_said("gave_up=")) << daemon().log();
    EXPECT_LE(times_said("warn  llm main"), 3) << "the same failure is told too often\n"
                                               << daemon().log();
    edit("ainewsd.toml", bad, good);
    daemon().send_signal(SIGHUP);
    ASSERT_TRUE(said("reloaded")) << daemon().log();
    EXPECT_TRUE(wait_until([this] { return all_done(); })) << daemon().log();
    stop();
    expect_nothing_lost();
}

}  // namespace
}  // namespace ainews::testing
