#include "config/reference.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "tests/support/source_tree.h"

namespace ainews::config {
namespace {

std::string documentation() {
    std::ifstream in{testing::source_tree() / "docs/configuration.md"};
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

TEST(ReferenceTest, IsWhatTheDocumentationShows) {
    constexpr std::string_view kBegin =
        "<!-- keys: generated, checked by tests/config/reference_test.cpp -->\n";
    constexpr std::string_view kEnd = "\n<!-- end of keys -->";
    const std::string text = documentation();
    const auto begin = text.find(kBegin);
    const auto end = text.find(kEnd);
    ASSERT_NE(begin, std::string::npos);
    ASSERT_NE(end, std::string::npos);
    EXPECT_EQ(text.substr(begin + kBegin.size(), end - begin - kBegin.size()),
              reference_markdown());
}

TEST(ReferenceTest, ExplainsEveryKeyOnce) {
    std::set<std::string> seen;
    for (const KeyReference& key : key_reference()) {
        EXPECT_TRUE(seen.insert(key.section + "." + key.name).second)
            << key.section << "." << key.name;
        EXPECT_GT(key.help.size(), 10U) << key.name;
        EXPECT_FALSE(key.fallback.empty()) << key.name;
    }
    EXPECT_GT(seen.size(), 80U);
}

TEST(ReferenceTest, ShowsTheDefaultsOfTheContract) {
    std::set<std::string> lines;
    for (const KeyReference& key : key_reference())
        lines.insert(key.section + "." + key.name + "=" + key.fallback);
    for (const char* line : {"daemon.interval=\"1h\"", "daemon.timezone=\"Asia/Tokyo\"",
                             "daemon.state_dir=\"/var/lib/ainewsd\"", "fetch.allow_networks=[]",
                             "store.url=\"sqlite:ainewsd.db\"", "llm.NAME.concurrency=8",
                             "site.rights_default=\"summary\"", "server.listen=\"127.0.0.1:8088\"",
                             "source.backlog=\"2d\"", "source.text=\"auto\"", "score.depth=40",
                             "budget.day_usd=—", "source.url=needed"})
        EXPECT_TRUE(lines.contains(line)) << line;
}

}  // namespace
}  // namespace ainews::config
