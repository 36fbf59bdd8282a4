#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/field.h"

namespace ainews::config {

/// Why `value` breaks the rule; nullopt where it keeps it. Messages do not repeat values that may
/// hold a secret (URLs with a user).
[[nodiscard]] std::optional<std::string> violation(Rule rule, std::string_view choices,
                                                   std::string_view value);

/// "16M", "512K", "1G", "4096": bytes.
[[nodiscard]] std::optional<ByteSize> parse_size(std::string_view text);

/// Whether the whole of `text` fits a pattern in which `*` stands for any characters, or none.
[[nodiscard]] bool matches_pattern(std::string_view pattern, std::string_view text) noexcept;

/// Whether a URL's host is this machine alone: localhost, 127.0.0.0/8, ::1.
[[nodiscard]] bool is_loopback_url(std::string_view url);

}  // namespace ainews::config
