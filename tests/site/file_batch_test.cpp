#include "site/file_batch.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace ainews::site {
namespace {

namespace fs = std::filesystem;

TEST(FileBatchTest, WritesWhatChangedAndLeavesTheRestAlone) {
    const testing::TempDir dir;
    FileBatch first{dir.path()};
    first.put("articles/1/index.html", "one");
    first.put("index.html", "list");
    EXPECT_EQ(first.commit()->changed, 2);
    const auto written = fs::last_write_time(dir.path() / "index.html");

    FileBatch second{dir.path()};
    second.put("articles/1/index.html", "one, corrected");
    second.put("index.html", "list");
    const auto report = second.commit();
    ASSERT_TRUE(report);
    EXPECT_EQ(report->changed, 1);
    EXPECT_EQ(report->unchanged, 1);
    EXPECT_EQ(read_file(dir.path() / "articles/1/index.html"), "one, corrected");
    EXPECT_EQ(fs::last_write_time(dir.path() / "index.html"), written);
}

TEST(FileBatchTest, RemovesAPage) {
    const testing::TempDir dir;
    FileBatch add{dir.path()};
    add.put("articles/1/index.html", "one");
    add.put("articles/3/index.html", "three");
    ASSERT_TRUE(add.commit());
    FileBatch removal{dir.path()};
    removal.remove("articles/1/index.html");
    removal.remove("articles/2/index.html");
    EXPECT_EQ(removal.commit()->removed, 1);
    EXPECT_FALSE(fs::exists(dir.path() / "articles/1")) << "no empty folder stays";
    EXPECT_TRUE(fs::exists(dir.path() / "articles"));
}

TEST(FileBatchTest, ShowsNothingOfABatchThatTheDiskRefuses) {
    const testing::TempDir dir;
    FileBatch batch{dir.path()};
    batch.put("a.html", "new");
    fs::create_directories(dir.path() / "c.html.part~");  // takes the temporary's name
    batch.put("c.html", "cannot be written");
    const auto report = batch.commit();
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind, ErrorKind::Transient);
    EXPECT_FALSE(fs::exists(dir.path() / "a.html"));
}

TEST(FileBatchTest, RefusesPathsThatLeaveTheSite) {
    FileBatch batch{"/nonexistent"};
    for (const char* path : {"", "/etc/passwd", "../x", "a/../../x", "a b", "a\nb", "日本.html"})
        EXPECT_THROW(batch.put(path, "x"), std::invalid_argument) << path;
}

}  // namespace
}  // namespace ainews::site
