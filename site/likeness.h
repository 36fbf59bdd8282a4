#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace ainews::site {

/// The pairs of neighbouring characters of a text: what likeness is measured by, because Japanese
/// has no blanks between words.
class CharacterPairs {
public:
    /// `text` is valid UTF-8.
    explicit CharacterPairs(std::string_view text);
    /// Percent of pairs that both have (Dice): 100 for the same text, 0 where there are none.
    [[nodiscard]] int likeness(const CharacterPairs& other) const;

private:
    std::vector<std::uint64_t> pairs_;  ///< sorted, each once
};

}  // namespace ainews::site
