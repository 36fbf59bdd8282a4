#include "feeds/scan.h"

#include <gtest/gtest.h>

#include <string>

#include "text/unicode.h"

namespace ainews::feeds {
namespace {

/// Long enough for every block that `classify` looks at as a whole, and for what is left over.
std::string run_of(std::string_view piece, std::size_t bytes) {
    std::string out;
    while (out.size() < bytes) out += piece;
    return out;
}

TEST(ScanTest, TellsAsciiFromOtherScripts) {
    EXPECT_EQ(classify(""), Bytes::Ascii);
    EXPECT_EQ(classify(run_of("A line.\r\n\t", 300)), Bytes::Ascii);
    EXPECT_EQ(classify(run_of("日本語のニュース。", 300)), Bytes::Utf8);
    EXPECT_EQ(classify(run_of("<p>한국어 Ünï 😀</p>\n", 300)), Bytes::Utf8);
}

TEST(ScanTest, SeesOneBadByteWhereverItStands) {
    for (const std::string& clean :
         {run_of("plain words ", 210), run_of("日本語", 210), run_of("日本 <b>x</b>\n", 210)})
        for (std::size_t at = 0; at < clean.size(); ++at)
            for (const char bad : {'\0', '\x1f', '\x7f', '\x80', '\xff'}) {
                std::string broken = clean;
                broken[at] = bad;
                EXPECT_EQ(classify(broken) != Bytes::Other, text::clean_utf8(broken) == broken)
                    << "byte " << static_cast<int>(bad) << " at " << at;
            }
}

TEST(ScanTest, SeesASequenceThatTheEndCutsOff) {
    const std::string clean = run_of("日本語", 210);
    for (std::size_t size = 0; size < clean.size(); ++size)
        EXPECT_EQ(classify(std::string_view{clean}.substr(0, size)) != Bytes::Other, size % 3 == 0)
            << size << " bytes";
}

TEST(ScanTest, TrimsWideSpacesToo) {
    EXPECT_EQ(trimmed("\xE3\x80\x80 記事\xC2\xA0\n"), "記事");
    EXPECT_EQ(trimmed(" a b "), "a b");
    EXPECT_EQ(trimmed(" \n\xEF\xBB\xBF"), "");
}

TEST(ScanTest, CollapsesAWideSpaceWithinALine) {
    EXPECT_EQ(one_line("記事\xE3\x80\x80 一覧", 100), "記事 一覧");
    EXPECT_EQ(one_line("かな、カナ。", 100), "かな、カナ。");
}

}  // namespace
}  // namespace ainews::feeds
