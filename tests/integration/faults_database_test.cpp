// A database that others hold or that is damaged: each test is a row of docs/operations.md.
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <fstream>
#include <iterator>

#include "core/c_ptr.h"
#include "tests/integration/faults.h"

namespace ainews::testing {
namespace {

using namespace std::chrono_literals;
using newsroom::Stats;

/// Another program's connection to the database.
class OtherProgram {
public:
    explicit OtherProgram(const std::filesystem::path& file) {
        sqlite3* raw = nullptr;
        sqlite3_open(file.c_str(), &raw);
        database_.reset(raw);
        sqlite3_busy_timeout(raw, 10'000);
    }
    void run(const char* sql) const {
        char* problem = nullptr;
        EXPECT_EQ(sqlite3_exec(database_.get(), sql, nullptr, nullptr, &problem), SQLITE_OK)
            << (problem == nullptr ? "" : problem);
        sqlite3_free(problem);
    }

private:
    CPtr<sqlite3, sqlite3_close> database_;
};

class DatabaseFaultTest : public FaultTest {
protected:
    [[nodiscard]] std::filesystem::path database() const {
        return workspace_.path() / "ainewsd.db";
    }
};

TEST_F(DatabaseFaultTest, ALockThatOutlastsThePatienceIsWaitedFor) {
    start();
    ASSERT_TRUE(server_.wait_for([](const Stats& s) { return s.calls >= 1; }, kFaultTimeout));
    const OtherProgram other{database()};
    other.run("BEGIN IMMEDIATE");
    ASSERT_TRUE(said("polling waits")) << daemon().log();
    EXPECT_THAT(daemon().log(), ::testing::HasSubstr("another process holds it"));
    other.run("COMMIT");
    EXPECT_TRUE(said("polling goes on")) << daemon().log();
    EXPECT_EQ(times_said("polling waits"), 1) << daemon().log();
    stop();
    expect_nothing_lost(kCallsAtOnce);
}

TEST_F(DatabaseFaultTest, StoppingDoesNotWaitForAnothersLock) {
    start();
    ASSERT_TRUE(server_.wait_for([](const Stats& s) { return s.calls >= 1; }, kFaultTimeout));
    const OtherProgram other{database()};
    other.run("BEGIN IMMEDIATE");
    // Their answers find no place before the daemon has to end.
    const int open = workspace_.open_calls();
    stop();
    other.run("COMMIT");
    expect_nothing_lost(open);
}

TEST_F(DatabaseFaultTest, ADamagedDatabaseEndsTheDaemonAndIsNeverReplaced) {
    workspace_.once();
    OtherProgram{database()}.run("PRAGMA wal_checkpoint(TRUNCATE)");
    std::string bytes;
    {
        std::ifstream in{database(), std::ios::binary};
        bytes.assign(std::istreambuf_iterator<char>{in}, {});
    }
    constexpr std::size_t kPage = 4096;
    ASSERT_GT(bytes.size(), 8 * kPage);
    // The schema stays: what is damaged shows only in use.
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 3), bytes.end(), '\x5A');
    std::ofstream{database(), std::ios::binary | std::ios::trunc} << bytes;
    start();
    expect_exit(69);
    EXPECT_THAT(daemon().log(), ::testing::HasSubstr("is damaged or not a database"));
    EXPECT_THAT(daemon().log(), ::testing::HasSubstr("ainewsd db restore"));
    EXPECT_EQ(std::filesystem::file_size(database()) >= bytes.size() / 2, true);
    EXPECT_THAT(workspace_.run({"db", "check"}, 69), ::testing::HasSubstr("damaged"));
}

}  // namespace
}  // namespace ainews::testing
