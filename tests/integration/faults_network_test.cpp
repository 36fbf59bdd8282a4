// The world that does not answer, answers half, or hangs: rows of docs/operations.md.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/integration/faults.h"
#include "tests/net/isolation.h"

namespace ainews::testing {
namespace {

using namespace std::chrono_literals;
using newsroom::Stats;

class NetworkFaultTest : public FaultTest {};

TEST_F(NetworkFaultTest, ANameServerThatIsDownFailsNothingButThePolls) {
    AINEWS_NEEDS_ISOLATION();
    use_local_resolver();  // 127.0.0.1, where nobody answers
    set_hosts("");
    edit_all("sources.toml", "http://127.0.0.3:", "http://feeds.quayside.test:");
    edit_all("sources.toml", "http://127.0.0.4:", "http://feeds.orrinmoor.test:");
    start();
    ASSERT_TRUE(said("poll failed source=orrinmoor-labs")) << daemon().log();
    ASSERT_TRUE(said("poll failed source=quayside-ledger")) << daemon().log();
    EXPECT_THAT(daemon().log(), ::testing::HasSubstr("feeds.quayside.test"));
    set_hosts("127.0.0.3 feeds.quayside.test\n127.0.0.4 feeds.orrinmoor.test\n");
    EXPECT_TRUE(
        server_.wait_for([](const Stats& s) { return s.feed_hits.size() == 2; }, kFaultTimeout))
        << daemon().log();
    EXPECT_TRUE(wait_until([this] { return all_done(); })) << daemon().log();
    stop();
    expect_nothing_lost();
}

TEST_F(NetworkFaultTest, ASourceThatHangsHoldsNobodyUpBeyondItsTimer) {
    edit("ainewsd.toml", "host_interval = \"0s\"",
         "host_interval = \"0s\"\nfirst_byte_timeout = \"2s\"");
    server_.set_fault("feed-hang@quayside-ledger");
    start();
    ASSERT_TRUE(wait_until([this] { return workspace_.items().size() == 2; })) << daemon().log();
    EXPECT_TRUE(said("poll failed source=quayside-ledger")) << daemon().log();
    EXPECT_TRUE(server_.wait_for(
        [](const Stats& s) {
            const auto hits = s.feed_hits.find("orrinmoor-labs");
            return hits != s.feed_hits.end() && hits->second >= 3;
        },
        kFaultTimeout))
        << "the others are not polled on\n"
        << daemon().log();
    stop();
    server_.clear_faults();
    expect_nothing_lost();
}

TEST_F(NetworkFaultTest, AFeedThatBreaksOffInTheMiddleStoresNothingAndIsAskedAgain) {
    server_.set_fault("feed-reset@quayside-ledger=1");
    start();
    ASSERT_TRUE(said("poll failed source=quayside-ledger")) << daemon().log();
    EXPECT_TRUE(wait_until([this] { return workspace_.items().size() == 5; })) << daemon().log();
    EXPECT_EQ(times_said("poll failed"), 1) << daemon().log();
    stop();
    expect_nothing_lost(kCallsAtOnce);
}

}  // namespace
}  // namespace ainews::testing
