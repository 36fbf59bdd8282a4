// The table of faults in docs/operations.md and the tests that stand for it.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "tests/support/source_tree.h"

namespace ainews::testing {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// "Suite.Name" of every test in the files of tests/integration whose name begins with `prefix`.
std::set<std::string> tests_in(const std::string& prefix) {
    static const std::regex kTest{R"(TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\))"};
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator{source_tree() / "tests/integration"}) {
        if (!entry.path().filename().string().starts_with(prefix)) continue;
        const std::string text = text_of(entry.path());
        for (std::sregex_iterator at{text.begin(), text.end(), kTest}, end; at != end; ++at)
            names.insert((*at)[1].str() + "." + (*at)[2].str());
    }
    return names;
}

struct Table {
    std::set<std::string> named;
    int rows = 0;
};

/// What stands in the last column between the markers, in backticks.
Table table() {
    static const std::regex kName{R"(`(\w+\.\w+)`)"};
    const std::string text = text_of(source_tree() / "docs/operations.md");
    const auto begin = text.find("<!-- faults-begin -->");
    std::istringstream lines{text.substr(begin, text.find("<!-- faults-end -->") - begin)};
    Table table;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| ") || line.starts_with("| ---") || line.starts_with("| fault"))
            continue;
        ++table.rows;
        const auto last = line.rfind('|', line.rfind('|') - 1);
        const std::string column = line.substr(last);
        const auto before = table.named.size();
        for (std::sregex_iterator at{column.begin(), column.end(), kName}, end; at != end; ++at)
            table.named.insert((*at)[1].str());
        EXPECT_GT(table.named.size(), before) << "names no test of its own: " << line;
    }
    return table;
}

TEST(FaultTableTest, EveryRowNamesATestThatExists) {
    const Table faults = table();
    EXPECT_GE(faults.rows, 15);
    const auto known = tests_in("");
    for (const std::string& name : faults.named)
        EXPECT_TRUE(known.contains(name)) << "there is no test " << name;
}

TEST(FaultTableTest, EveryTestOfAFaultStandsInARow) {
    const Table faults = table();
    for (const std::string& name : tests_in("faults_"))
        EXPECT_TRUE(faults.named.contains(name) || name.starts_with("FaultTableTest"))
            << name << " is in no row of docs/operations.md";
}

}  // namespace
}  // namespace ainews::testing
