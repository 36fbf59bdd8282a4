#include <atomic>
#include <latch>

#include "tests/pipeline/runner_fixture.h"

namespace ainews::pipeline {
namespace {

using std::chrono::seconds;

TEST_F(RunnerTest, ReadsEveryArticleBeforeTheFirstIsPaidFor) {
    add_items(20);
    std::atomic<int> read_before = 20;
    Runner runner{*store_,
                  slots([&](const StageInput&, const std::stop_token&) -> Expected<StageOutput> {
                      read_before = std::min(read_before.load(), runs("extract"));
                      return result(kSummaryJson);
                  }),
                  clock_, options()};
    EXPECT_EQ(runner.drain_queue({}).done, 60);
    EXPECT_EQ(read_before, 20);
}

TEST_F(RunnerTest, AnArticleThatIsSlowToReadHoldsTheOthersUpForSoLongAndNoLonger) {
    add_items(2);
    std::latch slow{1};
    std::latch paid{1};
    auto stages = slots([&](const StageInput&, const std::stop_token&) -> Expected<StageOutput> {
        paid.count_down();
        return result(kSummaryJson);
    });
    std::atomic<bool> first = true;
    stages[0].stage = std::make_unique<StubStage>(
        "extract", [&](const StageInput&, const std::stop_token&) -> Expected<StageOutput> {
            if (first.exchange(false)) {
                slow.count_down();
                paid.wait();
            }
            return result(kExtraction);
        });
    RunnerOptions patient = options();
    patient.read_first = seconds{10};
    // The clock runs ahead of the dispatcher below; no lease is to end by that.
    patient.lease = patient.renew = std::chrono::hours{1'000'000};
    Runner runner{*store_, std::move(stages), clock_, patient};
    RunReport report;
    std::jthread run{[&] { report = runner.drain_queue({}); }};
    slow.wait();
    while (store_->queue_counts()["summarize"][JobState::Pending] == 0) std::this_thread::yield();
    EXPECT_EQ(runs("summarize"), 0);
    // From here on the model may begin, while the slow page is still being read.
    while (!paid.try_wait()) clock_.advance(seconds{10});
    run.join();
    EXPECT_EQ(report.done, 6);
}

}  // namespace
}  // namespace ainews::pipeline
