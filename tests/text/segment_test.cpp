#include "text/segment.h"

#include <gtest/gtest.h>

namespace ainews::text {
namespace {

TEST(SegmentTest, CutsCjkIntoBigramsAndTheLastCharacter) {
    EXPECT_EQ(search_terms("規制強化"), "規制 制強 強化 化");
    EXPECT_EQ(search_terms("人"), "人");
    EXPECT_EQ(search_terms("한국어"), "한국 국어 어");
}

TEST(SegmentTest, KeepsOtherWordsWholeAndHyphenatedOnesAlsoInParts) {
    EXPECT_EQ(search_terms("OpenAI released GPT-5.6."), "openai released gpt-5.6 gpt 5.6");
    EXPECT_EQ(search_terms("C++ and C#"), "c++ and c#");
    EXPECT_EQ(search_terms("--x-- ... #tag"), "x tag");
}

TEST(SegmentTest, NormalisesWidthAndCaseBeforeCutting) {
    EXPECT_EQ(search_terms("ＧＰＴのﾓﾃﾞﾙ"), "gpt のモ モデ デル ル");
}

TEST(SegmentTest, TurnsQueriesIntoPhrasesAndPrefixes) {
    EXPECT_EQ(search_query("規制"), "\"規制\"");
    EXPECT_EQ(search_query("自動化"), "\"自動 動化\"");
    EXPECT_EQ(search_query("規"), "\"規\"*");
    EXPECT_EQ(search_query("GPT"), "\"gpt\"*");
    EXPECT_EQ(search_query("gpt-5. "), "\"gpt-5\"*");
    EXPECT_EQ(search_query("生成AI 規制"), "\"生成\" \"ai\"* \"規制\"");
}

TEST(SegmentTest, NeverLetsAQueryBeSyntax) {
    EXPECT_EQ(search_query("\"a\" OR b* NEAR(c, 2) ^d {e}: -f"),
              "\"a\"* \"or\"* \"b\"* \"near\"* \"c\"* \"2\"* \"d\"* \"e\"* \"f\"*");
    EXPECT_EQ(search_query("\"\"'';--"), "");
    EXPECT_EQ(search_query(""), "");
    EXPECT_EQ(search_query(" 。、"), "");
}

TEST(SegmentTest, BoundsLongQueries) {
    std::string query;
    for (int i = 0; i < 1000; ++i) query += "語a ";
    EXPECT_LE(search_query(query).size(), 1024U);
}

}  // namespace
}  // namespace ainews::text
