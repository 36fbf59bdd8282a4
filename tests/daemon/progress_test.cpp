#include "daemon/progress.h"

#include <gtest/gtest.h>

namespace ainews::daemon {
namespace {

TEST(ProgressLineTest, TellsTheTimeLeftOnceEnoughIsDone) {
    ProgressCounts counts{.polled = 4,
                          .to_poll = 8,
                          .new_items = 12,
                          .finished = 2,
                          .open = 20,
                          .waiting = 1,
                          .spent_micro_usd = 12'300};
    EXPECT_EQ(progress_line(counts, std::chrono::seconds{10}),
              "polled 4/8 · new 12 · jobs 2 done, 20 open, 1 waiting · $0.0123");
    counts.finished = 20;
    EXPECT_EQ(progress_line(counts, std::chrono::seconds{40}),
              "polled 4/8 · new 12 · jobs 20 done, 20 open, 1 waiting · $0.0123 · about 41 s left");
    counts.open = 100;
    EXPECT_TRUE(progress_line(counts, std::chrono::seconds{40}).ends_with("about 4 min left"));
}

}  // namespace
}  // namespace ainews::daemon
