#include "core/results.h"

#include <gtest/gtest.h>

namespace ainews {
namespace {

Score scored(int depth, int relevance, int practicality, int novelty) {
    Score score;
    score.axes[Axis::Depth].level = depth;
    score.axes[Axis::Relevance].level = relevance;
    score.axes[Axis::Practicality].level = practicality;
    score.axes[Axis::Novelty].level = novelty;
    return score;
}

TEST(ScoreTest, TotalsTheReferenceArticleAsPublished) {
    const int total = score_total(scored(5, 5, 3, 2), ScoreWeights{});
    EXPECT_EQ(total, 430);
    EXPECT_EQ(score_stars(total), 4);
}

TEST(ScoreTest, RoundsHalfUp) {
    EXPECT_EQ(score_stars(449), 4);
    EXPECT_EQ(score_stars(450), 5);
    EXPECT_EQ(score_stars(100), 1);
    EXPECT_EQ(score_stars(500), 5);
}

TEST(ScoreTest, RanksAnewUnderOtherWeights) {
    const ScoreWeights practical{
        {{Axis::Depth, 10}, {Axis::Relevance, 10}, {Axis::Practicality, 70}, {Axis::Novelty, 10}}};
    EXPECT_EQ(score_total(scored(5, 5, 1, 5), practical), 220);
}

TEST(ReadingMinutesTest, CountsCharactersForJapaneseAndWordsElsewhere) {
    std::string japanese;
    for (int i = 0; i < 1500; ++i) japanese += "字";
    std::string english;
    for (int i = 0; i < 460; ++i) english += "word ";
    EXPECT_EQ(reading_minutes({{.n = 1, .text = japanese}}, "ja"), 3);
    EXPECT_EQ(reading_minutes({{.n = 1, .text = english}}, "en"), 2);
    EXPECT_EQ(reading_minutes({{.n = 1, .text = "短い"}}, "ja"), 1);
    EXPECT_EQ(reading_minutes({{.n = 1, .text = english, .dropped = true}}, "en"), 1);
    Extraction original;
    original.reading_minutes = 7;
    const Translation translation{{{.n = 1, .text = japanese}}};
    EXPECT_EQ(reader_minutes(original, translation), 3) << "the Japanese text is what is read";
    EXPECT_EQ(reader_minutes(original, std::nullopt), 7);
    EXPECT_EQ(reader_minutes(original, Translation{}), 7);
    EXPECT_EQ(reader_minutes(std::nullopt, std::nullopt), std::nullopt);
}

}  // namespace
}  // namespace ainews
