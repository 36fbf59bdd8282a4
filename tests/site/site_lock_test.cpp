#include "site/site_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "tests/support/temp_dir.h"

namespace ainews::site {
namespace {

using namespace std::chrono_literals;

TEST(SiteLockTest, WaitsItsTurn) {
    const testing::TempDir dir;
    auto first = std::make_unique<SiteLock>(dir.path());
    ASSERT_TRUE(first->held());
    std::jthread ends{[&first] { first.reset(); }};
    EXPECT_TRUE(SiteLock{dir.path()}.held());
}

TEST(SiteLockTest, SaysWhoHoldsItOnceItsTurnDidNotCome) {
    const testing::TempDir dir;
    const SiteLock first{dir.path()};
    const SiteLock second{dir.path(), {}, 0ms};
    EXPECT_FALSE(second.held());
    EXPECT_THAT(second.why_not(), ::testing::HasSubstr("another process"));
}

TEST(SiteLockTest, WaitsNoLongerThanItMay) {
    const testing::TempDir dir;
    const SiteLock first{dir.path()};
    std::stop_source stop;
    stop.request_stop();
    EXPECT_FALSE((SiteLock{dir.path(), stop.get_token()}.held()));
}

TEST(SiteLockTest, TellsWhetherTheLastOneCameToItsEnd) {
    const testing::TempDir dir;
    { const SiteLock killed{dir.path()}; }
    {
        const SiteLock next{dir.path()};
        EXPECT_TRUE(next.after_a_break());
        next.done();
    }
    EXPECT_FALSE(SiteLock{dir.path()}.after_a_break());
}

}  // namespace
}  // namespace ainews::site
