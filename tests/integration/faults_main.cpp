// Runs in mount and network namespaces of its own where the system allows it.
#include <gtest/gtest.h>

#include "tests/integration/faults.h"

int main(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    if (!::testing::GTEST_FLAG(list_tests)) ainews::testing::enter_isolation_or_say_why();
    return RUN_ALL_TESTS();
}
