#pragma once

#include <string>
#include <string_view>

/// What stays the same when a text is only dressed differently. Pure and thread-safe.
namespace ainews::text {

/// Letters and digits alone, lower case, full-width forms narrowed: punctuation, white space,
/// quotes and case vanish. One pass, no allocation but the result.
[[nodiscard]] std::string letters_only(std::string_view text);

/// SHA-256 of the letters of a plain text; empty where there are fewer than 300, which says too
/// little to tell two articles apart.
[[nodiscard]] std::string content_hash(std::string_view plain_text);

}  // namespace ainews::text
