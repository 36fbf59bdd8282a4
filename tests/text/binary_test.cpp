#include "text/binary.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace ainews::text {
namespace {

using std::string_view_literals::operator""sv;

TEST(BinaryTest, KnowsFilesByTheirFirstBytes) {
    EXPECT_EQ(binary_kind("\x89PNG\r\n\x1A\n rest"), "a PNG image");
    EXPECT_EQ(binary_kind("\xFF\xD8\xFF\xE0"), "a JPEG image");
    EXPECT_EQ(binary_kind("%PDF-1.7\n"), "a PDF document");
    EXPECT_EQ(binary_kind("PK\x03\x04"), "a ZIP archive");
    EXPECT_EQ(binary_kind("\x7F"
                          "ELF\x02"),
              "a program");
    EXPECT_EQ(binary_kind("\x1F\x8B\x08"), "gzip data");
}

TEST(BinaryTest, KnowsOtherDataByItsControlCharacters) {
    std::string noise;
    std::uint32_t state = 1;
    for (int i = 0; i < 5000; ++i) {
        state = state * 1664525U + 1013904223U;
        noise += static_cast<char>(state >> 24U);
    }
    EXPECT_EQ(binary_kind(noise), "binary data");
    EXPECT_EQ(binary_kind(std::string(64, '\0')), "binary data");
}

TEST(BinaryTest, TakesTextOfAnyCharsetForText) {
    EXPECT_EQ(binary_kind(""), "");
    EXPECT_EQ(binary_kind("PNG is a format of images; PDF is one of pages."), "");
    EXPECT_EQ(binary_kind("<p>\x93\xFA\x96\x7B\x8C\xEA\x82\xCC\x83\x79\x81\x5B\x83\x57</p>"), "");
    EXPECT_EQ(binary_kind("<p>\x1B$B2N\x1B(B and \x1B$B2N\x1B(B</p>"), "");
    EXPECT_EQ(binary_kind("<\0h\0t\0m\0l\0>\0<\0p\0>\0h\0i\0"sv), "");
    EXPECT_EQ(binary_kind("\xFE\xFF\x65\xE5\x67\x2C\x8A\x9E\x30\x6E\x65\xB0\x80\x5E\x30\x02"sv),
              "");
    EXPECT_EQ(binary_kind("one stray \x01 control character in a sentence"), "");
}

}  // namespace
}  // namespace ainews::text
