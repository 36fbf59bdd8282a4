// ainewsd as a service: signals, systemd's protocol, reload.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/integration/workspace.h"

namespace ainews::testing {
namespace {

using namespace std::chrono_literals;
using newsroom::NewsroomServer;
using newsroom::Stats;

constexpr std::chrono::milliseconds kDrainMax{10'000};

class DaemonTest : public ::testing::Test {
protected:
    NewsroomServer server_{newsroom_options(50ms)};
    Workspace workspace_{server_, true, "2s"};
    NotifySocket notify_{workspace_.path() / "notify"};
    DaemonProcess::Environment environment_{
        {"NOTIFY_SOCKET", (workspace_.path() / "notify").string()}, {"WATCHDOG_USEC", "1000000"}};

    void expect_exit_zero(DaemonProcess& daemon) {
        const auto ending = daemon.wait(kDrainMax);
        ASSERT_TRUE(ending.has_value()) << "still runs\n" << daemon.log();
        EXPECT_EQ(*ending, (Ending{.code = 0})) << daemon.log();
    }
};

TEST_F(DaemonTest, TermDuringWorkEndsItWithinTenSecondsAndLosesNothing) {
    {
        DaemonProcess daemon{workspace_.arguments({}), environment_};
        ASSERT_TRUE(server_.wait_for([](const Stats& s) { return s.in_flight >= 3; }, kRunTimeout))
            << daemon.log();
        daemon.send_signal(SIGTERM);
        expect_exit_zero(daemon);
        EXPECT_TRUE(notify_.wait_for("STOPPING=1", 1, 5s));
    }
    workspace_.once();
    const auto interrupted = workspace_.comparable_export();
    NewsroomServer other{newsroom_options()};
    Workspace undisturbed{other};
    undisturbed.once();
    EXPECT_EQ(interrupted, undisturbed.comparable_export());
}

TEST_F(DaemonTest, AHangingModelDoesNotHoldUpTheEnd) {
    server_.set_fault("hang");
    DaemonProcess daemon{workspace_.arguments({}), environment_};
    ASSERT_TRUE(server_.wait_for([](const Stats& s) { return s.in_flight >= 1; }, kRunTimeout))
        << daemon.log();
    daemon.send_signal(SIGTERM);
    expect_exit_zero(daemon);
}

TEST_F(DaemonTest, TellsSystemdItIsReadyAliveAndStopping) {
    DaemonProcess daemon{workspace_.arguments({}), environment_};
    ASSERT_TRUE(notify_.wait_for("READY=1", 1, kRunTimeout)) << daemon.log();
    EXPECT_TRUE(notify_.wait_for("WATCHDOG=1", 3, kRunTimeout));
    EXPECT_TRUE(notify_.wait_for("STATUS=", 1, kRunTimeout));
    daemon.send_signal(SIGTERM);
    expect_exit_zero(daemon);
    EXPECT_TRUE(notify_.wait_for("STOPPING=1", 1, 5s));
}

TEST_F(DaemonTest, PollsAgainAtItsInterval) {
    DaemonProcess daemon{workspace_.arguments({}), environment_};
    const auto outlets = static_cast<std::int64_t>(server_.library().outlets().size());
    EXPECT_TRUE(server_.wait_for([&](const Stats& s) { return s.not_modified_total() >= outlets; },
                                 kRunTimeout))
        << daemon.log();
    daemon.send_signal(SIGTERM);
    expect_exit_zero(daemon);
}

TEST_F(DaemonTest, TellsEachCycleInOneLine) {
    DaemonProcess daemon{workspace_.arguments({}), environment_};
    ASSERT_TRUE(daemon.wait_for_log("cycle polled=", kRunTimeout)) << daemon.log();
    const std::string first = "cycle polled=" + std::to_string(server_.library().outlets().size()) +
                              " unchanged=0 failing=0 new=";
    EXPECT_THAT(daemon.log(), ::testing::HasSubstr(first));
    // The second is told while the first one's work may go on: its line says so.
    ASSERT_TRUE(daemon.wait_for_log(" new=0 ", kRunTimeout)) << daemon.log();
    daemon.send_signal(SIGTERM);
    expect_exit_zero(daemon);
}

TEST_F(DaemonTest, ACycleIsTheWayFromThePollToThePage) {
    workspace_.configure(true, "1h");
    DaemonProcess daemon{workspace_.arguments({}), environment_};
    ASSERT_TRUE(daemon.wait_for_log("cycle polled=", kRunTimeout)) << daemon.log();
    const std::string log = daemon.log();
    const std::string line = log.substr(log.find("cycle polled="));
    EXPECT_THAT(line, ::testing::HasSubstr(" open=0 waiting=0 ")) << log;
    EXPECT_THAT(line, ::testing::Not(::testing::HasSubstr(" published=0 "))) << log;
    EXPECT_THAT(line, ::testing::Not(::testing::HasSubstr(" done=0 "))) << log;
    EXPECT_EQ(log.find("cycle polled=", log.find("cycle polled=") + 1), std::string::npos);
    daemon.send_signal(SIGTERM);
    expect_exit_zero(daemon);
}

TEST_F(DaemonTest, ReloadTakesAGoodFileAndRefusesABadOneByName) {
    DaemonProcess daemon{workspace_.arguments({}), environment_};
    ASSERT_TRUE(notify_.wait_for("READY=1", 1, kRunTimeout)) << daemon.log();
    {
        std::ofstream sources{workspace_.path() / "sources.toml", std::ios::app};
        sources << "\n[[source]]\nname = \"Again\"\nslug = \"again\"\nkind = \"news\"\n"
                << "url = \"" << server_.base_url() << "/again.xml\"\n";
    }
    daemon.send_signal(SIGHUP);
    EXPECT_TRUE(notify_.wait_for("RELOADING=1", 1, kRunTimeout)) << daemon.log();
    EXPECT_TRUE(notify_.wait_for("READY=1", 2, kRunTimeout)) << daemon.log();
    EXPECT_TRUE(daemon.wait_for_log("again", kRunTimeout)) << daemon.log();
    {
        std::ofstream config{workspace_.config_file(), std::ios::app};
        config << "\n[surprise]\nkey = 1\n";
    }
    daemon.send_signal(SIGHUP);
    EXPECT_TRUE(daemon.wait_for_log("surprise", kRunTimeout)) << daemon.log();
    const auto hits = server_.stats().feed_hits_total();
    EXPECT_TRUE(
        server_.wait_for([&](const Stats& s) { return s.feed_hits_total() > hits; }, kRunTimeout))
        << "the old configuration no longer works\n"
        << daemon.log();
    daemon.send_signal(SIGTERM);
    expect_exit_zero(daemon);
}

TEST_F(DaemonTest, AReloadWhileItStopsCutsNothingOff) {
    server_.set_delay(1000ms);
    DaemonProcess daemon{workspace_.arguments({}), environment_};
    ASSERT_TRUE(server_.wait_for([](const Stats& s) { return s.in_flight >= 3; }, kRunTimeout))
        << daemon.log();
    daemon.send_signal(SIGTERM);
    ASSERT_TRUE(daemon.wait_for_log("stopping: ", kRunTimeout)) << daemon.log();
    daemon.send_signal(SIGHUP);
    expect_exit_zero(daemon);
    EXPECT_EQ(server_.stats().answered, server_.stats().calls) << daemon.log();
}

TEST_F(DaemonTest, WhatNeedsARestartKeepsItsValueOverEveryReload) {
    DaemonProcess daemon{workspace_.arguments({}), environment_};
    ASSERT_TRUE(daemon.wait_for_log("cycle polled=", kRunTimeout)) << daemon.log();
    std::string text = read_file(workspace_.config_file());
    const std::string dir = "[site]\ndir = \"site\"";
    ASSERT_NE(text.find(dir), std::string::npos) << text;
    text.replace(text.find(dir), dir.size(), "[site]\ntitle = \"another\"\ndir = \"elsewhere\"");
    std::ofstream{workspace_.config_file()} << text;
    for (int reloads = 1; reloads <= 2; ++reloads) {
        daemon.send_signal(SIGHUP);
        ASSERT_TRUE(notify_.wait_for("READY=1", 1 + reloads, kRunTimeout)) << daemon.log();
    }
    daemon.send_signal(SIGTERM);  // the last thing it does is to publish
    expect_exit_zero(daemon);
    const std::string log = daemon.log();
    const std::string warning = "site.dir changes only with a restart";
    const std::size_t first = log.find(warning);
    ASSERT_NE(first, std::string::npos) << log;
    EXPECT_NE(log.find(warning, first + 1), std::string::npos) << "the second reload tells it, too";
    EXPECT_FALSE(std::filesystem::exists(workspace_.path() / "elsewhere"));
    EXPECT_THAT(read_file(workspace_.path() / "site" / "index.html"),
                ::testing::HasSubstr("another"));
}

TEST_F(DaemonTest, ASecondDaemonOnTheSameStateIsRefused) {
    DaemonProcess daemon{workspace_.arguments({}), environment_};
    ASSERT_TRUE(notify_.wait_for("READY=1", 1, kRunTimeout)) << daemon.log();
    DaemonProcess second{workspace_.arguments({})};
    const auto ending = second.wait(kRunTimeout);
    ASSERT_TRUE(ending.has_value());
    EXPECT_EQ(ending->code, 69) << second.log();
    daemon.send_signal(SIGTERM);
    expect_exit_zero(daemon);
}

TEST_F(DaemonTest, ABadConfigurationIsNamedAndExits78) {
    std::ofstream{workspace_.config_file(), std::ios::app} << "\n[surprise]\nkey = 1\n";
    EXPECT_THAT(workspace_.once(78), ::testing::HasSubstr("surprise"));
}

}  // namespace
}  // namespace ainews::testing
