#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "text/encoding.h"
#include "text/language.h"
#include "text/segment.h"
#include "text/simhash.h"
#include "text/unicode.h"

// Bytes under any label become valid UTF-8 without control characters; what reads text takes it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ainews::text;
    constexpr std::array<std::string_view, 12> kLabels{
        "",     "utf-8",  "shift_jis",    "euc-jp",   "iso-2022-jp", "gb18030",
        "big5", "euc-kr", "windows-1252", "utf-16le", "utf-7",       "koi8-r"};
    if (size == 0) return 0;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    const std::string text = decode(bytes, kLabels[data[0] % kLabels.size()]).utf8;
    if (!is_utf8(text) || clean_utf8(text) != text) std::abort();
    if (!is_utf8(search_terms(text)) || !is_utf8(search_query(text))) std::abort();
    if (!is_utf8(nfkc(text)) || !is_utf8(lower(text)) || !is_utf8(without_invisible(text)))
        std::abort();
    for (const std::string& sentence : sentences(text))
        if (sentence.empty() || !is_utf8(sentence)) std::abort();
    static_cast<void>(detect_language(text, "ja"));
    static_cast<void>(simhash(text));
    return 0;
}
