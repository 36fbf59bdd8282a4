#include "text/unicode.h"

#include <gtest/gtest.h>

namespace ainews::text {
namespace {

TEST(UnicodeTest, TellsWellFormedUtf8FromTheRest) {
    for (const std::string_view good :
         {"", "abc", "日本語", "\xF0\x9F\x98\x80", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"})
        EXPECT_TRUE(is_utf8(good)) << good;
    for (const std::string_view bad :
         {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80", "\xE6\x97", "abcdefgh\xFFijk"})
        EXPECT_FALSE(is_utf8(bad));
}

TEST(UnicodeTest, ReplacesEachMaximalSubpartByOneCharacter) {
    // The example of Unicode §3.9, table 3-8.
    EXPECT_EQ(clean_utf8("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"),
              "a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd");
}

TEST(UnicodeTest, DropsControlsAndNoncharactersAndKeepsLineBreaks) {
    EXPECT_EQ(clean_utf8("a\tb\nc\rd\x01\x1f\x7f\u0085\uFFFEe\uFDD0"), "a\tb\nc\rde");
    EXPECT_FALSE(clean_utf8_noting("a\x01").replaced);
    EXPECT_TRUE(clean_utf8_noting("a\xff").replaced);
}

TEST(UnicodeTest, FindsAControlCharacterAtEveryPlaceOfALongRun) {
    const std::string plain = "0123456789abcdefghijklmnopqrstuvwxyz~ 0123456789";
    for (std::size_t at = 0; at <= plain.size(); ++at) {
        for (const char c : {'\0', '\x1f', '\x7f', '\x01'}) {
            std::string text = plain;
            text.insert(at, 1, c);
            EXPECT_EQ(clean_utf8(text), plain) << at;
        }
        std::string broken = plain;
        broken.insert(at, "\x80");
        EXPECT_EQ(length(clean_utf8(broken)), plain.size() + 1) << at;
    }
}

TEST(UnicodeTest, DropsWhatAReaderCannotSee) {
    EXPECT_EQ(without_invisible("a\u200Bb\u202Ec\u00ADd\U000E0041\uFEFFe"), "abcde");
    EXPECT_EQ(without_invisible("日本語"), "日本語");
}

TEST(UnicodeTest, CountsCodePoints) {
    EXPECT_EQ(length(""), 0U);
    EXPECT_EQ(length("日本語abc\U0001F600"), 7U);
    EXPECT_EQ(length("\xff\xfe"), 2U);
}

TEST(UnicodeTest, NormalisesWidthAndCase) {
    EXPECT_EQ(nfkc("ＡＩ ﾓﾃﾞﾙ ①"), "AI モデル 1");
    EXPECT_EQ(lower("ÀÉ Straße ΑΣ"), "àé straße ας");
    EXPECT_EQ(lower("GPT-5"), "gpt-5");
    EXPECT_TRUE(equals_ignoring_case("Content-Type", "content-TYPE"));
    EXPECT_FALSE(equals_ignoring_case("a", "ab"));
}

TEST(UnicodeTest, CollapsesEveryKindOfSpace) {
    EXPECT_EQ(collapse_space(" \u3000a \t\n\u00A0b\u2003 "), "a b");
    EXPECT_EQ(collapse_space(" \u3000 "), "");
    EXPECT_EQ(trim("\u3000 a b \n"), "a b");
    EXPECT_EQ(trim(" \t"), "");
}

TEST(UnicodeTest, CutsBetweenCodePoints) {
    EXPECT_EQ(truncate("日本語", 2), "日本");
    EXPECT_EQ(truncate("日本語", 9), "日本語");
    EXPECT_EQ(truncate_bytes("日本語", 4), "日");
    EXPECT_EQ(truncate_bytes("日本語", 6), "日本");
    EXPECT_EQ(truncate_bytes("abc", 2), "ab");
    EXPECT_EQ(truncate_bytes("日", 1), "");
}

TEST(UnicodeTest, RoundTripsEveryScalarValue) {
    for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 257) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        std::string text;
        append(text, c);
        std::size_t pos = 0;
        ASSERT_EQ(next(text, pos), c);
        ASSERT_EQ(pos, text.size());
    }
    std::string text;
    append(text, 0xD800);
    append(text, 0x110000);
    EXPECT_EQ(text, "\uFFFD\uFFFD");
}

TEST(UnicodeTest, SortsLettersByScript) {
    EXPECT_TRUE(is_kanji(U'漢') && is_kanji(U'々') && !is_kanji(U'か'));
    EXPECT_TRUE(is_kana(U'か') && is_kana(U'カ') && is_kana(U'ー') && is_kana(U'ｶ') &&
                !is_kana(U'・'));
    EXPECT_TRUE(is_cjk(U'한') && is_cjk(U'漢') && !is_cjk(U'a') && !is_cjk(U'。'));
    EXPECT_TRUE(is_space(U'\u3000') && is_space(U'\u00A0') && !is_space(U'a'));
    EXPECT_TRUE(is_word_char(U'é') && is_word_char(U'5') && !is_word_char(U'-') &&
                !is_word_char(U'。'));
}

TEST(UnicodeTest, MeasuresTheShareOfKana) {
    EXPECT_DOUBLE_EQ(kana_share("かな漢字"), 0.5);
    EXPECT_DOUBLE_EQ(kana_share("abc"), 0.0);
    EXPECT_DOUBLE_EQ(kana_share("。、"), 0.0);
}

}  // namespace
}  // namespace ainews::text
