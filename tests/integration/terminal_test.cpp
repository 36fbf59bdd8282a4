// `ainewsd` in front of a person: the live view of --once, and what Ctrl-C does.
#include "tests/integration/terminal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <regex>

#include "tests/integration/workspace.h"

namespace ainews::testing {
namespace {

using namespace std::chrono_literals;
using newsroom::NewsroomServer;
using newsroom::Stats;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kEndMax = 20s;

class TerminalTest : public ::testing::Test {
protected:
    NewsroomServer server_{newsroom_options(50ms)};
    Workspace workspace_{server_};

    std::vector<std::string> once() const { return workspace_.arguments({"--once"}); }
    static void expect_end(Terminal& terminal, int code, std::chrono::milliseconds limit) {
        const auto ending = terminal.wait(limit);
        ASSERT_TRUE(ending.has_value()) << "still runs\n" << terminal.output();
        EXPECT_EQ(*ending, (Ending{.code = code})) << terminal.output();
    }
    /// Nothing but whole lines of the log is left where the view was.
    static void expect_only_the_log(const Terminal& terminal, std::size_t columns) {
        const std::regex log_line{"[-0-9]{10}T[:0-9]{8}\\S*Z (info |warn |error) .*"};
        const auto lines = shown_lines(terminal.output(), columns);
        int cycles = 0;
        for (const std::string& line : lines) {
            if (line.empty()) continue;
            EXPECT_TRUE(std::regex_match(line, log_line)) << line;
            cycles += line.find(" cycle polled=") != std::string::npos &&
                      line.find(" seconds=") != std::string::npos;
        }
        EXPECT_EQ(cycles, 1) << terminal.output();
    }
};

TEST_F(TerminalTest, FollowsTheCycleAndLeavesOnlyTheLog) {
    Terminal terminal{once(), {.columns = 80, .rows = 24}, {{"NO_COLOR", "1"}}};
    EXPECT_TRUE(terminal.wait_for(" left", kRunTimeout)) << terminal.output();
    expect_end(terminal, 0, kRunTimeout);
    const std::string output = terminal.output();
    EXPECT_THAT(output, HasSubstr("polled 11/11 · 19 new"));
    EXPECT_THAT(output, HasSubstr("extract "));
    EXPECT_THAT(output, HasSubstr(" of $5.00"));
    EXPECT_THAT(output, HasSubstr("publishing"));
    EXPECT_THAT(output, Not(HasSubstr("\x1b[?25l"))) << "the cursor is never hidden";
    EXPECT_THAT(output, Not(HasSubstr("\x1b[3"))) << "no colour was asked for";
    expect_only_the_log(terminal, 80);
}

TEST_F(TerminalTest, FitsANarrowWindow) {
    Terminal terminal{once(), {.columns = 20, .rows = 24}, {{"NO_COLOR", "1"}}};
    expect_end(terminal, 0, kRunTimeout);
    EXPECT_THAT(terminal.output(), HasSubstr("polled 11/11"));
    expect_only_the_log(terminal, 20);
}

TEST_F(TerminalTest, FollowsAWindowThatChangesItsSize) {
    server_.set_delay(200ms);
    Terminal terminal{once(), {.columns = 120, .rows = 24}, {{"NO_COLOR", ""}}};
    ASSERT_TRUE(terminal.wait_for(" · summarize ", kRunTimeout)) << terminal.output();
    const std::size_t before = terminal.output().size();
    terminal.resize({.columns = 20, .rows = 16});
    // Too narrow for two stages on one line.
    ASSERT_TRUE(terminal.wait_for("\r\nsummarize ", kRunTimeout))
        << terminal.output().substr(before);
    terminal.resize({.columns = 120, .rows = 24});
    expect_end(terminal, 0, kRunTimeout);
    EXPECT_THAT(terminal.output(), HasSubstr("cycle polled=11 "));
    EXPECT_THAT(terminal.output(), HasSubstr("\x1b[32m")) << "colour where nothing forbids it";
}

TEST_F(TerminalTest, WritesPlainLinesWhereControlSequencesMeanNothing) {
    Terminal terminal{once(), {}, {{"TERM", "dumb"}}};
    expect_end(terminal, 0, kRunTimeout);
    EXPECT_EQ(terminal.output().find('\x1b'), std::string::npos);
    expect_only_the_log(terminal, 80);
    const std::string piped = workspace_.once();
    EXPECT_EQ(piped.find('\x1b'), std::string::npos);
    EXPECT_EQ(piped.find('\r'), std::string::npos);
}

TEST_F(TerminalTest, CtrlCOnceDrains) {
    Terminal terminal{once(), {}, {{"NO_COLOR", "1"}}};
    ASSERT_TRUE(server_.wait_for([](const Stats& s) { return s.in_flight >= 1; }, kRunTimeout))
        << terminal.output();
    terminal.type("\x03");
    EXPECT_TRUE(terminal.wait_for("again to end at once", kEndMax)) << terminal.output();
    expect_end(terminal, 75, kEndMax);
    EXPECT_THAT(terminal.output(), Not(HasSubstr("stopping now")));
    expect_only_the_log(terminal, 80);
}

TEST_F(TerminalTest, CtrlCTwiceStopsNow) {
    server_.set_fault("hang");
    Terminal terminal{once(), {}, {{"NO_COLOR", "1"}}};
    ASSERT_TRUE(server_.wait_for([](const Stats& s) { return s.in_flight >= 1; }, kRunTimeout))
        << terminal.output();
    terminal.type("\x03");
    ASSERT_TRUE(terminal.wait_for("again to end at once", kEndMax)) << terminal.output();
    terminal.type("\x03");
    EXPECT_TRUE(terminal.wait_for("stopping now", kEndMax)) << terminal.output();
    expect_end(terminal, 75, kEndMax);
    expect_only_the_log(terminal, 80);
}

TEST_F(TerminalTest, StatusWatchDrawsOverItselfAndEndsWithCtrlC) {
    (void)workspace_.once(0, {"--no-poll", "--no-publish"});
    Terminal terminal{workspace_.arguments({"status", "--watch"}), {.columns = 30, .rows = 5}};
    const std::string again = "\x1b[H";
    ASSERT_TRUE(terminal.wait_for("…", kEndMax)) << "no line is cut to the window";
    ASSERT_TRUE(terminal.wait_for("\x1b[J" + again, kEndMax)) << "it is not drawn again";
    terminal.type("\x03");
    expect_end(terminal, 0, kEndMax);
    const std::string output = terminal.output();
    EXPECT_EQ(output.find("\x1b[2J"), output.rfind("\x1b[2J")) << "cleared once, drawn over after";
    const std::size_t frame = output.find(again);
    const std::size_t next = output.find(again, frame + 1);
    const std::string first = output.substr(frame, next - frame);
    EXPECT_LE(std::ranges::count(first, '\n'), 4) << "more than the window holds";
    for (const std::string& line : shown_lines(first, 1000)) EXPECT_LE(line.size(), 40U) << line;
}

TEST_F(TerminalTest, StatusWatchInAPipeIsPlainAndJsonIsLines) {
    (void)workspace_.once(0, {"--no-poll", "--no-publish"});
    DaemonProcess plain{workspace_.arguments({"status", "--watch"})};
    DaemonProcess lines{workspace_.arguments({"status", "--watch", "--json"})};
    ASSERT_TRUE(lines.wait_for_out("}\n{", kEndMax)) << lines.out();
    ASSERT_TRUE(plain.wait_for_out("items: ", kEndMax)) << plain.log();
    for (DaemonProcess* process : {&plain, &lines}) {
        process->send_signal(SIGINT);
        EXPECT_EQ(process->wait(kEndMax), (Ending{.code = 0})) << process->log();
        EXPECT_EQ(process->out().find('\x1b'), std::string::npos);
    }
    EXPECT_EQ(plain.out().find("ainewsd "), plain.out().rfind("ainewsd ")) << "nothing changed";
}

}  // namespace
}  // namespace ainews::testing
