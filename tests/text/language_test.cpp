#include "text/language.h"

#include <gtest/gtest.h>

namespace ainews::text {
namespace {

struct LanguageCase {
    std::string_view text;
    std::string_view declared;
    std::string_view expected;
};

void expect_languages(std::initializer_list<LanguageCase> cases) {
    for (const LanguageCase& c : cases)
        EXPECT_EQ(detect_language(c.text, c.declared), c.expected) << c.text << " / " << c.declared;
}

TEST(LanguageTest, TellsLanguagesByScript) {
    expect_languages({{"OpenAIが新しいモデルを発表した", "", "ja"},
                      {"人工智能公司发布了新的模型", "", "zh"},
                      {"한국어로 쓰인 문장입니다", "", "ko"},
                      {"Новая модель была выпущена в этом году и не только", "", "ru"},
                      {"Нова модель була випущена цього року і не тільки", "", "uk"},
                      {"Το νέο μοντέλο", "", "el"},
                      {"نموذج جديد للذكاء", "", "ar"},
                      {"โมเดลใหม่", "", "th"}});
}

TEST(LanguageTest, TellsLatinLanguagesByCommonWords) {
    expect_languages(
        {{"The new model is faster than the ones that came before it", "", "en"},
         {"Das neue Modell ist schneller als die alten und wird nicht verkauft", "", "de"},
         {"Le nouveau modèle est plus rapide que les autres dans cette catégorie", "", "fr"},
         {"El nuevo modelo de la empresa es más rápido que los anteriores", "", "es"},
         {"Il nuovo modello della società non è più lento degli altri", "", "it"},
         {"O novo modelo da empresa não é mais rápido do que os outros", "", "pt"},
         {"Het nieuwe model van het bedrijf is niet voor de markt", "", "nl"},
         {"Den nya modellen är inte den som det var för ett år sedan", "", "sv"},
         {"Nowy model nie jest tak szybki jak się o nim pisało w prasie", "", "pl"}});
}

TEST(LanguageTest, BelievesADeclarationThatTheTextDoesNotContradict) {
    expect_languages({{"GPT-5.6", "ja", "ja"},
                      {"生成AI規制法案可決", "ja", "ja"},
                      {"Claude Opus", "fr", "fr"},
                      {"", "en_US", "en"},
                      {"12345", "de-AT", "de"},
                      {"Nova modell", "no", "no"},
                      {"Kaixo mundua", "eu", "eu"}});
}

TEST(LanguageTest, DoesNotBelieveATemplateThatDeclaresTheWrongLanguage) {
    expect_languages(
        {{"OpenAIが新しいモデルを発表した", "en", "ja"},
         {"人工智能公司发布了新的模型,并且公布了它的价格", "en-US", "zh"},
         {"The company said that it would not be released to the public this year", "ja", "en"},
         {"Die Firma hat das Modell nicht für den Markt und auch nicht für die Forschung", "en",
          "de"}});
}

TEST(LanguageTest, KeepsJapaneseFullOfLatinNamesJapanese) {
    expect_languages(
        {{"OpenAI、Anthropic、Google DeepMindの3社がModel Context Protocolを採用", "", "ja"},
         {"使い方:docker run --rm -it example/image:latest --model example-7b-instruct", "ja",
          "ja"}});
}

TEST(LanguageTest, SaysNothingWhereNothingIsKnown) {
    expect_languages(
        {{"", "", ""}, {"!!! 123", "", ""}, {"GPT", "x-klingon", ""}, {"", "und", ""}});
}

}  // namespace
}  // namespace ainews::text
