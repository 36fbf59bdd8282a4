#include "site/crew.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <stdexcept>

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

}  // namespace
}  // namespace ainews::site
