#pragma once

#include <cstddef>

namespace ainews::feeds {

// What is kept of one field of an entry, in bytes of UTF-8.
inline constexpr std::size_t kIdBytesMax = 2'048;
inline constexpr std::size_t kUrlBytesMax = 4'096;
inline constexpr std::size_t kNameBytesMax =
    256;  ///< names of people, categories, types, languages

}  // namespace ainews::feeds
