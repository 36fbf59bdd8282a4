#include "text/encoding.h"

#include <gtest/gtest.h>

#include "text/encoding_labels.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

using std::string_view_literals::operator""sv;

struct EncodingCase {
    std::string_view bytes;
    std::string_view label;
    std::string_view utf8;
    std::string_view charset;
};

TEST(EncodingTest, DecodesTheCharsetsOfFeeds) {
    for (const EncodingCase& c : std::initializer_list<EncodingCase>{
             {"\x93\xfa\x96\x7b\x8c\xea\x81\x60\x87\x40"sv, "Shift_JIS", "日本語～①", "shift_jis"},
             {"\xc6\xfc\xcb\xdc\xb8\xec\xa1\xc1\xad\xa1"sv, "euc-jp", "日本語～①", "euc-jp"},
             {"\x1b$BF|K\\\x1b(B!"sv, "iso-2022-jp", "日本!", "iso-2022-jp"},
             {"\xd6\xd0\xce\xc4"sv, "gb2312", "中文", "gbk"},
             {"\xa4\xa4\xa4\xe5"sv, "big5", "中文", "big5"},
             {"\xc7\xd1\xb1\xdb"sv, "ks_c_5601-1987", "한글", "euc-kr"},
             {"\xf0\xd2\xc9\xd7\xc5\xd4"sv, "koi8-r", "Привет", "koi8-r"},
             {"caf\xe9 \x93q\x94 \x80"sv, "iso-8859-1", "café “q” €", "windows-1252"},
             {"\xcf\xf0\xe8"sv, "windows-1251", "При", "windows-1251"},
             {"\xe1\xe8"sv, " \"ISO-8859-2\" ", "áč", "iso-8859-2"},
         }) {
        for (const bool from_http : {true, false}) {
            const Decoded decoded =
                from_http ? decode(c.bytes, c.label) : decode(c.bytes, {}, c.label);
            EXPECT_EQ(decoded.utf8, c.utf8) << c.label;
            EXPECT_EQ(decoded.charset, c.charset) << c.label;
            EXPECT_FALSE(decoded.replaced) << c.label;
        }
    }
}

TEST(EncodingTest, LetsABomDecideOverEveryLabel) {
    EXPECT_EQ(decode("\xEF\xBB\xBF日本", "shift_jis", "euc-jp").utf8, "日本");
    EXPECT_EQ(decode("\xFF\xFE"
                     "a\0b\0"sv,
                     "utf-8")
                  .utf8,
              "ab");
    EXPECT_EQ(decode("\xFE\xFF\0a\0b"sv).utf8, "ab");
    EXPECT_EQ(decode("\xFF\xFE\0\0"
                     "a\0\0\0"sv)
                  .utf8,
              "a");
}

TEST(EncodingTest, RecognisesWideCharsetsByTheirFirstTag) {
    EXPECT_EQ(decode("<\0a\0>\0"sv, "utf-8").utf8, "<a>");
    EXPECT_EQ(decode("\0<\0a\0>"sv).charset, "utf-16be");
}

TEST(EncodingTest, PrefersHttpToTheDocumentUnlessTheBytesContradict) {
    EXPECT_EQ(decode("\xcf\xf0\xe8"sv, "windows-1251", "iso-8859-1").utf8, "При");
    // The file is Shift_JIS whatever the server says: the bytes are no valid UTF-8 or EUC-JP.
    EXPECT_EQ(decode("\x93\xfa\x96\x7b\x8c\xea"sv, "utf-8", "shift_jis").utf8, "日本語");
}

TEST(EncodingTest, DoesNotBelieveLatin1OfValidUtf8) {
    const Decoded decoded = decode("日本語", "ISO-8859-1");
    EXPECT_EQ(decoded.utf8, "日本語");
    EXPECT_EQ(decoded.charset, "utf-8");
}

TEST(EncodingTest, DoesNotBelieveAWideLabelWrittenInAscii) {
    EXPECT_EQ(decode("<?xml encoding='utf-16'?>", {}, "utf-16").utf8, "<?xml encoding='utf-16'?>");
}

TEST(EncodingTest, GuessesWhereNothingIsDeclared) {
    const auto shift_jis =
        "\x93\xfa\x96\x7b\x8c\xea\x82\xcc\x83\x65\x83\x4c\x83\x58\x83\x67\x82\xc5\x82\xb7\x81\x42"
        "\x82\xb1\x82\xea\x82\xcd\x8e\x8e\x8c\xb1\x82\xc5\x82\xb7\x81\x42"sv;
    EXPECT_EQ(decode(shift_jis).utf8, "日本語のテキストです。これは試験です。");
    EXPECT_EQ(decode("caf\xe9 noir tr\xe8s bon").utf8, "café noir très bon");
}

TEST(EncodingTest, KeepsUtf8WithAFewBrokenBytesUtf8) {
    const Decoded decoded = decode("日本語の文字列\xff日本語の文字列");
    EXPECT_EQ(decoded.utf8, "日本語の文字列\uFFFD日本語の文字列");
    EXPECT_TRUE(decoded.replaced);
}

TEST(EncodingTest, RefusesUtf7AndOtherStatefulCharsets) {
    for (const std::string_view label :
         {"utf-7", "UTF7", "unicode-1-1-utf-7", "hz-gb-2312", "iso-2022-cn", "iso-2022-kr", "scsu",
          "nonsense", "", "../../etc"})
        EXPECT_TRUE(charset_from_label(label).name.empty()) << label;
    EXPECT_EQ(decode("+ADw-script+AD4-", "utf-7").utf8, "+ADw-script+AD4-");
}

TEST(EncodingTest, AlwaysGivesValidUtf8WithoutControlCharacters) {
    std::string bytes;
    for (int i = 0; i < 4096; ++i) bytes += static_cast<char>((i * 131 + i / 7) & 0xFF);
    for (const std::string_view label :
         {"", "utf-8", "shift_jis", "euc-jp", "iso-2022-jp", "gb18030", "big5", "euc-kr",
          "windows-1252", "koi8-r", "utf-16le", "macintosh", "ibm037"}) {
        const Decoded decoded = decode(bytes, label);
        EXPECT_TRUE(is_utf8(decoded.utf8)) << label;
        EXPECT_EQ(clean_utf8(decoded.utf8), decoded.utf8) << label;
    }
    EXPECT_EQ(decode("a\0b\x01"
                     "c\x7f\xc2\x92"sv)
                  .utf8,
              "abc");
}

TEST(EncodingTest, FindsTheCharsetOfAContentType) {
    EXPECT_EQ(charset_of_content_type("text/xml; charset=Shift_JIS"), "shift_jis");
    EXPECT_EQ(charset_of_content_type("text/html;charset=\"UTF-8\"; boundary=x"), "utf-8");
    EXPECT_EQ(charset_of_content_type("text/html; Boundary=x ; CharSet = 'euc-jp'"), "euc-jp");
    EXPECT_EQ(charset_of_content_type("text/html"), "");
    EXPECT_EQ(charset_of_content_type("text/html; charset="), "");
    EXPECT_EQ(charset_of_content_type(""), "");
}

}  // namespace
}  // namespace ainews::text
