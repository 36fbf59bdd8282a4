#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "text/segment.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SentencesTest, EndsJapaneseSentencesAtTheirMarks) {
    EXPECT_THAT(sentences("発表した。価格は未定だ!本当か?続報を待つ"),
                ElementsAre("発表した。", "価格は未定だ!", "本当か?", "続報を待つ"));
    EXPECT_THAT(sentences("すごい!!次。"), ElementsAre("すごい!!", "次。"));
}

TEST(SentencesTest, DoesNotCutQuotations) {
    EXPECT_THAT(sentences("「規制は必要だ。しかし急がない」と述べた。次の文。"),
                ElementsAre("「規制は必要だ。しかし急がない」と述べた。", "次の文。"));
    EXPECT_THAT(sentences("補足(注。)がある。"), ElementsAre("補足(注。)がある。"));
}

TEST(SentencesTest, RecoversFromAQuotationThatNeverEnds) {
    std::string text = "「";
    for (int i = 0; i < 300; ++i) text += "長い文。";
    EXPECT_GT(sentences(text).size(), 100U);
}

TEST(SentencesTest, KeepsAbbreviationsAndNumbersTogether) {
    EXPECT_THAT(
        sentences("Mr. Smith paid $2.5 billion in the U.S. last year. It worked! Did it? Yes."),
        ElementsAre("Mr. Smith paid $2.5 billion in the U.S. last year.", "It worked!", "Did it?",
                    "Yes."));
    EXPECT_THAT(sentences("See e.g. the paper. J. Doe wrote it."),
                ElementsAre("See e.g. the paper.", "J. Doe wrote it."));
}

TEST(SentencesTest, KeepsQuotedEndsWithTheirSentence) {
    EXPECT_THAT(sentences("He said \"no.\" Then he left."),
                ElementsAre("He said \"no.\"", "Then he left."));
}

TEST(SentencesTest, CutsAtLineBreaksAndDropsEmptyLines) {
    EXPECT_THAT(sentences("Title\n\nBody text\n"), ElementsAre("Title", "Body text"));
    EXPECT_THAT(sentences(" \n "), IsEmpty());
}

TEST(SentencesTest, LeavesAddressesAndNamesAlone) {
    EXPECT_THAT(sentences("Yahoo!ニュース が a?b=c を見た。"),
                ElementsAre("Yahoo!ニュース が a?b=c を見た。"));
}

TEST(SentencesTest, WalksARowOfStopsOnce) {
    // Where each stop walks the rest of the row, these take minutes.
    const std::string stops(400'000, '.');
    EXPECT_THAT(sentences(stops + "x"), ElementsAre(stops + "x"));
    EXPECT_THAT(sentences(stops + std::string(400'000, ' ') + "x"), ElementsAre(stops + " x"));
    EXPECT_THAT(sentences("So..." + std::string(3, '.') + " Yes."),
                ElementsAre("So......", "Yes."));
}

TEST(SentencesTest, LosesNoText) {
    const std::string text = "一。二!「三。四」五? Six. Seven e.g. eight 九";
    std::string joined;
    for (const std::string& sentence : sentences(text)) joined += sentence + " ";
    EXPECT_EQ(length(collapse_space(joined)),
              length("一。 二! 「三。四」五? Six. Seven e.g. eight 九"));
}

}  // namespace
}  // namespace ainews::text
