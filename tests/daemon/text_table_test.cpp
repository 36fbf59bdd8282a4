#include "daemon/text_table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace ainews::daemon {
namespace {

TEST(TextTableTest, CountsFullWidthCharactersAsTwoColumns) {
    EXPECT_EQ(display_width("abc"), 3U);
    EXPECT_EQ(display_width("日本語a"), 7U);
    TextTable table{{"A", "B"}};
    table.add({"日本", "x"});
    table.add({"wide", "y"});
    std::ostringstream out;
    table.print(out);
    EXPECT_EQ(out.str(), "A     B\n日本  x\nwide  y\n");
}

TEST(TextTableTest, CutsAtAColumnNotInsideACharacter) {
    EXPECT_EQ(fit("日本語", 6), "日本語");
    EXPECT_EQ(fit("日本語です", 6), "日本…");
    EXPECT_EQ(fit("abcdef", 4), "abc…");
}

}  // namespace
}  // namespace ainews::daemon
