#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Fast looks at text that is nearly always fine as it is, so that the careful functions of text/
/// are called only where there is something to do. Pure and thread-safe.
namespace ainews::feeds {

enum class Bytes {
    Ascii,  ///< printable, tab and line breaks
    Utf8,   ///< valid UTF-8 without control characters
    Other,  ///< to be decoded
};
[[nodiscard]] Bytes classify(std::string_view bytes) noexcept;

/// How often `c` occurs.
[[nodiscard]] std::size_t count(std::string_view text, char c) noexcept;

/// Without white space (XML's and U+00A0, U+3000, U+FEFF) at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// Trimmed, runs of white space collapsed to one space, at most `bytes_max` bytes.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t bytes_max);

/// Whether an HTML reader would see anything else than the text itself: a tag or a character
/// reference.
[[nodiscard]] bool may_be_html(std::string_view text) noexcept;

/// `ref` as an absolute http(s) URL; empty where it is none. A clean absolute URL is returned as it
/// is.
[[nodiscard]] std::string absolute_url(std::string_view base, std::string_view ref);

/// What an xml:base says within `base`; `base` where it says nothing that can be used.
[[nodiscard]] std::string inner_base(std::string_view base, std::string_view xml_base);

/// As absolute_url; but where there is no base at all (a file read by hand), a reference without a
/// scheme stays as it was written.
[[nodiscard]] std::string link_url(std::string_view base, std::string_view ref);

/// A decimal number that is not negative, with anything but digits around it ignored at the end.
[[nodiscard]] std::optional<std::int64_t> whole_number(std::string_view text) noexcept;

/// The encoding that an XML declaration in an ASCII-compatible document names; else empty.
[[nodiscard]] std::string_view declared_charset(std::string_view bytes) noexcept;

}  // namespace ainews::feeds
