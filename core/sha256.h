#pragma once

#include <string>
#include <string_view>

namespace ainews {

/// Lower-case hexadecimal SHA-256 (FIPS 180-4) of the bytes: 64 characters.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// Lower-case hexadecimal HMAC-SHA-256 (RFC 2104).
[[nodiscard]] std::string hmac_sha256_hex(std::string_view key, std::string_view message);

}  // namespace ainews
