#include "storage/owner.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ainews::storage {
namespace {

TEST(OwnerTest, LivesInItsOwnEyes) {
    const Owner self = this_process();
    EXPECT_FALSE(is_dead(self, self));
}

TEST(OwnerTest, LivesWhereItsSandboxShowsAnotherBootId) {
    Owner daemon = this_process();
    daemon.boot_id = "another";
    EXPECT_FALSE(is_dead(daemon, this_process()));
}

TEST(OwnerTest, IsDeadOnceItsNumberBelongsToNobodyOrToALaterProcess) {
    const Owner self = this_process();
    Owner earlier = self;
    earlier.started = "1";
    EXPECT_TRUE(is_dead(earlier, self));

    const pid_t child = fork();
    if (child == 0) _exit(0);
    ASSERT_EQ(waitpid(child, nullptr, 0), child);
    Owner gone = self;
    gone.pid = child;
    EXPECT_TRUE(is_dead(gone, self));
}

TEST(OwnerTest, OfAnotherHostIsNeverKnownToBeDead) {
    const Owner self = this_process();
    Owner other = self;
    other.host = "elsewhere";
    other.started = "1";
    EXPECT_FALSE(is_dead(other, self));
}

}  // namespace
}  // namespace ainews::storage
