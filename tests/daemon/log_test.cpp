#include "daemon/log.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace ainews::daemon {
namespace {

TEST(LogLineTest, NeverSpansLinesOrControlsATerminal) {
    EXPECT_EQ(one_log_line("a\nb\x1b[31mc\x7f"), "a\\nb\\x1b[31mc\\x7f");
    EXPECT_EQ(one_log_line("日本語"), "日本語");
}

TEST(LogLineTest, IsCutAtACharacterBeforeTheLimit) {
    std::string longest;
    for (int i = 0; i < 3000; ++i) longest += "長";
    const std::string line = one_log_line(longest);
    EXPECT_LE(line.size(), kLogLineBytesMax);
    EXPECT_TRUE(line.ends_with("長…"));
}

TEST(LogLineTest, TurnsKeyValueWordsIntoJsonFields) {
    const auto line = nlohmann::json::parse(
        json_log_line("2026-05-01T00:00:00Z", "warning",
                      R"(poll failed source=verge error="HTTP 503, \"later\"" time=9)"));
    EXPECT_EQ(line["event"], "poll failed");
    EXPECT_EQ(line["source"], "verge");
    EXPECT_EQ(line["error"], "HTTP 503, \"later\"");
    EXPECT_EQ(line["time"], "2026-05-01T00:00:00Z") << "a field never hides the record's own";
}

TEST(LogLineTest, SurvivesUnbalancedQuotesAndBadBytes) {
    for (const char* message : {"k=\"open", "=", "a==b", "k=\"x\\", "\xff\xfe=1", ""})
        EXPECT_TRUE(nlohmann::json::accept(json_log_line("t", "info", message))) << message;
}

TEST(LogFormatTest, IsNamed) {
    EXPECT_EQ(log_format_from("json"), LogFormat::Json);
    EXPECT_EQ(log_format_from("xml"), std::nullopt);
}

}  // namespace
}  // namespace ainews::daemon
