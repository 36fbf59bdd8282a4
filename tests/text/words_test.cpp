#include "text/words.h"

#include <gtest/gtest.h>

#include <array>

namespace ainews::text {
namespace {

struct WordCase {
    std::string_view text;
    std::string_view word;
    bool expected;
};

TEST(WordsTest, FindsLatinWordsBetweenBoundariesAndCjkAnywhere) {
    for (const WordCase& c :
         std::initializer_list<WordCase>{{"生成AIの規制", "AI", true},
                                         {"He said so", "AI", false},
                                         {"AI-powered", "AI", true},
                                         {"ＡＩニュース", "ai", true},
                                         {"OpenAI", "AI", false},
                                         {"GPT-5 is out", "GPT", true},
                                         {"ChatGPT", "GPT", false},
                                         {"大規模言語モデル", "言語モデル", true},
                                         {"人工智能公司", "人工智能", true},
                                         {"Machine  Learning weekly", "machine learning", true},
                                         {"cafés", "café", false},
                                         {"A.I. act", "A.I.", true},
                                         {"", "AI", false},
                                         {"AI", "", false}})
        EXPECT_EQ(contains_word(c.text, c.word), c.expected) << c.text << " / " << c.word;
}

TEST(WordsTest, MatchesAnyOfSeveralWords) {
    const std::array<std::string, 2> words{"LLM", "機械学習"};
    EXPECT_TRUE(contains_any("機械学習入門", words));
    EXPECT_TRUE(contains_any("An LLM, again", words));
    EXPECT_FALSE(contains_any("LLMs", words));
    EXPECT_FALSE(contains_any("x", std::span<const std::string>{}));
}

TEST(WordsTest, PreparesAFilterOnce) {
    const std::array<std::string, 3> words{" ", "ＬＬＭ", "agent"};
    const WordFilter filter{words};
    EXPECT_FALSE(filter.empty());
    EXPECT_TRUE(filter.matches("llmを使う"));
    EXPECT_TRUE(filter.matches("the Agent"));
    EXPECT_FALSE(filter.matches("agency"));
    EXPECT_TRUE(WordFilter{}.empty());
    EXPECT_FALSE(WordFilter{}.matches("agent"));
}

}  // namespace
}  // namespace ainews::text
