#pragma once

#include <string>
#include <string_view>

namespace ainews::text {

/// Kana in Latin letters without accents ("ニュース" gives "nyusu"), for addresses; every other
/// letter, kanji included, stays: how those are read is not written on them. Thread-safe.
[[nodiscard]] std::string romanize_kana(std::string_view text);

}  // namespace ainews::text
