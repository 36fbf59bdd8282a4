#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ainews::text {

inline constexpr std::size_t kSlugLengthMax = 60;

/// The part of an address that stands for a name: lower case, accents dropped, what is between
/// words one "-" ("GPT‑5.6 Luna" gives "gpt-5-6-luna"); + and # are spelled out, so that C, C++ and
/// C# differ. Empty where the name has letters of another script, has none, or gives more than
/// kSlugLengthMax characters. Pure.
[[nodiscard]] std::string slug(std::string_view name);

}  // namespace ainews::text
