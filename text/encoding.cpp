#include "text/encoding.h"

#include <uchardet/uchardet.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "core/c_ptr.h"
#include "text/encoding_labels.h"
#include "text/unicode.h"

namespace ainews::text {
namespace {

/// As much of the bytes as the guess needs; it is linear and slow (about 20 MB/s).
constexpr std::size_t kGuessBytesMax = 256U << 10U;

struct Faults {
    std::size_t count = 0;
};

/// Counts what cannot be decoded and lets ICU put U+FFFD there.
void count_fault(const void* context, UConverterToUnicodeArgs* args, const char* units,
                 std::int32_t length, UConverterCallbackReason reason, UErrorCode* status) {
    if (reason > UCNV_IRREGULAR) return;
    ++static_cast<Faults*>(const_cast<void*>(context))->count;
    UCNV_TO_U_CALLBACK_SUBSTITUTE(nullptr, args, units, length, reason, status);
}

void append_utf16(std::string& out, const UChar* units, std::size_t count, char16_t& pending_high) {
    for (std::size_t i = 0; i < count; ++i) {
        const char16_t unit = units[i];
        if (pending_high != 0) {
            const char32_t high = pending_high;
            pending_high = 0;
            if (unit >= 0xDC00 && unit <= 0xDFFF) {
                append(out, 0x10000 + ((high - 0xD800) << 10U) + (unit - 0xDC00U));
                continue;
            }
            append(out, kReplacement);
        }
        if (unit >= 0xD800 && unit <= 0xDBFF)
            pending_high = unit;
        else
            append(out, unit);
    }
}

/// nullopt only where the converter is missing.
std::optional<Decoded> convert(std::string_view bytes, const Charset& charset) {
    if (charset.name.empty()) return std::nullopt;
    if (charset.converter.empty()) {
        Cleaned cleaned = clean_utf8_noting(bytes);
        return Decoded{std::move(cleaned.text), charset.name, cleaned.replaced};
    }
    UErrorCode status = U_ZERO_ERROR;
    const CPtr<UConverter, ucnv_close> converter{ucnv_open(charset.converter.c_str(), &status)};
    if (U_FAILURE(status) || !converter) return std::nullopt;
    Faults faults;
    ucnv_setToUCallBack(converter.get(), count_fault, &faults, nullptr, nullptr, &status);
    if (U_FAILURE(status)) return std::nullopt;

    std::string utf8;
    utf8.reserve(bytes.size() + bytes.size() / 2);
    std::array<UChar, 4096> units{};
    char16_t pending_high = 0;
    const char* source = bytes.data();
    const char* const end = source + bytes.size();
    do {
        status = U_ZERO_ERROR;
        UChar* target = units.data();
        ucnv_toUnicode(converter.get(), &target, units.data() + units.size(), &source, end, nullptr,
                       true, &status);
        append_utf16(utf8, units.data(), static_cast<std::size_t>(target - units.data()),
                     pending_high);
    } while (status == U_BUFFER_OVERFLOW_ERROR);
    if (pending_high != 0) append(utf8, kReplacement);
    return Decoded{clean_utf8(utf8), charset.name, faults.count != 0};
}

struct Bom {
    std::string_view bytes;
    std::string_view charset;
};
// The longer marks first: UTF-32LE begins like UTF-16LE.
constexpr std::array<Bom, 5> kBoms{{{{"\xFF\xFE\0\0", 4}, "utf-32le"},
                                    {{"\0\0\xFE\xFF", 4}, "utf-32be"},
                                    {"\xEF\xBB\xBF", "utf-8"},
                                    {"\xFE\xFF", "utf-16be"},
                                    {"\xFF\xFE", "utf-16le"}}};
// XML 1.0 appendix F: how "<" looks before any charset is known.
constexpr std::array<Bom, 4> kFirstTag{{{{"<\0\0\0", 4}, "utf-32le"},
                                        {{"\0\0\0<", 4}, "utf-32be"},
                                        {{"<\0", 2}, "utf-16le"},
                                        {{"\0<", 2}, "utf-16be"}}};

bool is_wide(const Charset& charset) {
    return charset.name.starts_with("utf-16") || charset.name.starts_with("utf-32");
}

Charset guess(std::string_view bytes) {
    const CPtr<std::remove_pointer_t<uchardet_t>, uchardet_delete> detector{uchardet_new()};
    if (!detector) return {};
    const std::string_view sample = bytes.substr(0, kGuessBytesMax);
    if (uchardet_handle_data(detector.get(), sample.data(), sample.size()) != 0) return {};
    uchardet_data_end(detector.get());
    return charset_from_label(uchardet_get_charset(detector.get()));
}

/// Servers send Latin-1 by default, whatever the file holds. Text that is well-formed UTF-8 beyond
/// ASCII is that by accident about never.
bool contradicts(std::string_view bytes, const Charset& charset, bool valid_utf8) {
    return charset.name == "windows-1252" && valid_utf8 && !is_ascii(bytes);
}

std::vector<Charset> candidates(std::string_view bytes, std::string_view http,
                                std::string_view document) {
    const bool valid_utf8 = is_utf8(bytes);
    std::vector<Charset> out;
    for (const std::string_view label : {http, document}) {
        Charset charset = charset_from_label(label);
        // Nobody could have read an ASCII declaration in a wide charset: it is wrong (HTML
        // §13.2.3.2).
        if (is_wide(charset)) continue;
        if (charset.name.empty() || contradicts(bytes, charset, valid_utf8)) continue;
        out.push_back(std::move(charset));
    }
    if (valid_utf8) out.push_back(charset_from_label("utf-8"));
    return out;
}

/// Share of bytes beyond ASCII that are ill-formed is small: UTF-8 with a few broken bytes.
bool is_mostly_utf8(std::string_view bytes) {
    std::size_t good = 0;
    std::size_t bad = 0;
    for (std::size_t pos = 0; pos < bytes.size();) {
        const std::size_t from = pos;
        const char32_t c = next(bytes, pos);
        if (c == kReplacement && bytes.substr(from, pos - from) != "\xEF\xBF\xBD")
            ++bad;
        else if (c >= 0x80)
            ++good;
    }
    return good > 4 * bad;
}

}  // namespace

Decoded decode(std::string_view bytes, std::string_view http_charset,
               std::string_view document_charset) {
    for (const Bom& bom : kBoms)
        if (bytes.starts_with(bom.bytes))
            if (auto done =
                    convert(bytes.substr(bom.bytes.size()), charset_from_label(bom.charset)))
                return *std::move(done);
    for (const Bom& tag : kFirstTag)
        if (bytes.starts_with(tag.bytes))
            if (auto done = convert(bytes, charset_from_label(tag.charset)))
                return *std::move(done);

    std::optional<Decoded> first;
    for (const Charset& charset : candidates(bytes, http_charset, document_charset)) {
        auto done = convert(bytes, charset);
        if (done && !done->replaced) return *std::move(done);
        if (done && !first) first = std::move(done);
    }
    if (is_mostly_utf8(bytes)) return *convert(bytes, charset_from_label("utf-8"));
    if (auto done = convert(bytes, guess(bytes)); done && !done->replaced) return *std::move(done);
    if (first) return *std::move(first);
    if (auto done = convert(bytes, charset_from_label("windows-1252"))) return *std::move(done);
    return *convert(bytes, charset_from_label("utf-8"));
}

std::string charset_of_content_type(std::string_view content_type) {
    std::size_t semicolon = content_type.find(';');
    while (semicolon != std::string_view::npos) {
        std::string_view rest = content_type.substr(semicolon + 1);
        semicolon = content_type.find(';', semicolon + 1);
        std::string_view parameter = trim(rest.substr(0, rest.find(';')));
        const auto equals = parameter.find('=');
        if (equals == std::string_view::npos) continue;
        if (!equals_ignoring_case(trim(parameter.substr(0, equals)), "charset")) continue;
        std::string_view value = trim(parameter.substr(equals + 1));
        if (!value.empty() && (value.front() == '"' || value.front() == '\'')) {
            const char quote = value.front();
            value.remove_prefix(1);
            value = value.substr(0, value.find(quote));
        }
        if (!value.empty()) return ascii_lower(trim(value));
    }
    return {};
}

}  // namespace ainews::text
