#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Unicode on UTF-8 strings. Pure and thread-safe. Input that is not valid UTF-8 never harms: each
/// ill-formed sequence counts and comes out as one U+FFFD (Unicode §3.9, maximal subparts).
namespace ainews::text {

inline constexpr char32_t kReplacement = 0xFFFD;

[[nodiscard]] bool is_utf8(std::string_view text) noexcept;
[[nodiscard]] bool is_ascii(std::string_view text) noexcept;

/// Valid UTF-8 without control characters other than \t \n \r, without noncharacters; ill-formed
/// sequences become U+FFFD.
[[nodiscard]] std::string clean_utf8(std::string_view text);
/// As above, and true where an ill-formed sequence had to be replaced.
struct Cleaned {
    std::string text;
    bool replaced = false;
};
[[nodiscard]] Cleaned clean_utf8_noting(std::string_view text);

/// Without characters that show nothing and may hide text from a reader: zero-width, bidirectional
/// controls, tag characters, variation selectors' supplement, soft hyphens.
[[nodiscard]] std::string without_invisible(std::string_view text);

/// Number of code points.
[[nodiscard]] std::size_t length(std::string_view text) noexcept;
[[nodiscard]] std::string nfkc(std::string_view text);
/// Full, locale-independent lower case.
[[nodiscard]] std::string lower(std::string_view text);
/// ASCII only: for protocol words, which no locale may touch.
[[nodiscard]] std::string ascii_lower(std::string_view text);
[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept;
/// Trimmed, and every run of Unicode white space one space.
[[nodiscard]] std::string collapse_space(std::string_view text);
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

/// At most that many code points.
[[nodiscard]] std::string truncate(std::string_view text, std::size_t max_code_points);
/// At most that many bytes, cut between code points.
[[nodiscard]] std::string_view truncate_bytes(std::string_view text,
                                              std::size_t max_bytes) noexcept;

/// The code point at `pos`, which moves behind it; U+FFFD for an ill-formed sequence. `pos` must be
/// less than the size.
[[nodiscard]] char32_t next(std::string_view text, std::size_t& pos) noexcept;
/// Appends the code point as UTF-8; anything that is no scalar value becomes U+FFFD.
void append(std::string& out, char32_t code_point);

[[nodiscard]] bool is_kanji(char32_t c) noexcept;
/// Hiragana and katakana, half-width forms and the prolonged sound mark included.
[[nodiscard]] bool is_kana(char32_t c) noexcept;
[[nodiscard]] bool is_hangul(char32_t c) noexcept;
/// Letters of scripts whose words are found as substrings: kanji, kana, hangul.
[[nodiscard]] bool is_cjk(char32_t c) noexcept;
[[nodiscard]] bool is_space(char32_t c) noexcept;
[[nodiscard]] constexpr bool is_ascii_digit(char32_t c) noexcept { return c >= U'0' && c <= U'9'; }
/// ASCII letters, and those of Latin-1 and Latin Extended A and B.
[[nodiscard]] constexpr bool is_latin_letter(char32_t c) noexcept {
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || (c >= 0xC0 && c <= 0x24F);
}
/// With the mark of a long vowel, full-width forms only.
[[nodiscard]] constexpr bool is_katakana(char32_t c) noexcept {
    return (c >= U'ァ' && c <= U'ヺ') || c == U'ー';
}
/// Letters, marks and digits of any script.
[[nodiscard]] bool is_word_char(char32_t c) noexcept;
/// Share of kana among the letters and digits of any script, 0 to 1; 0 for text without letters.
[[nodiscard]] double kana_share(std::string_view text) noexcept;

}  // namespace ainews::text
