#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Word filters of sources (`include`, `exclude`, `hold_if`). Pure and thread-safe.
namespace ainews::text {

/// Whether the word or phrase occurs, without regard to case and width (NFKC). A word in CJK
/// letters is found anywhere; any other only between word boundaries, where a CJK letter is a
/// boundary too: "AI" is in "生成AIの" and not in "said".
[[nodiscard]] bool contains_word(std::string_view text, std::string_view word);
[[nodiscard]] bool contains_any(std::string_view text, std::span<const std::string> words);

/// The same for many texts: the words are prepared once.
class WordFilter {
public:
    WordFilter() = default;
    explicit WordFilter(std::span<const std::string> words);
    [[nodiscard]] bool empty() const noexcept { return words_.empty(); }
    [[nodiscard]] bool matches(std::string_view text) const;

private:
    std::vector<std::string> words_;  ///< NFKC, lower case, none empty
};

}  // namespace ainews::text
