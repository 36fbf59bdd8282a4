#include "site/likeness.h"

#include <algorithm>

namespace ainews::site {
namespace {

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

CharacterPairs::CharacterPairs(std::string_view text) {
    std::uint64_t before = 0;
    for (std::size_t at = 0; at < text.size();) {
        std::uint64_t character = 0;
        do character = character << 8U | static_cast<unsigned char>(text[at]);
        while (++at < text.size() && continues(text[at]));
        if (before != 0) pairs_.push_back(before << 32U | character);
        before = character;
    }
    std::ranges::sort(pairs_);
    pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
}

int CharacterPairs::likeness(const CharacterPairs& other) const {
    std::size_t both = 0;
    auto mine = pairs_.begin();
    auto theirs = other.pairs_.begin();
    while (mine != pairs_.end() && theirs != other.pairs_.end()) {
        if (*mine == *theirs) {
            ++both;
            ++mine;
            ++theirs;
        } else {
            ++(*mine < *theirs ? mine : theirs);
        }
    }
    const std::size_t all = pairs_.size() + other.pairs_.size();
    return all == 0 ? 0 : static_cast<int>(200 * both / all);
}

}  // namespace ainews::site
