#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ainews::site {

/// The words of a search, found in texts as the index finds them: whatever their case and width.
/// Immutable and thread-safe.
class SearchWords {
public:
    explicit SearchWords(std::string_view typed);

    [[nodiscard]] bool empty() const noexcept { return words_.empty(); }
    /// Where words stand in `text`: bytes [first, second), in order, none overlapping.
    [[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> marks(
        std::string_view text) const;
    /// Escaped, with each place in <mark>.
    [[nodiscard]] std::string marked_html(std::string_view text) const;
    /// The first sentence of these texts that has a word, cut around it; empty where none has one.
    [[nodiscard]] std::string excerpt(const std::vector<std::string>& texts) const;

private:
    std::vector<std::string> words_;  ///< folded
};

}  // namespace ainews::site
