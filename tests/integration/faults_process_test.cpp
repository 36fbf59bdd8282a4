// What the system does to the process: limits and SIGTERM. Rows of docs/operations.md.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/integration/faults.h"
#include "tests/support/shifted_clock.h"

namespace ainews::testing {
namespace {

using namespace std::chrono_literals;
using newsroom::Stats;
namespace fs = std::filesystem;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

/// How long memory is short, at most: long enough for the first polls, jobs and pages.
constexpr std::chrono::milliseconds kMemoryWindow{3'000};

/// Lowers a soft limit of a running program while it lives.
class Limit {
public:
    Limit(pid_t pid, __rlimit_resource what, rlim_t soft) : pid_{pid}, what_{what} {
        EXPECT_EQ(prlimit(pid_, what_, nullptr, &before_), 0);
        const rlimit lowered{soft, before_.rlim_max};
        EXPECT_EQ(prlimit(pid_, what_, &lowered, nullptr), 0);
    }
    ~Limit() { prlimit(pid_, what_, &before_, nullptr); }
    Limit(const Limit&) = delete;
    Limit& operator=(const Limit&) = delete;

private:
    pid_t pid_;
    __rlimit_resource what_;
    rlimit before_{};
};

class LimitFaultTest : public FaultTest {
protected:
    LimitFaultTest() : FaultTest{50ms} {}

    [[nodiscard]] rlim_t address_space() {
        std::ifstream in{"/proc/" + std::to_string(daemon().pid()) + "/statm"};
        rlim_t pages = 0;
        in >> pages;
        return pages * 4096;
    }
};

TEST_F(LimitFaultTest, TooManyOpenFilesIsWaitedForAndLosesNothing) {
    // UBSan's check of an object's type opens a pipe to see whether its memory can be read.
    if (kSanitized) GTEST_SKIP() << "without a descriptor the sanitizer reports what is not there";
    start();
    ASSERT_TRUE(server_.wait_for([](const Stats& s) { return s.calls >= 1; }, kFaultTimeout));
    {
        const Limit none{daemon().pid(), RLIMIT_NOFILE, 3};
        ASSERT_TRUE(wait_until([this] { return times_said("error=") > 0; })) << daemon().log();
    }
    const auto hits = server_.stats().feed_hits_total();
    EXPECT_TRUE(
        server_.wait_for([&](const Stats& s) { return s.feed_hits_total() > hits; }, kFaultTimeout))
        << daemon().log();
    stop();
    // What failed for want of a descriptor waits a minute or two for its next try.
    ShiftedClock clock{workspace_.path()};
    clock.set(10min);
    DaemonProcess later{workspace_.arguments({"--once"}), clock.environment()};
    EXPECT_EQ(later.wait(kFaultTimeout), (Ending{.code = 0})) << later.log();
    expect_nothing_lost(kCallsAtOnce);
}

TEST_F(LimitFaultTest, NoMemoryIsWaitedForOrEndsItAndLosesNothing) {
    if (kSanitized) GTEST_SKIP() << "a sanitizer reserves terabytes of address space";
    add_environment({{"MALLOC_ARENA_MAX", "1"}});  // no reserves for each thread
    start();
    ASSERT_TRUE(said("started")) << daemon().log();
    {
        const Limit none{daemon().pid(), RLIMIT_AS, address_space()};
        static_cast<void>(
            server_.wait_for([](const Stats& s) { return s.answered >= 5; }, kMemoryWindow));
    }
    // It goes on, or says why it cannot and is started again: it never just dies.
    daemon().send_signal(SIGTERM);
    const auto ending = daemon().wait(kStopMax);
    ASSERT_TRUE(ending.has_value()) << daemon().log();
    EXPECT_EQ(ending->signal, 0) << daemon().log();
    EXPECT_TRUE(ending->code == 0 || ending->code == 69) << ending->code << daemon().log();
    expect_nothing_lost(kCallsAtOnce);
}

/// SIGTERM in one phase of the work.
struct Phase {
    const char* name;
    const char* fault;  ///< makes the phase last; empty: it is caught as it is
    std::function<bool(const Stats&, const fs::path&)> reached;
};

class StopFaultTest : public FaultTest, public ::testing::WithParamInterface<Phase> {};

TEST_P(StopFaultTest, EndsWithinTenSecondsAndLosesNothing) {
    const Phase& phase = GetParam();
    if (*phase.fault != '\0') server_.set_fault(phase.fault);
    start();
    ASSERT_TRUE(wait_until([&] {
        return phase.reached(server_.stats(), workspace_.path() / "site");
    })) << daemon().log();
    stop();
    EXPECT_THAT(daemon().log(), ::testing::HasSubstr("stopped"));
    server_.clear_faults();
    expect_nothing_lost(kCallsAtOnce);
    EXPECT_TRUE(fs::exists(workspace_.path() / "site/index.html"));
}

bool asked(const Stats& stats, const std::string& stage) {
    const auto calls = stats.calls_by_stage.find(stage);
    return calls != stats.calls_by_stage.end() && calls->second > 0;
}

INSTANTIATE_TEST_SUITE_P(
    Phases, StopFaultTest,
    ::testing::Values(
        Phase{"Poll", "feed-hang@quayside-ledger",
              [](const Stats& s, const fs::path&) { return s.feed_hits_total() >= 1; }},
        Phase{"Extract", "page-hang",
              [](const Stats& s, const fs::path&) { return !s.page_hits.empty(); }},
        Phase{"Call", "hang@summarize",
              [](const Stats& s, const fs::path&) { return asked(s, "summarize"); }},
        Phase{"Publish", "",
              [](const Stats&, const fs::path& site) { return fs::exists(site / "index.html"); }}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace ainews::testing
