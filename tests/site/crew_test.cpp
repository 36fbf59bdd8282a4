#include "site/crew.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <latch>
#include <stdexcept>
#include <system_error>

namespace ainews::site {
namespace {

TEST(CrewTest, FinishWaitsForEveryTask) {
    Crew crew{3};
    std::atomic<int> done = 0;
    for (int i = 0; i < 500; ++i) crew.post([&] { ++done; });
    crew.finish();
    EXPECT_EQ(done, 500);
    crew.post([&] { ++done; });
    crew.finish();
    EXPECT_EQ(done, 501) << "a crew that has finished takes further tasks";
}

TEST(CrewTest, FinishThrowsWhatATaskThrewAndLaterTasksAreDropped) {
    Crew crew{2};
    std::latch thrown{1};
    crew.post([&] {
        thrown.count_down();
        throw std::runtime_error{"no such page"};
    });
    thrown.wait();
    std::atomic<int> done = 0;
    for (int i = 0; i < 100; ++i) crew.post([&] { ++done; });
    EXPECT_THROW(crew.finish(), std::runtime_error);
    EXPECT_LE(done, 100);
    crew.finish();  // it is told once
}

TEST(CrewTest, AnOwnerThatLeavesDropsWhatStillWaits) {
    std::atomic<int> done = 0;
    {
        Crew crew{1};
        std::latch started{1};
        crew.post([&] {
            started.count_down();
            ++done;
        });
        started.wait();
    }
    EXPECT_EQ(done, 1);
}

TEST(CrewTest, ThrowsWhereTheSystemGivesNoMoreThreads) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "sanitizers need address space of their own for a thread";
#endif
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_AS, &before), 0);
    rlim_t pages = 0;
    std::ifstream{"/proc/self/statm"} >> pages;
    rlimit little = before;
    // Room for the stacks of some threads, not of all.
    little.rlim_cur = pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + (40U << 20U);
    ASSERT_EQ(setrlimit(RLIMIT_AS, &little), 0);
    EXPECT_THROW(Crew{64}, std::system_error);
    EXPECT_EQ(setrlimit(RLIMIT_AS, &before), 0);
}

}  // namespace
}  // namespace ainews::site
