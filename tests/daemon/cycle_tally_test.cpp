#include "daemon/cycle_tally.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/support/source_tree.h"

namespace ainews::daemon {
namespace {

using pipeline::JobEvent;
using pipeline::JobOutcome;
using std::chrono::seconds;

feeds::PollReport poll_of(int new_items) {
    feeds::PollReport report;
    report.polled = 12;
    report.unchanged = 9;
    report.failed = 1;
    report.new_items = new_items;
    report.duplicates = 2;
    return report;
}

JobEvent job(JobOutcome outcome, MicroUsd cost = 0) {
    JobEvent event;
    event.outcome = outcome;
    event.tokens_in = 100;
    event.tokens_out = 10;
    event.cost = cost;
    return event;
}

TEST(CycleTallyTest, TellsAWholeCycleInOneLineAndOnlyOnce) {
    CycleTally tally;
    EXPECT_FALSE(tally.end({}, SteadyTime{}).has_value()) << "nothing was polled yet";
    tally.begin(SteadyTime{seconds{100}});
    EXPECT_FALSE(tally.is_open()) << "the poll goes on";
    tally.polled(poll_of(5));
    EXPECT_TRUE(tally.is_open());
    tally.add(job(JobOutcome::Done, 2'000));
    tally.add(job(JobOutcome::Degraded, 1'100));
    tally.add(job(JobOutcome::Failed));
    tally.add(job(JobOutcome::Waiting));
    tally.published(7);
    tally.published(2);
    const QueueCounts queue{{"score", {{JobState::Waiting, 3}, {JobState::Done, 50}}},
                            {"translate", {{JobState::Pending, 1}, {JobState::Running, 1}}}};
    EXPECT_EQ(tally.end(queue, SteadyTime{seconds{108}}),
              "cycle polled=12 unchanged=9 failing=1 new=5 duplicates=2 done=2 degraded=1 "
              "gave_up=1 open=2 waiting=3 tokens_in=400 tokens_out=40 spent_usd=0.0031 "
              "published=9 seconds=8.0");
    EXPECT_FALSE(tally.is_open());
    EXPECT_FALSE(tally.end(queue, SteadyTime{seconds{109}}).has_value());
}

TEST(CycleTallyTest, CountsWorkBetweenTwoCyclesInTheSecond) {
    CycleTally tally;
    tally.begin(SteadyTime{});
    tally.polled(poll_of(0));
    ASSERT_TRUE(tally.end({}, SteadyTime{}).has_value());
    tally.add(job(JobOutcome::Done));
    tally.begin(SteadyTime{});
    tally.polled(poll_of(0));
    const auto line = tally.end({}, SteadyTime{});
    ASSERT_TRUE(line.has_value());
    EXPECT_NE(line->find(" done=1 "), std::string::npos) << *line;
}

TEST(CycleTallyTest, OpenJobsAreThoseThatSomebodyCouldDoNow) {
    EXPECT_EQ(open_jobs({}), 0);
    EXPECT_EQ(open_jobs({{"score", {{JobState::Waiting, 3}, {JobState::Failed, 1}}}}), 0);
    EXPECT_EQ(open_jobs({{"score", {{JobState::Pending, 3}}}, {"x", {{JobState::Running, 1}}}}), 4);
}

/// "polled unchanged ..." of the last cycle line in a text.
std::string words_of(const std::string& text) {
    const auto begin = text.rfind("cycle polled=");
    if (begin == std::string::npos) return {};
    std::istringstream line{text.substr(begin, text.find('\n', begin) - begin)};
    std::string words;
    for (std::string word; line >> word;) words += word.substr(0, word.find('=')) + " ";
    return words;
}

TEST(CycleTallyTest, TheDocumentationShowsTheLineAsItIs) {
    const std::string words = words_of(cycle_line({}));
    ASSERT_FALSE(words.empty());
    for (const char* page : {"docs/operations.md", "docs/recording.md"}) {
        std::ifstream file{ainews::testing::source_tree() / page};
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        EXPECT_EQ(words_of(text), words) << page << ": scripts/record writes it anew";
    }
}

}  // namespace
}  // namespace ainews::daemon
