#include "text/unicode.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace ainews::text {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;

/// How many of the first bytes are ASCII; eight at a time, for feeds are mostly that.
std::size_t ascii_prefix(std::string_view text) noexcept {
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, 8);
        if ((word & kHighBits) != 0) break;
    }
    while (i < text.size() && static_cast<unsigned char>(text[i]) < 0x80) ++i;
    return i;
}

/// How many of the first bytes, in steps of eight, are ASCII without any control character.
std::size_t plain_prefix(std::string_view text) noexcept {
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, 8);
        const std::uint64_t below_space = (word - kOnes * 0x20) & ~word;
        const std::uint64_t no_delete = word ^ (kOnes * 0x7F);
        const std::uint64_t is_delete = (no_delete - kOnes) & ~no_delete;
        if (((word | below_space | is_delete) & kHighBits) != 0) break;
    }
    return i;
}

unsigned char byte_at(std::string_view text, std::size_t i) noexcept {
    return static_cast<unsigned char>(text[i]);
}

struct Step {
    char32_t code_point = kReplacement;
    std::size_t bytes = 1;  ///< consumed; of an ill-formed sequence its maximal subpart
    bool ok = false;
};

/// One well-formed sequence by Unicode table 3-7: the lead byte fixes the range of the second.
Step decode_at(std::string_view text, std::size_t pos) noexcept {
    const unsigned char lead = byte_at(text, pos);
    if (lead < 0x80) return {lead, 1, true};
    if (lead < 0xC2 || lead > 0xF4) return {};
    const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    // Nearly all of Japanese: three bytes, of which only E0 and ED restrict the second.
    if (size == 3 && lead != 0xE0 && lead != 0xED && pos + 2 < text.size()) {
        const unsigned second = byte_at(text, pos + 1);
        const unsigned third = byte_at(text, pos + 2);
        if ((second & 0xC0U) == 0x80U && (third & 0xC0U) == 0x80U)
            return {((lead & 0xFU) << 12U) | ((second & 0x3FU) << 6U) | (third & 0x3FU), 3, true};
    }
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
    char32_t value = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        if (pos + i >= text.size()) return {kReplacement, i, false};
        const unsigned char c = byte_at(text, pos + i);
        if (c < low || c > high) return {kReplacement, i, false};
        value = (value << 6U) | (c & 0x3FU);
        low = 0x80;
        high = 0xBF;
    }
    return {value, size, true};
}

bool is_forbidden(char32_t c) noexcept {
    if (c < 0x20) return c != '\t' && c != '\n' && c != '\r';
    if (c >= 0x7F && c <= 0x9F) return true;
    return (c & 0xFFFEU) == 0xFFFEU || (c >= 0xFDD0 && c <= 0xFDEF);
}

bool is_invisible(char32_t c) noexcept {
    return c == 0xAD || c == 0x34F || c == 0x61C || c == 0x180E || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

}  // namespace

bool is_ascii(std::string_view text) noexcept { return ascii_prefix(text) == text.size(); }

bool is_utf8(std::string_view text) noexcept {
    std::size_t pos = ascii_prefix(text);
    while (pos < text.size()) {
        const Step step = decode_at(text, pos);
        if (!step.ok) return false;
        pos += step.bytes;
        if (step.bytes == 1) pos += ascii_prefix(text.substr(pos));
    }
    return true;
}

Cleaned clean_utf8_noting(std::string_view text) {
    Cleaned cleaned;
    cleaned.text.reserve(text.size());
    std::size_t kept_from = 0;  // text[kept_from, pos) is clean and not copied yet
    std::size_t pos = 0;
    const auto flush = [&] { cleaned.text.append(text.substr(kept_from, pos - kept_from)); };
    while (pos < text.size()) {
        const Step step = decode_at(text, pos);
        if (step.ok && !is_forbidden(step.code_point)) {
            pos += step.bytes;
            if (step.bytes == 1) pos += plain_prefix(text.substr(pos));
            continue;
        }
        flush();
        pos += step.bytes;
        kept_from = pos;
        if (step.ok) continue;
        append(cleaned.text, kReplacement);
        cleaned.replaced = true;
    }
    flush();
    return cleaned;
}

std::string clean_utf8(std::string_view text) { return clean_utf8_noting(text).text; }

std::string without_invisible(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t pos = 0; pos < text.size();) {
        const std::size_t from = pos;
        if (!is_invisible(next(text, pos))) out.append(text.substr(from, pos - from));
    }
    return out;
}

std::size_t length(std::string_view text) noexcept {
    std::size_t count = 0;
    for (std::size_t pos = 0; pos < text.size(); ++count) static_cast<void>(next(text, pos));
    return count;
}

std::string nfkc(std::string_view text) {
    if (is_ascii(text)) return std::string{text};
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCInstance(status);
    std::string out;
    icu::StringByteSink<std::string> sink{&out, static_cast<std::int32_t>(text.size())};
    const icu::StringPiece piece{text.data(), static_cast<std::int32_t>(text.size())};
    if (U_SUCCESS(status)) normalizer->normalizeUTF8(0, piece, sink, nullptr, status);
    return U_SUCCESS(status) ? out : std::string{text};
}

std::string ascii_lower(std::string_view text) {
    std::string out{text};
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::string lower(std::string_view text) {
    if (is_ascii(text)) return ascii_lower(text);
    UErrorCode status = U_ZERO_ERROR;
    std::string out;
    icu::StringByteSink<std::string> sink{&out, static_cast<std::int32_t>(text.size())};
    const icu::StringPiece piece{text.data(), static_cast<std::int32_t>(text.size())};
    icu::CaseMap::utf8ToLower("", 0, piece, sink, nullptr, status);
    return U_SUCCESS(status) ? out : ascii_lower(text);
}

bool equals_ignoring_case(std::string_view a, std::string_view b) noexcept {
    const auto fold = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::ranges::equal(a, b, {}, fold, fold);
}

std::string collapse_space(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    bool pending = false;
    for (std::size_t pos = 0; pos < text.size();) {
        const std::size_t from = pos;
        if (is_space(next(text, pos))) {
            pending = !out.empty();
            continue;
        }
        if (pending) out += ' ';
        pending = false;
        out.append(text.substr(from, pos - from));
    }
    return out;
}

std::string_view trim(std::string_view text) noexcept {
    std::size_t begin = text.size();
    std::size_t end = 0;
    for (std::size_t pos = 0; pos < text.size();) {
        const std::size_t from = pos;
        if (is_space(next(text, pos))) continue;
        begin = std::min(begin, from);
        end = pos;
    }
    return begin < end ? text.substr(begin, end - begin) : std::string_view{};
}

std::string truncate(std::string_view text, std::size_t max_code_points) {
    std::size_t pos = 0;
    for (std::size_t count = 0; count < max_code_points && pos < text.size(); ++count)
        static_cast<void>(next(text, pos));
    return std::string{text.substr(0, pos)};
}

std::string_view truncate_bytes(std::string_view text, std::size_t max_bytes) noexcept {
    if (text.size() <= max_bytes) return text;
    std::size_t end = max_bytes;
    // A sequence has at most three continuation bytes; junk longer than that is cut where it
    // stands.
    for (int back = 0; back < 3 && end > 0 && (byte_at(text, end) & 0xC0U) == 0x80U; ++back) --end;
    if ((byte_at(text, end) & 0xC0U) == 0x80U) end = max_bytes;
    return text.substr(0, end);
}

char32_t next(std::string_view text, std::size_t& pos) noexcept {
    const Step step = decode_at(text, pos);
    pos += step.bytes;
    return step.code_point;
}

void append(std::string& out, char32_t c) {
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = kReplacement;
    const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0U | (c >> 6U));
        put(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
        put(0xE0U | (c >> 12U));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    } else {
        put(0xF0U | (c >> 18U));
        put(0x80U | ((c >> 12U) & 0x3FU));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    }
}

bool is_kanji(char32_t c) noexcept {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3005 ||
           c == 0x3006 || c == 0x3007 || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0x20000 && c <= 0x3FFFD);
}

bool is_kana(char32_t c) noexcept {
    return (c >= 0x3041 && c <= 0x309F && c != 0x3097 && c != 0x3098) ||
           (c >= 0x30A1 && c <= 0x30FF && c != 0x30FB) || (c >= 0x31F0 && c <= 0x31FF) ||
           (c >= 0xFF66 && c <= 0xFF9F);
}

bool is_hangul(char32_t c) noexcept {
    return (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x1100 && c <= 0x11FF) ||
           (c >= 0x3131 && c <= 0x318E);
}

bool is_cjk(char32_t c) noexcept {
    return c >= 0x1100 && (is_kanji(c) || is_kana(c) || is_hangul(c));
}

bool is_space(char32_t c) noexcept {
    if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_word_char(char32_t c) noexcept {
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const auto mask = U_GET_GC_MASK(static_cast<UChar32>(c));
    return (mask & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

double kana_share(std::string_view text) noexcept {
    std::size_t kana = 0;
    std::size_t letters = 0;
    for (std::size_t pos = 0; pos < text.size();) {
        const char32_t c = next(text, pos);
        if (!is_word_char(c)) continue;
        ++letters;
        if (is_kana(c)) ++kana;
    }
    return letters == 0 ? 0.0 : static_cast<double>(kana) / static_cast<double>(letters);
}

}  // namespace ainews::text
