// kill -9 at random moments of a cycle, then a normal run: nothing lost, nothing twice, little
// wasted.
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <iostream>
#include <random>

#include "tests/integration/workspace.h"

namespace ainews::testing {
namespace {

using namespace std::chrono_literals;
using newsroom::NewsroomServer;
using newsroom::Stats;

constexpr int kKillsDefault = 30;
constexpr unsigned kSeed = 20260501;
constexpr int kKillsInARow = 4;  // six claims lost in a row fail a job, by design
constexpr auto kAnswerDelay = 20ms;

int kills_wanted() {
    const char* text = std::getenv("AINEWS_KILLS");
    return text == nullptr ? kKillsDefault : std::max(1, std::atoi(text));
}

unsigned seed() {
    const char* text = std::getenv("AINEWS_SEED");
    return text == nullptr ? kSeed : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

/// Everything that the newsroom has been asked: the cycle's own clock, the same on slow and fast
/// machines.
std::int64_t events(const Stats& stats) {
    std::int64_t pages = 0;
    for (const auto& [article, hits] : stats.page_hits) pages += hits;
    return stats.feed_hits_total() + pages + stats.calls + stats.answered;
}

struct Undisturbed {
    std::string export_text;
    std::int64_t events = 0;
};

Undisturbed undisturbed() {
    NewsroomServer server{newsroom_options(kAnswerDelay)};
    Workspace workspace{server};
    workspace.once();
    return {workspace.comparable_export(), events(server.stats())};
}

/// Runs `--once` and kills it a few milliseconds after the newsroom's `moment`-th event.
void kill_at(const NewsroomServer& server, const Workspace& workspace, std::int64_t moment,
             std::chrono::milliseconds later) {
    DaemonProcess daemon{workspace.arguments({"--once"})};
    const auto start = events(server.stats());
    server.wait_for([&](const Stats& s) { return events(s) - start >= moment; }, 5s);
    server.wait_for([](const Stats&) { return false; }, later);
    daemon.send_signal(SIGKILL);
    EXPECT_TRUE(daemon.wait(kRunTimeout).has_value());
}

TEST(KillTest, AtRandomMomentsLeavesTheSameExportAndWastesOnlyWhatWasInFlight) {
    const auto expected = undisturbed();
    std::cout << "seed " << seed() << "; a cycle has " << expected.events << " events\n";
    std::mt19937 random{seed()};
    for (int killed = 0; killed < kills_wanted();) {
        NewsroomServer server{newsroom_options(kAnswerDelay)};
        Workspace workspace{server};
        std::int64_t in_flight = 0;
        std::string moments;
        for (int i = 0; i < kKillsInARow && killed < kills_wanted(); ++i, ++killed) {
            const auto moment =
                std::uniform_int_distribution<std::int64_t>{0, expected.events}(random);
            const auto later =
                std::chrono::milliseconds{std::uniform_int_distribution{0, 30}(random)};
            kill_at(server, workspace, moment, later);
            in_flight += workspace.open_calls();
            moments += std::to_string(moment) + "+" + std::to_string(later.count()) + "ms ";
        }
        SCOPED_TRACE("killed at events " + moments);
        workspace.once();
        ASSERT_EQ(workspace.comparable_export(), expected.export_text);
        ASSERT_LE(server.stats().duplicates, in_flight);
        ASSERT_EQ(server.stats().violation_count, 0) << server.stats().to_json();
    }
}

}  // namespace
}  // namespace ainews::testing
