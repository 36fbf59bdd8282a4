#include "text/fingerprint.h"

#include <unicode/uchar.h>

#include "core/sha256.h"
#include "text/unicode.h"

namespace ainews::text {

namespace {

constexpr std::size_t kHashedLettersMin = 300;

}  // namespace

std::string letters_only(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        if (static_cast<unsigned char>(c) < 0x80) {
            ++at;
            if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
            if (c >= 'A' && c <= 'Z') out += static_cast<char>(c + ('a' - 'A'));
            continue;
        }
        char32_t code_point = next(text, at);
        if (code_point >= 0xFF01 && code_point <= 0xFF5E) code_point -= 0xFEE0;
        if (code_point != kReplacement && is_word_char(code_point))
            append(out, static_cast<char32_t>(u_tolower(static_cast<UChar32>(code_point))));
    }
    return out;
}

std::string content_hash(std::string_view plain_text) {
    const std::string letters = letters_only(plain_text);
    return length(letters) < kHashedLettersMin ? std::string{} : sha256_hex(letters);
}

}  // namespace ainews::text
