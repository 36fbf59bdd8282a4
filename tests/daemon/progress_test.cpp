#include "daemon/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/text_table.h"

namespace ainews::daemon {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;

ProgressCounts some_counts() {
    ProgressCounts counts;
    counts.polled = 4;
    counts.to_poll = 8;
    counts.new_items = 12;
    counts.stages = {{"extract", {.done = 12}},
                     {"score", {.done = 2, .open = 10}},
                     {"translate", {.done = 0, .open = 0, .waiting = 3}},
                     {"analyze", {}}};
    counts.finished = 14;
    counts.spent = 12'300;
    counts.day_spent = 20'000;
    counts.day_limit = 1'500'000;
    return counts;
}

TEST(ProgressLinesTest, TellSourcesStagesMoneyAndTheTimeLeft) {
    EXPECT_THAT(progress_lines(some_counts(), seconds{42}, 80),
                ElementsAre("polled 4/8 · 12 new", "extract 12 · score 2/12 · translate 0 (3 wait)",
                            "spent $0.0123 · today $0.0200 of $1.50 · about 31 s left"));
}

TEST(ProgressLinesTest, SayWhatFailsAndWhatIsBeingDone) {
    ProgressCounts counts = some_counts();
    counts.failing = 1;
    counts.day_limit = std::nullopt;
    counts.finished = 9;
    counts.phase = "publishing";
    EXPECT_THAT(
        progress_lines(counts, seconds{42}, 80),
        ElementsAre("polled 4/8 · 1 failing · 12 new",
                    "extract 12 · score 2/12 · translate 0 (3 wait)", "spent $0.0123 · publishing"))
        << "nine jobs say nothing about the rest";
    counts.finished = 10;
    counts.stages[1].second.open = 900;
    EXPECT_THAT(progress_lines(counts, seconds{42}, 80).back(),
                ::testing::HasSubstr("about 63 min left"));
}

TEST(ProgressLinesTest, LayThemselvesOutForAnyWidth) {
    EXPECT_THAT(
        progress_lines(some_counts(), seconds{42}, 20),
        ElementsAre("polled 4/8 · 12 new", "extract 12", "score 2/12", "translate 0 (3 wait)",
                    "spent $0.0123", "today $0.0200 of $1.50", "about 31 s left"));
    for (std::size_t columns = 1; columns < 100; ++columns)
        for (const std::string& line : progress_lines(some_counts(), seconds{42}, columns))
            if (line.find(" · ") != std::string::npos) {
                EXPECT_LE(display_width(line), columns) << line;
            }
}

}  // namespace
}  // namespace ainews::daemon
