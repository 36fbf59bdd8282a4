#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/newsroom_article.h"

namespace ainews::newsroom {

/// A run of inline markup.
struct Piece {
    enum class Kind { Text, Link, Code };
    Kind kind = Kind::Text;
    std::string text;
    std::string target;  ///< of a link
};

[[nodiscard]] std::vector<Piece> pieces_of(std::string_view markup);
/// The words alone, as a reader sees them.
[[nodiscard]] std::string plain_text(std::string_view markup);
[[nodiscard]] std::vector<std::string> lines_of(std::string_view text);
[[nodiscard]] std::string escape(std::string_view text);

/// HTML of one block; links that begin with "/" or name an article ("article:SLUG") are resolved by
/// the caller beforehand.
[[nodiscard]] std::string block_html(const SampleBlock& block);
[[nodiscard]] std::string blocks_html(const std::vector<SampleBlock>& blocks);

/// What is left of a text when marks (⟦1⟧ ⟦/1⟧ ⟦c1⟧), case, spaces and punctuation are taken away.
/// Two renderings of one block have the same key.
[[nodiscard]] std::string match_key(std::string_view text);

/// Decodes the code point at `pos` of valid UTF-8 and moves `pos` behind it.
[[nodiscard]] char32_t next_code_point(std::string_view text, std::size_t& pos);

/// Code points, white space left out: the "words" of Chinese and Japanese.
[[nodiscard]] std::size_t count_characters(std::string_view text);
[[nodiscard]] std::size_t count_words(std::string_view text);

}  // namespace ainews::newsroom
