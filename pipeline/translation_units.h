#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/block.h"
#include "pipeline/marked_text.h"

namespace ainews::pipeline {

/// One [[pN]] of a translation question: a block, or a part of one that is too long for a question.
struct TranslationUnit {
    std::int64_t id = 0;    ///< the block's n; further parts add multiples of kPartStride
    std::size_t block = 0;  ///< index among the blocks given
    std::string text;       ///< in marked form
    std::string glue;       ///< what stands between the part before and this one
};
inline constexpr std::int64_t kPartStride = 100'000;

/// Bounds of one question: what a small model still answers block by block.
inline constexpr std::size_t kChunkUnitsMax = 12;
inline constexpr std::int64_t kChunkTokensMax = 1500;

/// Blocks that have words to translate: not code, not dropped, not empty, not marks and digits
/// alone.
[[nodiscard]] bool is_translatable(const Block& block);

/// The units of the translatable blocks, in order. `marked[i]` belongs to `blocks[i]`.
[[nodiscard]] std::vector<TranslationUnit> translation_units(std::span<const Block> blocks,
                                                             std::span<const MarkedText> marked);

/// Consecutive units that go into one question each; [first, last) indices.
struct Chunk {
    std::size_t first = 0;
    std::size_t last = 0;
};
[[nodiscard]] std::vector<Chunk> chunk_units(std::span<const TranslationUnit> units);

/// What an answer of tagged text says. Without its [[end]] the last unit is cut off and not in it.
struct TranslationReply {
    std::map<std::int64_t, std::string> texts;
    bool complete = false;
    std::vector<std::int64_t> repeated;  ///< ids that came twice: neither text counts
};
[[nodiscard]] TranslationReply read_translation_reply(std::string_view text);

}  // namespace ainews::pipeline
