#include "net/host_queue.h"

#include <gtest/gtest.h>

namespace ainews::net {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kStart{1h};

std::vector<HostQueue::Id> take_all(HostQueue& queue, SteadyTime now) {
    std::vector<HostQueue::Id> ids;
    while (const auto id = queue.take(now)) ids.push_back(*id);
    return ids;
}

using Ids = std::vector<HostQueue::Id>;

TEST(HostQueueTest, StartsAtMostTheHostsShareAtOnce) {
    HostQueue queue{{.in_flight = 10, .per_host_in_flight = 2}};
    for (const HostQueue::Id id : {1, 2, 3}) queue.push("a", id, kStart);
    queue.push("b", 4, kStart);
    EXPECT_EQ(take_all(queue, kStart), (Ids{1, 4, 2}));
    EXPECT_FALSE(queue.next_start(kStart));
    queue.release("a", kStart);
    EXPECT_EQ(take_all(queue, kStart), Ids{3});
}

TEST(HostQueueTest, StartsAtMostTheTotalAtOnce) {
    HostQueue queue{{.in_flight = 2, .per_host_in_flight = 1}};
    queue.push("a", 1, kStart);
    queue.push("b", 2, kStart);
    queue.push("c", 3, kStart);
    EXPECT_EQ(take_all(queue, kStart), (Ids{1, 2}));
    EXPECT_EQ(queue.in_flight(), 2U);
    queue.release("a", kStart);
    EXPECT_EQ(take_all(queue, kStart), Ids{3});
}

TEST(HostQueueTest, PausesBetweenTwoStartsToOneHostOnly) {
    HostQueue queue{{.in_flight = 10, .per_host_in_flight = 2, .per_host_gap = 100ms}};
    queue.push("a", 1, kStart);
    queue.push("a", 2, kStart);
    queue.push("b", 3, kStart);
    EXPECT_EQ(take_all(queue, kStart), (Ids{1, 3}));
    EXPECT_EQ(queue.next_start(kStart), kStart + 100ms);
    EXPECT_TRUE(take_all(queue, kStart + 99ms).empty());
    EXPECT_EQ(take_all(queue, kStart + 100ms), Ids{2});
}

TEST(HostQueueTest, RemembersThePauseWhenNothingWaits) {
    HostQueue queue{{.in_flight = 10, .per_host_in_flight = 2, .per_host_gap = 100ms}};
    queue.push("a", 1, kStart);
    EXPECT_EQ(take_all(queue, kStart), Ids{1});
    queue.release("a", kStart + 10ms);
    queue.push("a", 2, kStart + 20ms);
    EXPECT_TRUE(take_all(queue, kStart + 20ms).empty());
    EXPECT_EQ(take_all(queue, kStart + 100ms), Ids{2});
}

TEST(HostQueueTest, ForgetsWhatWasRemoved) {
    HostQueue queue{{.in_flight = 1, .per_host_in_flight = 1}};
    queue.push("a", 1, kStart);
    queue.push("a", 2, kStart);
    queue.push("b", 3, kStart);
    queue.remove("a", 1);
    queue.remove("a", 2);
    queue.remove("nobody", 9);
    EXPECT_EQ(take_all(queue, kStart), Ids{3});
}

TEST(HostQueueTest, ServesEveryHostInTurn) {
    HostQueue queue{{.in_flight = 1, .per_host_in_flight = 1}};
    for (const HostQueue::Id id : {1, 2}) queue.push("a", id, kStart);
    queue.push("b", 3, kStart);
    Ids order;
    while (const auto id = queue.take(kStart)) {
        order.push_back(*id);
        queue.release(*id == 3 ? "b" : "a", kStart);
    }
    EXPECT_EQ(order, (Ids{1, 3, 2}));
}

}  // namespace
}  // namespace ainews::net
