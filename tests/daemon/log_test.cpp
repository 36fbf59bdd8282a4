#include "daemon/log.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

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

TEST(LogLineTest, NumbersAreNumbersAndNamesAreNot) {
    const auto line = nlohmann::json::parse(json_log_line(
        "t", "info",
        R"(polled sources=11 seconds=1.5 shift=-2 quoted="11" source=404 at=007 run=1.2.3 id=12345678901234567)"));
    EXPECT_EQ(line["sources"], 11);
    EXPECT_EQ(line["seconds"], 1.5);
    EXPECT_EQ(line["shift"], -2);
    for (const auto& [key, text] : {std::pair{"quoted", "11"},
                                    {"source", "404"},
                                    {"at", "007"},
                                    {"run", "1.2.3"},
                                    {"id", "12345678901234567"}})
        EXPECT_EQ(line[key], text) << key;
}

TEST(ErrorLinesTest, AreAsTheLogIs) {
    const TimePoint now{};
    const std::string two = "a.toml:1: x: unknown key\na.toml:2: y: unknown key";
    EXPECT_EQ(error_lines(two, LogFormat::Text, now), "ainewsd: " + two + "\n");
    EXPECT_EQ(error_lines(two, LogFormat::Journal, now),
              "<3>a.toml:1: x: unknown key\n<3>a.toml:2: y: unknown key\n");
    std::istringstream lines{error_lines(two, LogFormat::Json, now)};
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count)
        EXPECT_EQ(nlohmann::json::parse(line).at("level"), "error") << line;
    EXPECT_EQ(count, 2);
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
