#pragma once

#include <string>
#include <string_view>

namespace ainews::text {

/// What a charset label stands for. `name` is empty for a label nobody knows or that is refused.
struct Charset {
    std::string name;       ///< lower-case WHATWG name where there is one, else ICU's
    std::string converter;  ///< ICU's name; empty for utf-8, which needs none
    bool single_byte = false;
};

/// Looks a label up: WHATWG Encoding Standard §4.2 first, then ICU's aliases. UTF-7 and the
/// stateful charsets the standard maps to "replacement" are refused.
[[nodiscard]] Charset charset_from_label(std::string_view label);

}  // namespace ainews::text
