#include "text/slug.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>

#include "text/unicode.h"

namespace ainews::text {
namespace {

/// Letters and their accents apart; empty where ICU fails.
std::string decomposed(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKDInstance(status);
    std::string out;
    icu::StringByteSink<std::string> sink{&out, static_cast<std::int32_t>(text.size())};
    normalizer->normalizeUTF8(0,
                              icu::StringPiece{text.data(), static_cast<std::int32_t>(text.size())},
                              sink, nullptr, status);
    return U_SUCCESS(status) != 0 ? out : std::string{};
}

/// Latin letters that Unicode does not take apart, and signs that tell names apart.
std::string_view spelled_out(char32_t c) {
    switch (c) {
        case U'ß':
            return "ss";
        case U'æ':
            return "ae";
        case U'œ':
            return "oe";
        case U'ø':
            return "o";
        case U'đ':
        case U'ð':
            return "d";
        case U'ł':
            return "l";
        case U'ı':
            return "i";
        case U'þ':
            return "th";
        case U'+':
            return "plus";
        case U'#':
            return "sharp";
        default:
            return {};
    }
}

bool is_mark(char32_t c) {
    const auto type = u_charType(static_cast<UChar32>(c));
    return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
}

bool is_plain(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9'); }

/// Nothing stands between the letters of "O'Reilly".
bool is_apostrophe(char32_t c) { return c == U'\'' || c == U'’' || c == U'ʼ'; }

}  // namespace

std::string slug(std::string_view name) {
    const std::string letters = decomposed(lower(clean_utf8(name)));
    std::string out;
    bool gap = false;
    const auto add = [&](std::string_view piece) {
        if (gap && !out.empty()) out += '-';
        gap = false;
        out += piece;
    };
    for (std::size_t pos = 0; pos < letters.size();) {
        const char32_t c = next(letters, pos);
        if (is_mark(c) || is_apostrophe(c)) continue;
        if (is_plain(c)) {
            add({letters.data() + pos - 1, 1});
        } else if (const auto spelled = spelled_out(c); !spelled.empty()) {
            add(spelled);
        } else if (is_word_char(c)) {
            return {};
        } else {
            gap = true;
        }
        if (out.size() > kSlugLengthMax) return {};
    }
    return out;
}

}  // namespace ainews::text
