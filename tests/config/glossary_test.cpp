#include "config/glossary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/config/temporary_directory.h"

namespace ainews::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(GlossaryTest, ReadsTermsInOrder) {
    const TemporaryDirectory directory;
    const auto file = directory.write("g.toml",
                                      "term = [\n"
                                      "{ surfaces = [\"Musk\", \"马斯克\"], ja = \"マスク\", "
                                      "ja_aliases = [\"M\"], kind = \"person\" },\n"
                                      "{ surfaces = [\"RAG\"], ja = \"検索拡張生成\" },\n]\n");
    const auto terms = load_glossary({file});
    ASSERT_TRUE(terms);
    EXPECT_THAT(*terms, ElementsAre(Term{{"Musk", "马斯克"}, "マスク", {"M"}, "person"},
                                    Term{{"RAG"}, "検索拡張生成", {}, "term"}));
}

TEST(GlossaryTest, LetsALaterFileReplaceTermsThatShareASpelling) {
    const TemporaryDirectory directory;
    const auto shipped = directory.write("a.toml",
                                         "[[term]]\nsurfaces = [\"A\", \"B\"]\nja = "
                                         "\"x\"\n[[term]]\nsurfaces = [\"C\"]\nja = \"y\"\n");
    const auto own = directory.write("b.toml", "[[term]]\nsurfaces = [\"B\"]\nja = \"z\"\n");
    const auto terms = load_glossary({shipped, {}, own});
    ASSERT_TRUE(terms);
    EXPECT_THAT(*terms, ElementsAre(Term{{"C"}, "y", {}, "term"}, Term{{"B"}, "z", {}, "term"}));
    EXPECT_THAT(load_glossary({}).value(), IsEmpty());
}

TEST(GlossaryTest, ReportsAllErrorsWithTheirLines) {
    const TemporaryDirectory directory;
    const auto file = directory.write("g.toml",
                                      "[[term]]\nsurfaces = [\"A\"]\nja = \"x\"\n"
                                      "[[term]]\nsurfaces = [\"A\"]\nja = \"y\"\n"
                                      "[[term]]\nsurfaces = []\nja = \"z\"\nkind = \"thing\"\n"
                                      "[[term]]\nja = 1\nalias = []\nsurfaces = [\"B\"]\n");
    const auto terms = load_glossary({file, directory.path() / "none.toml"});
    ASSERT_FALSE(terms);
    const std::string at = file.string();
    EXPECT_EQ(describe(terms.error()),
              at + ":4: term[2]: \"A\" already stands in line 1\n" + at +
                  ":7: term[3]: surfaces must be a list of strings, none empty\n" + at +
                  ":7: term[3]: kind: \"thing\" is none of: company, model, person, product, org, "
                  "term\n" +
                  at + ":11: term[4]: ja must be a string, not empty\n" + at +
                  ":13: term[4].alias: unknown key\n" + (directory.path() / "none.toml").string() +
                  ": cannot be read\n");
}

}  // namespace
}  // namespace ainews::config
