#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ainews {

enum class BlockKind { Paragraph, Heading, List, Quote, Code, Table, Image };

[[nodiscard]] std::string_view to_string(BlockKind kind) noexcept;
[[nodiscard]] std::optional<BlockKind> block_kind_from(std::string_view text) noexcept;

/// A link inside a block. Offsets are in code points of the block's text: [start, end).
struct Span {
    std::int64_t start = 0;
    std::int64_t end = 0;
    std::string href;  ///< absolute http(s)
    bool operator==(const Span&) const = default;
};

/// One unit of an article's text; what translation is aligned by. `n` is 1-based and fixed per
/// extraction. A list is one block whose items are lines; a table's rows are lines, its cells
/// separated by tabs; an image's text is its caption or alternative text. A dropped block stays in
/// its place.
struct Block {
    std::int64_t n = 0;
    BlockKind kind = BlockKind::Paragraph;
    std::string text;
    std::vector<Span> spans;
    int level = 0;         ///< of a heading, 1 to 6
    bool dropped = false;  ///< boilerplate that is not to be shown
    bool original =
        false;  ///< in a translation: no translation passed the checks, this is the source text
    std::string href;  ///< of an image: where the picture is; else empty
    bool operator==(const Block&) const = default;
};

}  // namespace ainews
