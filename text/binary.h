#pragma once

#include <string_view>

namespace ainews::text {

/// What a document is that holds no text to read, as a noun phrase: "a PNG image", "binary data".
/// Empty where it may be text of some charset. By the marks such files begin with (WHATWG MIME
/// Sniffing §6), else by the share of control characters among the first bytes.
[[nodiscard]] std::string_view binary_kind(std::string_view bytes) noexcept;

}  // namespace ainews::text
