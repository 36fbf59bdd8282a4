#pragma once

#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/integration/workspace.h"

namespace ainews::testing {

/// How long a condition may take to come true; generous, because sanitizers and busy machines are
/// slow. Nothing waits for it where all is well.
inline constexpr std::chrono::milliseconds kFaultTimeout{60'000};
/// What the newsroom's configuration allows: [llm.main] concurrency.
inline constexpr std::int64_t kCallsAtOnce = 8;
/// What a service manager is promised.
inline constexpr std::chrono::milliseconds kStopMax{10'000};

/// Why this program has no mounts and no network of its own; empty: it has.
[[nodiscard]] const std::string& no_isolation_reason();
void enter_isolation_or_say_why();

/// For tests that mount something or take the name server away.
#define AINEWS_NEEDS_ISOLATION()        \
    if (!no_isolation_reason().empty()) \
    GTEST_SKIP() << "no namespaces of its own here: " << no_isolation_reason()

/// The real daemon on two outlets of the newsroom (one with whole texts in its feed, one whose
/// pages are fetched), polled every two seconds, and what can go wrong around it.
class FaultTest : public ::testing::Test {
protected:
    explicit FaultTest(std::chrono::milliseconds answer_delay = {}, std::string interval = "2s");

    /// Replaces the first `from` in a file of the workspace, which has to be there.
    void edit(const std::string& file, std::string_view from, std::string_view to) const;
    /// Every `from` in it.
    void edit_all(const std::string& file, std::string_view from, std::string_view to) const;
    void keep_sources(const std::vector<std::string>& slugs);

    [[nodiscard]] DaemonProcess::Environment environment() const { return environment_; }
    void add_environment(const std::map<std::string, std::string>& more);
    void start();
    [[nodiscard]] DaemonProcess& daemon() { return *daemon_; }
    [[nodiscard]] bool said(const std::string& text) {
        return daemon_->wait_for_log(text, kFaultTimeout);
    }
    /// How often the log says it.
    [[nodiscard]] int times_said(const std::string& text);
    /// SIGTERM, and the end that belongs to it.
    void stop();
    /// The daemon ends by itself.
    void expect_exit(int code);

    /// Items as `items export` tells them, every article of the outlets there and finished.
    [[nodiscard]] bool all_done();
    [[nodiscard]] bool wait_until(const std::function<bool()>& condition) const;
    /// After the fault: one run brings everything to its end; nothing failed, and nothing was asked
    /// twice beyond `calls_cut_off`.
    void expect_nothing_lost(std::int64_t calls_cut_off = 0);

    newsroom::NewsroomServer server_;
    Workspace workspace_;

private:
    [[nodiscard]] std::size_t articles() const;

    std::vector<std::string> slugs_;
    DaemonProcess::Environment environment_;
    std::optional<DaemonProcess> daemon_;
};

}  // namespace ainews::testing
