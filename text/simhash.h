#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ainews::text {

/// Shorter texts have too few features for their fingerprint to mean anything.
inline constexpr std::size_t kSimhashCharactersMin = 300;
/// Texts of one language this near or nearer tell the same story.
inline constexpr int kNearDuplicateBitsMax = 3;

/// Charikar's fingerprint over words (pairs of letters in CJK), weighted by frequency, function
/// words less. The same on every machine and in every version: it is stored. nullopt under 300
/// characters.
[[nodiscard]] std::optional<std::uint64_t> simhash(std::string_view text);

[[nodiscard]] int hamming_distance(std::uint64_t a, std::uint64_t b) noexcept;

}  // namespace ainews::text
