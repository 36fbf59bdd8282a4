#include "text/kana.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <memory>

#include "text/unicode.h"

namespace ainews::text {

std::string romanize_kana(std::string_view text) {
    // One for each thread: a transliterator is not shared, and costs milliseconds to build.
    thread_local const std::unique_ptr<icu::Transliterator> kToLatin = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::Transliterator> made{icu::Transliterator::createInstance(
            "Hiragana-Latin; Katakana-Latin; NFD; [:Nonspacing Mark:] Remove; NFC", UTRANS_FORWARD,
            status)};
        return U_SUCCESS(status) ? std::move(made) : nullptr;
    }();
    if (!kToLatin) return std::string{text};
    icu::UnicodeString converted = icu::UnicodeString::fromUTF8(nfkc(text));
    kToLatin->transliterate(converted);
    std::string out;
    converted.toUTF8String(out);
    return out;
}

}  // namespace ainews::text
