#pragma once

#include <string>
#include <vector>

#include "core/block.h"
#include "core/entry.h"
#include "core/results.h"
#include "core/work_queue.h"

namespace ainews::pipeline {

/// Most code points of an article that are kept; what follows is left out and the result is
/// partial.
inline constexpr std::size_t kArticleCharactersMax = 400'000;

/// Blocks fit to be stored and shown to a model: invisible characters gone (offsets of links moved
/// with them), empty ones out, bounded, numbered from 1.
struct CleanBlocks {
    std::vector<Block> blocks;
    bool cut = false;
};
[[nodiscard]] CleanBlocks clean_blocks(std::vector<Block> blocks);

/// Text of the blocks, a blank line between them.
[[nodiscard]] std::string plain_text(const std::vector<Block>& blocks);

/// SHA-256 of the text in NFKC, lower case, white space collapsed, where it has 300 characters or
/// more; else empty: the identity key of design §6.1.
[[nodiscard]] std::string content_hash(const std::string& text);

/// What the store identifies the article by. The page's own address counts only where it names an
/// article: many sites declare their front page on every page.
[[nodiscard]] ExtractFacts extract_facts(const Extraction& extraction);

/// Whether a feed's own text is the whole article rather than an excerpt of it.
[[nodiscard]] bool is_whole_text(const Entry& entry, const std::string& text);

}  // namespace ainews::pipeline
