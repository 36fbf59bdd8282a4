#include "text/terms.h"

#include <gtest/gtest.h>

namespace ainews::text {
namespace {

std::string found(std::string_view text) {
    static const TermFinder finder{
        {{{"Meta", "Meta Platforms"}, "Meta", {}, "company"},
         {{"Elon Musk", "Musk", "马斯克"}, "イーロン・マスク", {"マスク"}, "person"},
         {{"language model", "大模型"}, "言語モデル", {}, "term"}}};
    std::string names;
    for (const Term* term : finder.find(text)) names += term->ja + " ";
    return names;
}

TEST(TermFinderTest, FindsEachTermOnceInGlossaryOrder) {
    EXPECT_EQ(found("A language model by Elon Musk. Musk again, and Meta."),
              "Meta イーロン・マスク 言語モデル ");
}

TEST(TermFinderTest, DistinguishesCaseWhereTheSpellingHasCapitals) {
    EXPECT_EQ(found("a meta question about musk"), "");
    EXPECT_EQ(found("Language Models"), "言語モデル ");
}

TEST(TermFinderTest, WantsWholeWordsInLatinAndNotInCjk) {
    EXPECT_EQ(found("Metadata and language modelling"), "");
    EXPECT_EQ(found("马斯克发布大模型产品"), "イーロン・マスク 言語モデル ");
    EXPECT_EQ(found("MetaのLLM"), "Meta ");
}

}  // namespace
}  // namespace ainews::text
