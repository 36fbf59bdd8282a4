// One endpoint's rate, kept in the store: two processes stay within it together.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include "core/stage_graph.h"
#include "pipeline/rate_limiter.h"
#include "storage/sqlite_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_dir.h"

namespace ainews::pipeline {
namespace {

using std::chrono::seconds;
using storage::SqliteStore;

TEST(SharedRateTest, TwoStoresOnOneFileShareOneBucket) {
    testing::TempDir directory;
    testing::FakeClock clock;
    const StageGraph graph;
    const auto path = directory.path() / "ainewsd.db";
    const auto daemon_store = SqliteStore::open({.path = path}, graph, clock);
    const auto once_store = SqliteStore::open({.path = path}, graph, clock);
    RateLimiter daemon{clock, {.requests = 60}, *daemon_store, *daemon_store, "llm.rate:x"};
    RateLimiter once{clock, {.requests = 60}, *once_store, *once_store, "llm.rate:x"};
    const auto start = clock.steady_now();
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(daemon.acquire(1, {}).has_value());
        ASSERT_TRUE(once.acquire(1, {}).has_value());
    }
    EXPECT_EQ(clock.steady_now() - start, seconds{30}) << "ten at once, then one a second";
}

/// What a process does: so many requests, as fast as the limit lets it. 1,200 a minute are 20 a
/// second, 200 of them at once.
int ask_110_times(const std::filesystem::path& path) {
    SystemClock clock;
    const StageGraph graph;
    const auto store = SqliteStore::open({.path = path}, graph, clock);
    RateLimiter limiter{clock, {.requests = 1200}, *store, *store, "llm.rate:x"};
    for (int i = 0; i < 110; ++i)
        if (!limiter.acquire(1, {})) return 1;
    return 0;
}

TEST(SharedRateTest, TwoProcessesTogetherAreNoFasterThanOneMayBe) {
    testing::TempDir directory;
    const auto path = directory.path() / "ainewsd.db";
    {
        SystemClock clock;
        const StageGraph graph;
        (void)SqliteStore::open({.path = path}, graph, clock);
    }
    const auto start = std::chrono::steady_clock::now();
    pid_t children[2] = {};
    for (pid_t& child : children) {
        child = fork();
        if (child == 0) _exit(ask_110_times(path));
        ASSERT_GT(child, 0);
    }
    for (const pid_t child : children) {
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    // 220 requests: 200 at once, 20 more in a second. Each alone would not have to wait at all.
    EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds{950});
}

}  // namespace
}  // namespace ainews::pipeline
