#pragma once

#include <string>
#include <string_view>

namespace ainews::text {

struct Decoded {
    std::string utf8;       ///< valid, without control characters but \t \n \r, without a BOM
    std::string charset;    ///< what it was decoded from, lower-case WHATWG name: "shift_jis"
    bool replaced = false;  ///< some bytes meant nothing in that charset and became U+FFFD
};

/// Bytes of a document to UTF-8. In order: BOM, HTTP's charset, the document's own, UTF-8 where the
/// bytes are valid, a guess. A charset the bytes contradict gives way to the next. Labels as in the
/// WHATWG Encoding Standard §4.2 (so "iso-8859-1" is windows-1252 and "gb2312" is gb18030), plus
/// what ICU knows beside them. UTF-7 is refused: it smuggles markup past filters. Never fails.
[[nodiscard]] Decoded decode(std::string_view bytes, std::string_view http_charset = {},
                             std::string_view document_charset = {});

/// The charset parameter of a Content-Type value, unquoted and lower-case; empty where there is
/// none.
[[nodiscard]] std::string charset_of_content_type(std::string_view content_type);

}  // namespace ainews::text
