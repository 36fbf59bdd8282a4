#include "core/results_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/calendar.h"
#include "core/json_text.h"

namespace ainews {
namespace {

Extraction sample_extraction() {
    Extraction out;
    out.title = "Title";
    out.language = "en";
    out.published = from_rfc3339("2026-05-01T00:00:00Z");
    out.from_page = true;
    out.reading_minutes = 3;
    out.blocks = {{.n = 1, .kind = BlockKind::Heading, .text = "Head", .level = 2},
                  {.n = 2, .text = "See here.", .spans = {{4, 8, "https://a.example/"}}},
                  {.n = 3, .text = "Subscribe", .dropped = true}};
    return out;
}

TEST(ResultsJsonTest, ExtractionComesBackAsItWas) {
    const Extraction before = sample_extraction();
    const auto after = extraction_from_json(dump(to_json(before)));
    ASSERT_TRUE(after) << after.error().message;
    EXPECT_EQ(after->blocks, before.blocks);
    EXPECT_EQ(after->published, before.published);
    EXPECT_EQ(after->title, before.title);
    EXPECT_TRUE(after->from_page);
}

TEST(ResultsJsonTest, SummaryComesBackAsItWas) {
    const Summary before{
        "題", "要旨", {{"見出し", "本文", {1, 2}}}, {"LLM"}, {{"甲社", "company", "main", "Ko"}},
        true};
    const auto after = summary_from_json(dump(to_json(before)));
    ASSERT_TRUE(after) << after.error().message;
    EXPECT_EQ(after->key_points, before.key_points);
    EXPECT_EQ(after->entities, before.entities);
    EXPECT_TRUE(after->extractive);
}

TEST(ResultsJsonTest, NamesTheFieldThatIsWrong) {
    const std::pair<Expected<void>, const char*> cases[] = {
        {extraction_from_json(R"({"blocks":[{"n":1,"kind":"poem","text":""}]})").map([](auto&&) {}),
         "extract.blocks.kind is no kind of block"},
        {extraction_from_json(R"({"blocks":7})").map([](auto&&) {}),
         "extract.blocks is not an array"},
        {summary_from_json(R"({"tldr":"x"})").map([](auto&&) {}), "summarize.title is missing"},
        {summary_from_json("[1]").map([](auto&&) {}), "summarize is not an object"},
        {summary_from_json("{").map([](auto&&) {}), "summarize result is not JSON"},
        {score_from_json(R"({"axes":{"depth":{"level":4294967297}}})").map([](auto&&) {}),
         "score.axes.depth.level is not from 1 to 5"},
        {score_from_json(R"({"axes":{"depth":{"level":6}}})").map([](auto&&) {}),
         "score.axes.depth.level is not from 1 to 5"},
        {analysis_from_json(R"({"impact":1})").map([](auto&&) {}),
         "analyze.impact is not a string"},
    };
    for (const auto& [result, message] : cases) {
        ASSERT_FALSE(result) << message;
        EXPECT_EQ(result.error().kind, ErrorKind::BadInput);
        EXPECT_EQ(result.error().message, message);
    }
}

TEST(ResultsJsonTest, DumpReplacesBytesThatAreNotUtf8) {
    EXPECT_EQ(dump(nlohmann::json("a\xff")), "\"a\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace ainews
