// What ainewsd does when a disk takes nothing more: each test is a row of docs/operations.md.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>

#include "tests/integration/faults.h"

namespace ainews::testing {
namespace {

using namespace std::chrono_literals;
using newsroom::Stats;
namespace fs = std::filesystem;

/// More than the 64 MB that the daemon wants to see free.
constexpr const char* kRoomy = "size=128m,nr_inodes=4k";

/// A disk of its own, in this program's own mount namespace.
class Disk {
public:
    explicit Disk(fs::path path) : path_{std::move(path)} {
        fs::create_directories(path_);
        if (mount("tmpfs", path_.c_str(), "tmpfs", 0, kRoomy) != 0)
            throw std::system_error{errno, std::generic_category(), "mount tmpfs"};
    }
    ~Disk() { umount2(path_.c_str(), MNT_DETACH); }
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;

    /// Leaves no more than `bytes` free.
    void fill(std::uint64_t bytes = 0) const {
        const int file = open((path_ / "filler").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        ASSERT_GE(file, 0);
        // The daemon may take of the room meanwhile, or give some back.
        for (off_t size = 0;;) {
            struct statvfs info {};
            ASSERT_EQ(fstatvfs(file, &info), 0);
            const std::uint64_t room = info.f_bavail * info.f_frsize;
            if (room <= bytes) break;
            if (posix_fallocate(file, size, static_cast<off_t>(room - bytes)) == 0)
                size += static_cast<off_t>(room - bytes);
        }
        close(file);
    }
    void make_room() const {
        fs::remove(path_ / "filler");
        fs::remove_all(path_ / "inodes");
    }
    /// Leaves bytes, and no name for a new file.
    void use_up_inodes() const {
        fs::create_directories(path_ / "inodes");
        for (int i = 0;; ++i) {
            const auto name = path_ / "inodes" / std::to_string(i);
            const int file = open(name.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
            if (file < 0) return;
            close(file);
        }
    }
    void set_read_only(bool on) const {
        const unsigned long flags = on ? MS_REMOUNT | MS_RDONLY : MS_REMOUNT;
        ASSERT_EQ(mount("tmpfs", path_.c_str(), "tmpfs", flags, kRoomy), 0) << strerror(errno);
    }
    [[nodiscard]] const fs::path& path() const noexcept { return path_; }

private:
    fs::path path_;
};

class DiskFaultTest : public FaultTest {
protected:
    DiskFaultTest() : FaultTest{100ms} {}

    void put_state_on(const Disk& disk) const {
        edit("ainewsd.toml", "state_dir = \".\"",
             "state_dir = \"" + disk.path().filename().string() + "\"");
    }
};

TEST_F(DiskFaultTest, ANearlyFullDatabaseDiskAsksNobodyUntilThereIsRoom) {
    AINEWS_NEEDS_ISOLATION();
    const Disk disk{workspace_.path() / "state"};
    put_state_on(disk);
    disk.fill(16U << 20U);
    start();
    ASSERT_TRUE(said("polling waits error=\"less than 64 MB free")) << daemon().log();
    EXPECT_EQ(server_.stats().feed_hits_total(), 0);
    disk.make_room();
    EXPECT_TRUE(said("polling goes on")) << daemon().log();
    EXPECT_TRUE(server_.wait_for([](const Stats& s) { return s.answered >= 1; }, kFaultTimeout));
    EXPECT_EQ(times_said("polling waits"), 1) << daemon().log();
    stop();
    expect_nothing_lost(kCallsAtOnce);
}

TEST_F(DiskFaultTest, ADatabaseDiskThatFillsUpDuringWorkLosesNoAnswerThatWasPaid) {
    AINEWS_NEEDS_ISOLATION();
    const Disk disk{workspace_.path() / "state"};
    put_state_on(disk);
    server_.set_delay(500ms);
    start();
    ASSERT_TRUE(server_.wait_for([](const Stats& s) { return s.in_flight >= 2; }, kFaultTimeout))
        << daemon().log();
    disk.fill();
    ASSERT_TRUE(said("polling waits")) << daemon().log();
    const auto asked = server_.stats().calls;
    ASSERT_TRUE(server_.wait_for([](const Stats& s) { return s.in_flight == 0; }, kFaultTimeout));
    EXPECT_LE(server_.stats().calls, asked + 4) << "it goes on paying";
    disk.make_room();
    EXPECT_TRUE(said("goes on after=")) << daemon().log();
    stop();
    server_.set_delay(0ms);
    expect_nothing_lost();
}

TEST_F(DiskFaultTest, ADatabaseThatCannotWriteKeepsTheDaemonAliveAndTellsItOnce) {
    const rlimit nothing{0, RLIM_INFINITY};
    const rlimit everything{RLIM_INFINITY, RLIM_INFINITY};
    start();
    ASSERT_TRUE(server_.wait_for([](const Stats& s) { return s.in_flight >= 1; }, kFaultTimeout))
        << daemon().log();
    ASSERT_EQ(prlimit(daemon().pid(), RLIMIT_FSIZE, &nothing, nullptr), 0);
    ASSERT_TRUE(said("polling waits")) << daemon().log();
    ASSERT_EQ(prlimit(daemon().pid(), RLIMIT_FSIZE, &everything, nullptr), 0);
    EXPECT_TRUE(said("polling goes on")) << daemon().log();
    EXPECT_EQ(times_said("polling waits"), 1) << daemon().log();
    stop();
    expect_nothing_lost(kCallsAtOnce);
}

TEST_F(DiskFaultTest, AStateDirectoryThatIsReadOnlyIsNamedAtTheStart) {
    AINEWS_NEEDS_ISOLATION();
    const Disk disk{workspace_.path() / "state"};
    put_state_on(disk);
    workspace_.once();
    disk.set_read_only(true);
    start();
    expect_exit(69);
    EXPECT_THAT(daemon().log(), ::testing::HasSubstr("state/ainewsd.db"));
    EXPECT_THAT(daemon().log(), ::testing::HasSubstr("check"));
    disk.set_read_only(false);
    expect_nothing_lost();
}

TEST_F(DiskFaultTest, ALogThatTakesNothingMoreStopsNothing) {
    const char* program = std::getenv("AINEWS_TEST_PROGRAM");
    const std::string command = std::string{program != nullptr ? program : AINEWSD_PROGRAM} +
                                " --config " + workspace_.config_file().string() +
                                " --once 2>/dev/full";
    EXPECT_EQ(std::system(command.c_str()), 0);
    EXPECT_TRUE(all_done());
    const std::string list = command.substr(0, command.find(" --once")) + " items list >/dev/full";
    EXPECT_NE(std::system(list.c_str()), 0) << "what was asked for did not reach the operator";
}

struct SiteFault {
    const char* name;
    void (*strike)(const Disk&);
    void (*relieve)(const Disk&);
};

class SiteDiskTest : public DiskFaultTest, public ::testing::WithParamInterface<SiteFault> {
protected:
    [[nodiscard]] std::string page(const std::string& name) const {
        std::ifstream in{workspace_.path() / "site" / name};
        return {std::istreambuf_iterator<char>{in}, {}};
    }
};

TEST_P(SiteDiskTest, TheOldSiteStandsAndTheNewOneIsPublishedOnceItCanBe) {
    AINEWS_NEEDS_ISOLATION();
    const Disk disk{workspace_.path() / "site"};
    workspace_.once();
    const std::string before = page("index.html");
    ASSERT_FALSE(before.empty());
    const auto id = std::to_string(workspace_.items().front().at("id").get<std::int64_t>());
    workspace_.run({"items", "withdraw", id, "--reason", "wrong"});
    GetParam().strike(disk);
    start();
    ASSERT_TRUE(said("not published error=")) << daemon().log();
    EXPECT_EQ(page("index.html"), before);
    GetParam().relieve(disk);
    EXPECT_TRUE(said("published written=")) << daemon().log();
    EXPECT_NE(page("index.html"), before);
    EXPECT_LE(times_said("not published"), 2) << daemon().log();
    stop();
}

INSTANTIATE_TEST_SUITE_P(
    Site, SiteDiskTest,
    ::testing::Values(SiteFault{"Full", [](const Disk& disk) { disk.fill(); },
                                [](const Disk& disk) { disk.make_room(); }},
                      SiteFault{"WithoutInodes", [](const Disk& disk) { disk.use_up_inodes(); },
                                [](const Disk& disk) { disk.make_room(); }},
                      SiteFault{"ReadOnly", [](const Disk& disk) { disk.set_read_only(true); },
                                [](const Disk& disk) { disk.set_read_only(false); }}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace ainews::testing
