#include "daemon/inspect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "daemon/exit.h"
#include "tests/support/temp_dir.h"

namespace ainews::daemon {
namespace {

using ::testing::EndsWith;

/// What `ainewsd feed` or `ainewsd article` says where it refuses.
std::string refusal(Inspect::What what, const std::string& input) {
    Inspect options;
    options.what = what;
    options.input = input;
    try {
        static_cast<void>(run_inspect(options, {}));
    } catch (const Exit& exit) {
        EXPECT_EQ(exit.code(), ExitCode::BadData);
        return exit.what();
    }
    return "read";
}

TEST(InspectTest, SaysThatADirectoryIsOne) {
    const testing::TempDir dir;
    for (const auto what : {Inspect::What::Feed, Inspect::What::Article})
        EXPECT_THAT(refusal(what, dir.path().string()), EndsWith(": is a directory, not a file"));
}

TEST(InspectTest, RefusesFilesThatAreNoPages) {
    const testing::TempDir dir;
    const std::string file = (dir.path() / "picture.html").string();
    std::ofstream{file} << "\x89PNG\r\n\x1A\nand more that would be read as text";
    EXPECT_THAT(refusal(Inspect::What::Article, file), EndsWith(": a PNG image, not a page"));
}

}  // namespace
}  // namespace ainews::daemon
