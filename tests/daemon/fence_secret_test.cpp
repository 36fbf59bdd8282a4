#include "daemon/fence_secret.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "daemon/exit.h"
#include "tests/support/temp_dir.h"

namespace ainews::daemon {
namespace {

TEST(FenceSecretTest, IsMadeOnceAndKeptForItsOwner) {
    const testing::TempDir dir;
    const std::string first = fence_secret(dir.path());
    EXPECT_EQ(first.size(), 64U);
    EXPECT_EQ(fence_secret(dir.path()), first);
    struct stat info {};
    ASSERT_EQ(stat((dir.path() / "fence.key").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST(FenceSecretTest, DiffersFromPlaceToPlace) {
    const testing::TempDir one;
    const testing::TempDir other;
    EXPECT_NE(fence_secret(one.path()), fence_secret(other.path()));
}

TEST(FenceSecretTest, SaysWhereItCannotBeKept) {
    EXPECT_THROW((void)fence_secret("/nonexistent/state"), Exit);
    const testing::TempDir dir;
    std::ofstream{dir.path() / "fence.key"} << "damaged";
    try {
        (void)fence_secret(dir.path());
        FAIL() << "a damaged key is never replaced in silence";
    } catch (const Exit& exit) {
        EXPECT_NE(std::string{exit.what()}.find("is damaged"), std::string::npos) << exit.what();
    }
}

}  // namespace
}  // namespace ainews::daemon
