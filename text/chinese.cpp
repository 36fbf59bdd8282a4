#include "text/chinese.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <memory>

namespace ainews::text {

std::string to_traditional(std::string_view text) {
    // One for each thread: a transliterator is not shared, and costs milliseconds to build.
    thread_local const std::unique_ptr<icu::Transliterator> kToTraditional = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::Transliterator> made{
            icu::Transliterator::createInstance("Simplified-Traditional", UTRANS_FORWARD, status)};
        return U_SUCCESS(status) ? std::move(made) : nullptr;
    }();
    if (!kToTraditional) return std::string{text};
    icu::UnicodeString converted = icu::UnicodeString::fromUTF8(
        icu::StringPiece{text.data(), static_cast<std::int32_t>(text.size())});
    kToTraditional->transliterate(converted);
    std::string out;
    converted.toUTF8String(out);
    return out;
}

}  // namespace ainews::text
