#include <atomic>
#include <functional>
#include <latch>

#include "tests/pipeline/runner_fixture.h"

namespace ainews::pipeline {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST_F(RunnerTest, RunsEveryStageOfEveryItemOnce) {
    add_items(20);
    std::atomic<int> events = 0;
    RunnerHooks hooks;
    hooks.on_job = [&](const JobEvent& event) {
        EXPECT_EQ(event.outcome, JobOutcome::Done);
        EXPECT_EQ(event.source, "example");
        ++events;
    };
    Runner runner{*store_, slots(), clock_, options(), hooks};
    const RunReport report = runner.drain_queue({});
    EXPECT_EQ(report.done, 60);
    EXPECT_EQ(events, 60);
    EXPECT_FALSE(report.work_left());
    EXPECT_EQ(report.waiting_line, "");
    EXPECT_EQ(items(ItemState::Done), 20);
    EXPECT_EQ(runner.drain_queue({}).jobs, 0) << "a second run has nothing to do";
}

TEST_F(RunnerTest, KeepsWorkAndShowsSomethingWithoutAModelAndDoesItOnceThereIsOne) {
    add_items(3);
    {
        Runner runner{*store_, slots(nullptr, false), clock_, options()};
        const RunReport report = runner.drain_queue({});
        EXPECT_EQ(report.provisional, 3);
        EXPECT_EQ(report.failed, 0);
        EXPECT_TRUE(report.work_left());
        EXPECT_EQ(report.waiting_line, "3 jobs wait (summarize 3): 3 no model configured");
        EXPECT_EQ(items(ItemState::Waiting), 3);
        EXPECT_EQ(runner.drain_queue({}).provisional, 0) << "shown already";
    }
    Runner runner{*store_, slots(), clock_, options()};
    const RunReport report = runner.drain_queue({});
    EXPECT_EQ(report.done, 6);
    EXPECT_EQ(items(ItemState::Done), 3);
    EXPECT_EQ(runs("provisional"), 3);
}

TEST_F(RunnerTest, ParksTheWorkOfAModelThatIsDownAndNeverFailsIt) {
    add_items(10);
    std::atomic<bool> up = false;
    std::atomic<int> notices = 0;
    RunnerHooks hooks;
    hooks.on_notice = [&](const std::string&, bool) { ++notices; };
    Runner runner{*store_,
                  slots([&](const StageInput&, const std::stop_token&) -> Expected<StageOutput> {
                      if (!up) return fail(ErrorKind::Unavailable, "main: connection refused");
                      return result(kSummaryJson);
                  }),
                  clock_, options(), hooks};
    const RunReport down = runner.drain_queue({});
    EXPECT_EQ(down.failed, 0);
    EXPECT_EQ(down.waiting, 10);
    EXPECT_EQ(down.provisional, 10);
    EXPECT_NE(down.waiting_line.find("main: connection refused"), std::string::npos);
    EXPECT_EQ(notices, 1) << "said once";
    EXPECT_LE(runs("summarize"), 4) << "no more than were under way";
    up = true;
    clock_.advance(ModelGate::kPauseFirst + seconds{1});
    const RunReport again = runner.drain_queue({});
    EXPECT_EQ(again.done, 20);
    EXPECT_EQ(items(ItemState::Done), 10);
    EXPECT_EQ(notices, 2);
}

TEST_F(RunnerTest, ProbesInTheBackgroundAndComesBackByItself) {
    add_items(5);
    std::atomic<bool> up = false;
    Runner runner{*store_,
                  slots([&](const StageInput&, const std::stop_token&) -> Expected<StageOutput> {
                      if (!up) return fail(ErrorKind::Unavailable, "down");
                      return result(kSummaryJson);
                  }),
                  clock_, options()};
    std::stop_source abort;
    std::jthread daemon{[&] { static_cast<void>(runner.run(abort.get_token())); }};
    while (items(ItemState::Waiting) < 5) std::this_thread::yield();
    up = true;
    while (items(ItemState::Done) < 5) {
        clock_.advance(seconds{5});
        runner.notify();
        std::this_thread::sleep_for(Millis{1});
    }
    runner.request_drain();
    daemon.join();
    EXPECT_EQ(runner.progress().failed, 0);
}

TEST_F(RunnerTest, WaitsForTheNextDayWhenTheMoneyIsSpent) {
    add_items(2);
    const TimePoint tomorrow = clock_.now() + hours{9};
    RunnerHooks hooks;
    hooks.next_day = [&](TimePoint) { return tomorrow; };
    Runner runner{*store_,
                  slots([&](const StageInput&, const std::stop_token&) -> Expected<StageOutput> {
                      if (clock_.now() < tomorrow)
                          return fail(ErrorKind::OverBudget, "budget.day_usd is spent");
                      return result(kSummaryJson);
                  }),
                  clock_, options(), hooks};
    EXPECT_EQ(runner.drain_queue({}).waiting, 2);
    clock_.advance(hours{8});
    EXPECT_EQ(runner.drain_queue({}).waiting, 2);
    clock_.advance(hours{2});
    EXPECT_EQ(runner.drain_queue({}).waiting, 0);
    EXPECT_EQ(items(ItemState::Done), 2);
}

TEST_F(RunnerTest, LeavesOutWhatTheHookNamesAndSaysWhy) {
    add_items(2);
    RunnerHooks hooks;
    hooks.leave_out = [](std::string_view stage) {
        return stage == "extract" ? std::string{} : std::string{"予算の80%を使ったため省いた"};
    };
    std::atomic<int> asked = 0;
    Runner runner{*store_,
                  slots([&](const StageInput&, const std::stop_token&) -> Expected<StageOutput> {
                      ++asked;
                      return result(kSummaryJson);
                  }),
                  clock_, options(), hooks};
    const RunReport report = runner.drain_queue({});
    EXPECT_EQ(asked, 0);
    EXPECT_EQ(report.waiting, 0);
    EXPECT_EQ(items(ItemState::Done), 2) << "left out for good, not put off";
}

TEST_F(RunnerTest, TriesAgainLaterWhatFailedInPassing) {
    add_items(1);
    std::atomic<int> tries = 0;
    Runner runner{*store_,
                  slots([&](const StageInput&, const std::stop_token&) -> Expected<StageOutput> {
                      if (++tries < 3) return fail(ErrorKind::Transient, "reset");
                      return result(kSummaryJson);
                  }),
                  clock_, options()};
    runner.request_drain();
    const RunReport report = runner.run({});
    EXPECT_EQ(report.jobs, 0) << "a drain takes no new work";
    EXPECT_EQ(runner.drain_queue({}).waiting, 1);
    EXPECT_EQ(tries, 1);
    for (int i = 0; i < 2; ++i) {
        clock_.advance(hours{2});
        static_cast<void>(runner.drain_queue({}));
    }
    EXPECT_EQ(items(ItemState::Done), 1);
    EXPECT_EQ(tries, 3);
}

TEST_F(RunnerTest, FailsAnItemForItsOwnFaultOnly) {
    add_items(3);
    Runner runner{
        *store_,
        slots([&](const StageInput& input, const std::stop_token&) -> Expected<StageOutput> {
            if (input.item.title == "Title 1") return fail(ErrorKind::BadInput, "unusable");
            StageOutput out = result(kSummaryJson);
            if (input.item.title == "Title 2") out.gave_up = "no answer passed";
            return out;
        }),
        clock_, options()};
    const RunReport report = runner.drain_queue({});
    EXPECT_EQ(report.failed, 2);
    EXPECT_EQ(items(ItemState::Failed), 2);
    EXPECT_EQ(items(ItemState::Done), 1);
    EXPECT_FALSE(report.work_left()) << "failing items are the world's, not ours";
}

TEST_F(RunnerTest, GivesEverythingBackWhenItIsAborted) {
    add_items(8);
    std::atomic<int> begun = 0;
    Runner runner{
        *store_,
        slots([&](const StageInput&, const std::stop_token& stop) -> Expected<StageOutput> {
            ++begun;
            while (!stop.stop_requested()) std::this_thread::yield();
            return fail(ErrorKind::Cancelled, "stopped");
        }),
        clock_, options()};
    std::stop_source abort;
    RunReport report;
    std::jthread run{[&] { report = runner.drain_queue(abort.get_token()); }};
    while (begun < 4) std::this_thread::yield();
    abort.request_stop();
    run.join();
    EXPECT_TRUE(report.interrupted);
    EXPECT_EQ(report.failed, 0);
    EXPECT_EQ(items(ItemState::Running), 0);
    EXPECT_EQ(items(ItemState::Pending), 8);
    Runner second{*store_, slots(), clock_, options()};
    EXPECT_FALSE(second.drain_queue({}).work_left());
    EXPECT_EQ(items(ItemState::Done), 8);
}

TEST_F(RunnerTest, LetsWhatIsBegunEndWhenItIsDrained) {
    add_items(20);
    std::latch started{1};
    std::atomic<bool> first = true;
    Runner runner{
        *store_,
        slots([&](const StageInput&, const std::stop_token& stop) -> Expected<StageOutput> {
            if (first.exchange(false)) started.count_down();
            EXPECT_FALSE(stop.stop_requested());
            std::this_thread::yield();
            return result(kSummaryJson);
        }),
        clock_, options()};
    RunReport report;
    std::jthread run{[&] { report = runner.run({}); }};
    started.wait();
    runner.request_drain();
    run.join();
    EXPECT_EQ(report.failed + report.lost, 0);
    EXPECT_EQ(items(ItemState::Running), 0);
    EXPECT_FALSE(Runner(*store_, slots(), clock_, options()).drain_queue({}).work_left());
    EXPECT_EQ(items(ItemState::Done), 20);
}

TEST_F(RunnerTest, KeepsItsLeasesWhileAStageIsSlow) {
    add_items(1);
    std::latch started{1};
    std::atomic<bool> go_on = false;
    Runner runner{
        *store_,
        slots([&](const StageInput&, const std::stop_token& stop) -> Expected<StageOutput> {
            started.count_down();
            while (!go_on && !stop.stop_requested()) std::this_thread::yield();
            return result(kSummaryJson);
        }),
        clock_, options()};
    RunReport report;
    std::jthread run{[&] { report = runner.drain_queue({}); }};
    started.wait();
    const Millis pace = options().renew;
    clock_.await_waiter(pace);
    for (int i = 0; i < 10; ++i) {
        clock_.advance(pace);
        clock_.await_waiter(pace);  // the leases are renewed by then
        ClaimRequest other;
        other.now = clock_.now();
        EXPECT_TRUE(store_->claim(other)->empty()) << "nobody else gets it";
    }
    go_on = true;
    run.join();
    EXPECT_EQ(report.lost, 0);
    EXPECT_EQ(items(ItemState::Done), 1);
}

TEST_F(RunnerTest, WorksOnNoMoreItemsThanItIsTold) {
    add_items(10);
    RunnerOptions limited = options();
    limited.item_limit = 3;
    Runner runner{*store_, slots(), clock_, limited};
    const RunReport report = runner.drain_queue({});
    EXPECT_EQ(items(ItemState::Done), 3);
    EXPECT_EQ(items(ItemState::Pending), 7);
    EXPECT_EQ(items(ItemState::Running), 0);
    EXPECT_EQ(report.pending, 7);
}

TEST_F(RunnerTest, KeepsNothingFromOthersThatItWillNotWorkOn) {
    add_items(10);
    RunnerOptions limited = options();
    limited.item_limit = 3;
    std::latch all_begun{3};
    std::atomic<bool> go_on = false;
    Runner runner{*store_,
                  slots([&](const StageInput&, const std::stop_token&) -> Expected<StageOutput> {
                      all_begun.count_down();
                      while (!go_on) std::this_thread::yield();
                      return result(kSummaryJson);
                  }),
                  clock_, limited};
    std::jthread run{[&] { static_cast<void>(runner.drain_queue({})); }};
    all_begun.wait();
    ClaimRequest other;
    other.now = clock_.now();
    other.limit = 100;
    EXPECT_EQ(store_->claim(other)->size(), 7U) << "they are free for another process";
    go_on = true;
    run.join();
    EXPECT_EQ(items(ItemState::Done), 3);
}

TEST_F(RunnerTest, RunsOnlyTheStagesItIsTold) {
    add_items(2);
    RunnerOptions only = options();
    only.stages = {"extract"};
    Runner runner{*store_, slots(), clock_, only};
    EXPECT_EQ(runner.drain_queue({}).done, 2);
    EXPECT_EQ(runs("summarize"), 0);
}

TEST_F(RunnerTest, AsksForDiskSpaceBeforePayingAModel) {
    add_items(2);
    RunnerHooks hooks;
    hooks.before_paying = [] {
        return Expected<void>{fail(ErrorKind::Unavailable, "only 3 MB left on the disk")};
    };
    Runner runner{*store_, slots(), clock_, options(), hooks};
    const RunReport report = runner.drain_queue({});
    EXPECT_EQ(runs("summarize"), 0);
    EXPECT_EQ(runs("extract"), 2);
    EXPECT_NE(report.waiting_line.find("3 MB"), std::string::npos);
}

TEST_F(RunnerTest, HandsABrokenStoreToItsCaller) {
    add_items(3);
    Runner runner{*store_,
                  slots([](const StageInput&, const std::stop_token&) -> Expected<StageOutput> {
                      throw std::runtime_error{"the database is damaged"};
                  }),
                  clock_, options()};
    EXPECT_THROW(static_cast<void>(runner.drain_queue({})), std::runtime_error);
}

TEST_F(RunnerTest, AJobWithoutMemoryWaitsAndTheOthersGoOn) {
    add_items(3);
    std::atomic<int> refused = 0;
    Runner runner{*store_,
                  slots([&](const StageInput&, const std::stop_token&) -> Expected<StageOutput> {
                      if (refused++ == 0) throw std::bad_alloc{};
                      return result(kSummaryJson);
                  }),
                  clock_, options()};
    const RunReport report = runner.drain_queue({});
    EXPECT_EQ(report.failed, 0);
    EXPECT_EQ(report.put_back, 1);
    EXPECT_EQ(report.done, 7);
    EXPECT_NE(report.waiting_line.find("memory"), std::string::npos);
}

TEST(DefaultGraphTest, LeavesOutNeedsThatAreNotConfigured) {
    const StageGraph whole = default_graph(
        std::vector<std::string>{"extract", "summarize", "score", "translate", "analyze"});
    EXPECT_EQ(whole.find("translate")->settles, std::vector<std::string>{"score"});
    EXPECT_EQ(whole.dependents("extract").size(), 4U);
    const StageGraph part = default_graph(std::vector<std::string>{"extract", "translate"});
    EXPECT_TRUE(part.find("translate")->settles.empty());
    EXPECT_EQ(part.nodes().size(), 2U);
}

}  // namespace
}  // namespace ainews::pipeline
