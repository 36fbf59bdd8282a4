#include <gmock/gmock.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <random>
#include <set>

#include "storage/admin.h"
#include "tests/storage/sqlite_harness.h"

namespace ainews::testing {
namespace {

using std::chrono::hours;
using storage::OpenMode;
using storage::SqliteStore;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kKills = 12;
constexpr int kStepsMax = 60;

/// What a child tells its parent: memory they share, and a byte a step through a pipe.
class Report {
public:
    Report()
        : counts_{static_cast<Counts*>(mmap(nullptr, sizeof(Counts), PROT_READ | PROT_WRITE,
                                            MAP_SHARED | MAP_ANONYMOUS, -1, 0))} {
        new (counts_) Counts{};
    }
    ~Report() {
        munmap(counts_, sizeof(Counts));
        close_pipe();
    }
    Report(const Report&) = delete;
    Report& operator=(const Report&) = delete;

    /// Before each child: a pipe of its own, so that its end is seen however it ends.
    void open_pipe() {
        close_pipe();
        if (pipe(pipe_) != 0) throw std::runtime_error{"pipe failed"};
    }
    /// In the parent, once the child has the other end.
    void only_read() { close(std::exchange(pipe_[1], -1)); }
    void step() const {
        const char byte = '.';
        if (write(pipe_[1], &byte, 1) != 1) _exit(1);
    }
    void wait_for_steps(int count) const {
        char byte = 0;
        for (int i = 0; i < count; ++i)
            if (read(pipe_[0], &byte, 1) != 1) return;
    }

    struct Counts {
        std::atomic<int> items{0};     ///< confirmed by record_polls
        std::atomic<int> replies{0};   ///< confirmed by store_reply
        std::atomic<int> finished{0};  ///< confirmed by finish_stage
    };
    Counts& counts() const { return *counts_; }

private:
    void close_pipe() {
        for (int& fd : pipe_)
            if (fd >= 0) close(std::exchange(fd, -1));
    }

    Counts* counts_;
    int pipe_[2] = {-1, -1};
};

template <typename Body>
pid_t in_child(Body body) {
    const pid_t pid = fork();
    if (pid != 0) return pid;
    try {
        body();
    } catch (const std::exception& error) {
        fprintf(stderr, "child: %s\n", error.what());
        _exit(2);
    }
    _exit(0);
}

class SqliteProcessTest : public ::testing::Test {
protected:
    std::unique_ptr<SqliteStore> open() {
        return SqliteStore::open(harness_.options(), news_graph(), clock_);
    }

    [[nodiscard]] PollOutcome poll_of(const std::string& name) const {
        PollOutcome outcome;
        outcome.kind = PollOutcome::Kind::Fetched;
        outcome.at = clock_.now();
        outcome.after.slug = "a";
        outcome.entries = {entry(name, "https://a.example/" + name, name, clock_.now())};
        return outcome;
    }

    void one_call(SqliteStore& store, const Claim& claim, const Report& report) {
        const CallPlan plan{.key = std::to_string(claim.item) + claim.stage,
                            .item = claim.item,
                            .stage = claim.stage,
                            .endpoint = "main",
                            .reserve = 10,
                            .at = clock_.now()};
        const auto call = store.reserve_call(plan, {}).value();
        report.step();
        if (!store.store_reply(call, {.text = "text", .cost = 5, .at = clock_.now()})) _exit(3);
        ++report.counts().replies;
    }

    /// Polls, works and edits until it is killed.
    void work(int round, const Report& report) {
        const auto store = open();
        for (int i = 0; i < kStepsMax; ++i) {
            if (!store->record_polls({poll_of(std::to_string(round * 1000 + i))})) _exit(3);
            ++report.counts().items;
            report.step();
            const auto claims = store->claim({.limit = 3, .now = clock_.now()}).value();
            for (const Claim& claim : claims) {
                one_call(*store, claim, report);
                report.step();
                FinishStage finish;
                finish.claim = claim;
                finish.now = clock_.now();
                finish.result_json = "{}";
                if (claim.stage == "extract") {
                    finish.facts.emplace();
                    finish.facts->simhash = static_cast<std::uint64_t>(claim.item) << 20U;
                }
                if (!store->finish_stage(finish)) _exit(3);
                ++report.counts().finished;
                report.step();
            }
            (void)store->refresh(2);
        }
        pause();
    }

    void check(const Report& report) {
        EXPECT_THAT(storage::check_database(harness_.options().path), IsEmpty());
        const auto store = open();
        int items = 0;
        std::set<std::string> urls;
        store->for_each({}, [&](const Item& item) {
            ++items;
            urls.insert(item.url);
            EXPECT_NE(item.state, ItemState::Running) << "its owner is dead";
            return true;
        });
        EXPECT_GE(items, report.counts().items) << "what was confirmed is there";
        EXPECT_EQ(urls.size(), static_cast<std::size_t>(items)) << "and nothing twice";
        const auto totals = store->llm_totals();
        const auto spent = totals.empty() ? 0 : totals[0].cost;
        EXPECT_GE(spent, 5 * report.counts().replies);
        EXPECT_LE(spent, 5 * report.counts().replies + 10 * kKills)
            << "a kill costs what was in flight";
    }

    SqliteHarness harness_;
    FakeClock clock_;
};

TEST_F(SqliteProcessTest, KeepsWhatItConfirmedWhereverItIsKilled) {
    std::mt19937 random{20261123};  // NOLINT: the same points at every run
    Report report;
    for (int round = 0; round < kKills; ++round) {
        report.open_pipe();
        const pid_t child = in_child([&] { work(round, report); });
        report.only_read();
        report.wait_for_steps(std::uniform_int_distribution{1, 40}(random));
        kill(child, SIGKILL);
        int status = 0;
        waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
        check(report);
    }
    EXPECT_GT(report.counts().finished, 0);
}

TEST_F(SqliteProcessTest, WorkOfADeadProcessIsClaimableAtOnceAndItsCallsStayBooked) {
    const auto prepare = [&] {
        const auto store = open();
        ASSERT_TRUE(store->record_polls({poll_of("one")}).has_value());
    };
    prepare();
    const pid_t child = in_child([&] {
        const auto store = open();
        const auto claims = store->claim({.now = clock_.now()}).value();
        const CallPlan plan{.key = "k",
                            .item = claims.at(0).item,
                            .stage = "extract",
                            .reserve = 10,
                            .at = clock_.now()};
        if (!store->reserve_call(plan, {})) _exit(3);
        kill(getpid(), SIGKILL);
    });
    waitpid(child, nullptr, 0);
    const auto store = open();
    EXPECT_THAT(store->claim({.now = clock_.now()}).value(), SizeIs(1)) << "no lease is waited for";
    EXPECT_EQ(store->spent_since(clock_.now() - hours{1}), 10);
}

TEST_F(SqliteProcessTest, NobodyWaitsForTheCallOfADeadProcess) {
    open().reset();
    const CallPlan plan{.key = "k", .stage = "extract", .reserve = 60, .at = clock_.now()};
    const BudgetLimits limits{.day = 100, .day_start = clock_.now()};
    Report report;
    report.open_pipe();
    const pid_t child = in_child([&] {
        const auto theirs = open();
        if (!theirs->reserve_call(plan, limits)) _exit(3);
        report.step();
        pause();
    });
    report.only_read();
    report.wait_for_steps(1);
    const auto store = open();
    const auto held = store->reserve_call(plan, limits);
    ASSERT_FALSE(held);
    EXPECT_TRUE(held.error().retry_after) << "it may settle below";
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const auto booked = store->reserve_call(plan, limits);
    ASSERT_FALSE(booked);
    EXPECT_FALSE(booked.error().retry_after);
    EXPECT_EQ(store->spent_since(clock_.now()), 60) << "it may have been paid";
}

TEST_F(SqliteProcessTest, TwoProcessesShareTheWorkAndDoNothingTwice) {
    constexpr int kItems = 80;
    {
        const auto store = open();
        for (int i = 0; i < kItems; ++i)
            ASSERT_TRUE(store->record_polls({poll_of(std::to_string(i))}));
    }
    const Report report;
    const auto worker = [&] {
        const auto store = open();
        for (;;) {
            const auto claims =
                store->claim({.stages = {"extract"}, .limit = 3, .now = clock_.now()}).value();
            if (claims.empty()) return;
            for (const Claim& claim : claims) {
                FinishStage finish;
                finish.claim = claim;
                finish.now = clock_.now();
                if (store->finish_stage(finish)) ++report.counts().finished;
            }
        }
    };
    const pid_t children[] = {in_child(worker), in_child(worker)};
    for (const pid_t child : children) {
        int status = 0;
        waitpid(child, &status, 0);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    EXPECT_EQ(report.counts().finished, kItems) << "each exactly once";
    EXPECT_THAT(storage::check_database(harness_.options().path), IsEmpty());
}

TEST_F(SqliteProcessTest, ADaemonsLockEndsWithItsProcess) {
    auto options = harness_.options();
    options.mode = OpenMode::Daemon;
    const pid_t child = in_child([&] {
        const auto daemon = SqliteStore::open(options, news_graph(), clock_);
        kill(getpid(), SIGKILL);
    });
    waitpid(child, nullptr, 0);
    EXPECT_TRUE(SqliteStore::open(options, news_graph(), clock_)->answers());
}

}  // namespace
}  // namespace ainews::testing
